-- Tenants that decide for themselves and are found by the name of a host; keys that sign; what Singula's contract knows of a
-- customer; and what customers consented to, as evidence.

-- As the tenants file says it; what a tenant leaves out is not here.
alter table tenant
  add column settings jsonb not null default '{}',
  add column changed_at timestamptz not null default now();

-- In lower case, without a port.
create table tenant_host (
  host text collate "C" primary key,
  owner_tenant_id uuid not null
);

-- A key that signs is called by its public id; its secret is sealed, since verifying takes the secret itself. The previous
-- secret is good until its time is over.
alter table api_key
  alter column secret_digest drop not null,
  add column public_id text collate "C",
  add column sealed_secret bytea,
  add column previous_sealed_secret bytea,
  add column previous_secret_until timestamptz,
  add column scopes text[];

alter table api_key drop constraint api_key_kind_check;

alter table api_key add constraint api_key_kind_check check (kind in ('service', 'storefront', 'hmac')) not valid;

-- `username_key` and `email_key` are claimed as logins; an address that may be shared is not claimed.
alter table customer
  add column username text,
  add column username_key text collate "C",
  add column email_is_shared boolean not null default false,
  add column external_id text collate "C",
  add column title text,
  add column display_name text,
  add column customer_type text,
  add column currency text,
  add column nationality text,
  add column mobile text,
  add column referral_code text collate "C",
  add column created_by text,
  add column modified_by text,
  add column modified_at timestamptz;

alter table customer_address add column kind text;

-- Names and values as a shop wants them kept, in the order they came.
create table custom_attributes (
  customer_id uuid primary key,
  tenant_id uuid not null,
  attributes jsonb not null
);

-- Every text of a consent that was ever in force, so that a record's digest can be shown for what it is.
create table consent_text (
  tenant_id uuid not null,
  consent_id text collate "C" not null,
  version text collate "C" not null,
  locale text not null,
  digest bytea not null,
  content text not null,
  declared_at timestamptz not null default now(),
  primary key (tenant_id, consent_id, version, locale)
);

-- One answer of a customer to one consent. Rows are added and never changed, but for what would name a person, which an
-- erasure takes. `number` orders the answers of a customer.
create table consent_record (
  customer_id uuid not null,
  id uuid not null,
  tenant_id uuid not null,
  number integer not null,
  consent_id text collate "C" not null,
  version text collate "C" not null,
  locale text,
  text_digest bytea,
  decision text not null check (decision in ('granted', 'declined', 'withdrawn')),
  contact_methods jsonb not null,
  recorded_at timestamptz not null default now(),
  surface text not null,
  acting_as text not null check (acting_as in ('customer', 'staff', 'program')),
  acting_id text,
  client_address text,
  user_agent text,
  request_id text,
  primary key (customer_id, id)
);

alter table custom_attributes enable row level security;
alter table custom_attributes force row level security;
create policy of_tenant on custom_attributes using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

alter table consent_text enable row level security;
alter table consent_text force row level security;
create policy of_tenant on consent_text using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

alter table consent_record enable row level security;
alter table consent_record force row level security;
create policy of_tenant on consent_record using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

grant insert (id, name, settings), update (settings, changed_at) on tenant to patron_app;
grant select, insert, delete on tenant_host to patron_app;
grant select, insert, delete, update (attributes) on custom_attributes to patron_app;
grant select, insert on consent_text, consent_record to patron_app;
grant update (acting_id, client_address, user_agent, request_id) on consent_record to patron_app;

-- Which tenants have something to clean up or to do, and nothing of what it is: work beside the requests then goes to those.
create policy of_relay on idempotency to patron_relay using (true);
create policy of_relay on attempt to patron_relay using (true);
create policy of_relay on session to patron_relay using (true);
create policy of_relay on recovery to patron_relay using (true);
create policy of_relay on recovery_request to patron_relay using (true);
create policy of_relay on erasure to patron_relay using (true);
grant select (tenant_id, expires_at) on idempotency, session, recovery to patron_relay;
grant select (tenant_id, window_ends) on attempt to patron_relay;
grant select (tenant_id) on recovery_request to patron_relay;
grant select (tenant_id, is_in_ledger) on erasure to patron_relay;

-- How many passwords are still hashed elsewhere, whosever they are.
create policy of_relay on credential to patron_relay using (true);
grant select (scheme) on credential to patron_relay;
