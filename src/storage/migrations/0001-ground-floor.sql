-- Tenants, customers, the names they claim, what they prove themselves with, and what happened to them.
-- Row-level security is on for everything a tenant owns: a statement that forgets its tenant finds nothing.
-- Keys of what belongs to a customer begin with the customer's id; a claim is keyed by what is claimed.
-- No foreign key, trigger or unique rule besides the primary keys (docs/decisions/0003-storage-shape.md).

create table tenant (
  id uuid primary key,
  name text not null,
  created_at timestamptz not null default now()
);

create sequence customer_number as integer;

create table claim (
  tenant_id uuid not null,
  kind text collate "C" not null,
  value text collate "C" not null,
  customer_id uuid not null,
  primary key (tenant_id, kind, value)
);

create table customer (
  id uuid primary key,
  tenant_id uuid not null,
  number integer not null,
  state text not null check (state in ('active', 'suspended', 'deactivated', 'deleted')),
  email text not null,
  email_key text collate "C" not null,
  email_key_version smallint not null,
  first_name text not null,
  last_name text not null,
  slug text not null,
  date_of_birth date,
  is_vendor boolean not null default false,
  last_purchase_at timestamptz,
  products_bought_count integer not null default 0,
  total_units_bought integer not null default 0,
  created_at timestamptz not null
);

create table customer_address (
  customer_id uuid not null,
  id uuid not null,
  tenant_id uuid not null,
  street_address text not null,
  postcode text not null,
  city text not null,
  state text not null,
  country text not null,
  is_default boolean not null default false,
  primary key (customer_id, id)
);

create table bought_product (
  customer_id uuid not null,
  product text not null,
  tenant_id uuid not null,
  primary key (customer_id, product)
);

create table redeemed_voucher (
  customer_id uuid not null,
  voucher text not null,
  tenant_id uuid not null,
  primary key (customer_id, voucher)
);

create table credential (
  customer_id uuid not null,
  kind text not null check (kind in ('password')),
  tenant_id uuid not null,
  hash text not null,
  changed_at timestamptz not null,
  primary key (customer_id, kind)
);

-- The outbox, the audit trail and the change feed at once. What says something about a person is in one
-- nullable column, so that erasure leaves the event.
create table event (
  customer_id uuid not null,
  id uuid not null,
  tenant_id uuid not null,
  type text not null,
  occurred_at timestamptz not null,
  facts jsonb not null,
  personal jsonb,
  primary key (customer_id, id)
);

create table idempotency (
  tenant_id uuid not null,
  digest bytea not null,
  fingerprint bytea not null,
  lease_token uuid not null,
  leased_until timestamptz not null,
  expires_at timestamptz not null,
  customer_id uuid,
  answer bytea,
  primary key (tenant_id, digest)
);

-- Tries counted against limits, one row a bucket. Buckets are digests: no address of a person or a client rests here.
create table attempt (
  tenant_id uuid not null,
  bucket bytea not null,
  window_ends timestamptz not null,
  used integer not null,
  primary key (tenant_id, bucket)
);

alter table claim enable row level security;
alter table claim force row level security;
create policy of_tenant on claim using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

alter table customer enable row level security;
alter table customer force row level security;
create policy of_tenant on customer using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

alter table customer_address enable row level security;
alter table customer_address force row level security;
create policy of_tenant on customer_address using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

alter table bought_product enable row level security;
alter table bought_product force row level security;
create policy of_tenant on bought_product using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

alter table redeemed_voucher enable row level security;
alter table redeemed_voucher force row level security;
create policy of_tenant on redeemed_voucher using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

alter table credential enable row level security;
alter table credential force row level security;
create policy of_tenant on credential using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

alter table event enable row level security;
alter table event force row level security;
create policy of_tenant on event using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

alter table idempotency enable row level security;
alter table idempotency force row level security;
create policy of_tenant on idempotency using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

alter table attempt enable row level security;
alter table attempt force row level security;
create policy of_tenant on attempt using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

-- The server looks whether migrations are pending.
grant select on tenant, migration to patron_app;
grant select, insert, update, delete on
  claim, customer, customer_address, bought_product, redeemed_voucher, credential, event, idempotency, attempt
  to patron_app;
grant usage on sequence customer_number to patron_app;

insert into tenant (id, name) values ('00000000-0000-7000-8000-000000000001', 'default');
