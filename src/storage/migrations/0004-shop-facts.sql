-- What the shop's back end tells Patron, and what it proves itself with.

-- A key belongs to a tenant and finds it, so no tenant is chosen yet when it is looked up: no policy.
-- What is kept of the secret is its SHA-256; the secret itself is long and random.
create table api_key (
  id uuid primary key,
  kind text not null check (kind in ('service')),
  owner_tenant_id uuid not null,
  name text not null,
  secret_digest bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz
);

-- `reference` is the caller's own name for the purchase: reported twice it counts once.
create table purchase (
  customer_id uuid not null,
  reference text collate "C" not null,
  tenant_id uuid not null,
  product text not null,
  units integer not null check (units > 0),
  purchased_at timestamptz not null,
  recorded_at timestamptz not null,
  primary key (customer_id, reference)
);

-- As `purchase`; which vouchers a customer has redeemed is in `redeemed_voucher`.
create table voucher_redemption (
  customer_id uuid not null,
  reference text collate "C" not null,
  tenant_id uuid not null,
  voucher text not null,
  redeemed_at timestamptz not null,
  recorded_at timestamptz not null,
  primary key (customer_id, reference)
);

-- Who was erased and when. It is also written to a ledger outside the database, since a restored one has forgotten it;
-- `is_in_ledger` tells whether that was done, which a crash can keep from happening.
create table erasure (
  customer_id uuid primary key,
  tenant_id uuid not null,
  erased_at timestamptz not null,
  is_in_ledger boolean not null default false
);

alter table purchase enable row level security;
alter table purchase force row level security;
create policy of_tenant on purchase using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

alter table voucher_redemption enable row level security;
alter table voucher_redemption force row level security;
create policy of_tenant on voucher_redemption using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

alter table erasure enable row level security;
alter table erasure force row level security;
create policy of_tenant on erasure using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

grant select, insert, update on api_key to patron_app;
grant select, insert, update, delete on purchase, voucher_redemption, erasure to patron_app;
