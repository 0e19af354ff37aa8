-- Customers who come from other systems: what waits while it is read, how far an import has come, and who came as whom.

-- Rows of the files of one import at a time, reviewed and ready to be stored. It is emptied when the import ends, and a crash of
-- the database empties it, too: nothing here is the only copy. `key` is what the other system calls the customer. Rows are of
-- kind `person`, or of what a person has beside the profile; the one of kind `run` says which import the others are of, and how
-- far it was read. What there are millions of stands in columns as it will be stored, and the rest in `record`.
create unlogged table import_row (
  ordinal bigint not null,
  part integer not null,
  owner_tenant_id uuid not null,
  kind text not null,
  file integer not null,
  line integer not null,
  number integer,
  key text collate "C" not null,
  record json,
  -- Of a person, what they want to be called, and what decides between several of one mailbox.
  changed_at timestamptz,
  wanted_id uuid,
  slug text,
  referral_code text,
  external_id text,
  email_is_shared boolean,
  email_key text collate "C",
  username_key text,
  scheme text,
  hash text,
  hashed_at timestamptz,
  state text,
  email text,
  email_key_version smallint,
  first_name text,
  last_name text,
  date_of_birth date,
  is_vendor boolean,
  last_purchase_at timestamptz,
  products_bought_count integer,
  total_units_bought integer,
  created_at timestamptz,
  last_sign_in_at timestamptz,
  email_verified_at timestamptz,
  phone text,
  gender text,
  subscribed_to_newsletter boolean,
  image_name text,
  username text,
  title text,
  display_name text,
  customer_type text,
  currency text,
  nationality text,
  mobile text,
  created_by text,
  modified_by text,
  modified_at timestamptz,
  primary key (ordinal, part)
);

-- How far an import came, so that one that was killed goes on where it was. `digest` is that of the files and of what decides
-- over their rows. The row goes when the import is done.
create table import_run (
  tenant_id uuid not null,
  digest bytea not null,
  id uuid not null,
  begun_at timestamptz not null default now(),
  phase text not null check (phase in ('reading', 'storing', 'closing')),
  rows_read bigint not null default 0,
  stored_to bigint not null default 0,
  rejects_bytes bigint not null default 0,
  counts jsonb not null,
  primary key (tenant_id, digest)
);

-- Who of another system is who here, for good: whoever came once does not come again, erased or not. The digest is that of what
-- the other system calls the customer.
create table imported_customer (
  tenant_id uuid not null,
  system text collate "C" not null,
  key_digest bytea not null,
  customer_id uuid not null,
  primary key (tenant_id, system, key_digest)
);

alter table import_run enable row level security;
alter table import_run force row level security;
create policy of_tenant on import_run using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

alter table imported_customer enable row level security;
alter table imported_customer force row level security;
create policy of_tenant on imported_customer using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

grant select, insert, update, delete on import_row to patron_app;
grant select, insert, update, delete on import_run to patron_app;
grant select, insert on imported_customer to patron_app;

-- Numbers that customers bring along are never drawn again.
grant update on sequence customer_number, address_number, data_request_number to patron_app;
