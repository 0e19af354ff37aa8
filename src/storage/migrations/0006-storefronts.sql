-- What a storefront asks of a customer: more of the profile, a book of addresses, tokens that are no JWT, requests about
-- one's data; and what follows from events: mail and push.

create sequence session_number as integer;

create sequence address_number as integer;

create sequence data_request_number as integer;

-- `image_name` names the row of `profile_image` that shows now.
alter table customer
  add column phone text,
  add column gender text,
  add column subscribed_to_newsletter boolean not null default false,
  add column image_name text;

-- A storefront's token is `<number>|<secret>`; such a session has no refresh token.
alter table session
  add column number integer,
  add column secret_digest bytea,
  alter column refresh_id drop not null;

-- An address made before this has no number until somebody asks for it.
alter table customer_address
  add column number integer,
  add column first_name text not null default '',
  add column last_name text not null default '',
  add column company_name text,
  add column vat_id text,
  add column email text,
  add column phone text,
  add column use_for_shipping boolean not null default false,
  add column created_at timestamptz,
  add column updated_at timestamptz;

alter table customer_address
  alter column number set default nextval('address_number'),
  alter column created_at set default now(),
  alter column updated_at set default now();

create table profile_image (
  customer_id uuid not null,
  name text collate "C" not null,
  tenant_id uuid not null,
  content bytea not null,
  primary key (customer_id, name)
);

-- Where push messages go. The digest is that of the token.
create table device (
  customer_id uuid not null,
  digest bytea not null,
  tenant_id uuid not null,
  token text not null,
  added_at timestamptz not null,
  primary key (customer_id, digest)
);

create table newsletter_subscription (
  customer_id uuid not null,
  email_key text collate "C" not null,
  tenant_id uuid not null,
  email text not null,
  subscribed_at timestamptz not null,
  primary key (customer_id, email_key)
);

-- A customer's wish that their data be deleted or changed, for people to decide on.
create table data_request (
  customer_id uuid not null,
  id uuid not null,
  tenant_id uuid not null,
  number integer not null default nextval('data_request_number'),
  type text not null check (type in ('delete', 'update')),
  status text not null check (status in ('pending', 'processing', 'approved', 'declined', 'revoked')),
  email text not null,
  message text not null,
  revoked_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (customer_id, id)
);

-- A storefront's key is no secret in the end, since every browser of the shop has it: it names the tenant and is counted.
alter table api_key
  add column rate_limit integer,
  add column allowed_networks text[],
  add column last_used_at timestamptz,
  add column rotated_from uuid;

alter table api_key drop constraint api_key_kind_check;

alter table api_key add constraint api_key_kind_check check (kind in ('service', 'storefront')) not valid;

alter table recovery drop constraint recovery_kind_check;

alter table recovery add constraint recovery_kind_check
  check (kind in ('undo_email_change', 'password_reset', 'email_verification')) not valid;

-- Somebody asked for a new password. Whether there is such an account is looked up later, so that asking takes the same
-- time whether there is.
create table recovery_request (
  id uuid primary key,
  tenant_id uuid not null,
  login text collate "C" not null,
  locale text not null,
  asked_at timestamptz not null
);

-- Events are put in the order in which they were committed: whoever has read up to a position has missed nothing.
alter table event add column position bigint;

-- One row. Events from before `announced_since` have no mail to follow from them.
create table event_feed (
  id boolean primary key default true check (id),
  last_position bigint not null,
  announced_since timestamptz not null
);

insert into event_feed (last_position, announced_since) values (0, now());

-- One message that follows from an event: tried until it is delivered or given up.
create table delivery (
  customer_id uuid not null,
  id uuid not null,
  tenant_id uuid not null,
  event_id uuid not null,
  channel text not null check (channel in ('mail', 'push')),
  purpose text not null,
  state text not null check (state in ('waiting', 'delivered', 'given_up')),
  attempts integer not null default 0,
  next_at timestamptz not null,
  leased_until timestamptz,
  gives_up_at timestamptz not null,
  finished_at timestamptz,
  failure text,
  primary key (customer_id, id)
);

alter table profile_image enable row level security;
alter table profile_image force row level security;
create policy of_tenant on profile_image using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

alter table device enable row level security;
alter table device force row level security;
create policy of_tenant on device using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

alter table newsletter_subscription enable row level security;
alter table newsletter_subscription force row level security;
create policy of_tenant on newsletter_subscription using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

alter table data_request enable row level security;
alter table data_request force row level security;
create policy of_tenant on data_request using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

alter table recovery_request enable row level security;
alter table recovery_request force row level security;
create policy of_tenant on recovery_request using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

alter table delivery enable row level security;
alter table delivery force row level security;
create policy of_tenant on delivery using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

-- What follows from events is done for all tenants by one role, which sees events and deliveries and nothing else.
create policy of_relay on event to patron_relay using (true);
create policy of_relay on delivery to patron_relay using (true);

grant select, insert, update, delete on
  profile_image, device, newsletter_subscription, data_request, recovery_request, delivery
  to patron_app;
grant usage on sequence session_number, address_number, data_request_number to patron_app;
grant select, update on event, event_feed to patron_relay;
grant select, insert, update, delete on delivery to patron_relay;
grant select on event_feed to patron_app;
