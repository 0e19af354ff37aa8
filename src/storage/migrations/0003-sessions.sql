-- Signing in: sessions as rows, what signs their tokens, and what a credential needs for it.

-- One sign-in on one device. `refresh_id` is the one refresh token that works now; with rotation on, its use puts another in
-- its place, and `previous_refresh_id` is the one just replaced.
create table session (
  customer_id uuid not null,
  id uuid not null,
  tenant_id uuid not null,
  refresh_id uuid not null,
  previous_refresh_id uuid,
  refreshed_at timestamptz not null,
  started_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  primary key (customer_id, id)
);

-- What signs tokens, for the whole installation. The private half is sealed under a key that is not in the database.
create table signing_key (
  id text collate "C" primary key,
  algorithm text not null,
  public_key jsonb not null,
  private_key bytea not null,
  created_at timestamptz not null,
  retired_at timestamptz
);

-- What a link in a mail stands for. The link holds an HMAC of the id, so nothing here opens anything.
create table recovery (
  customer_id uuid not null,
  id uuid not null,
  tenant_id uuid not null,
  kind text not null check (kind in ('undo_email_change')),
  email text not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (customer_id, id)
);

alter table customer
  add column last_sign_in_at timestamptz,
  add column email_verified_at timestamptz;

-- `scheme` says how the hash was made; others than argon2id are replaced at the next sign-in. `version` counts the
-- passwords a customer has had, so that a sign-in with the one before does not outlive its change.
alter table credential
  add column scheme text collate "C" not null default 'argon2id',
  add column version integer not null default 1;

alter table session enable row level security;
alter table session force row level security;
create policy of_tenant on session using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

alter table recovery enable row level security;
alter table recovery force row level security;
create policy of_tenant on recovery using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

grant select, insert, update, delete on session, recovery to patron_app;
grant select, insert, update on signing_key to patron_app;
