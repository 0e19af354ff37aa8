-- What customers see and do in their own account on the pages.

-- Browser and system by their short names, so that people know their own sign-ins again; null: not told.
alter table session add column browser text;

-- Wishes to be deleted that wait for their day, until when whoever wished may think better of it.
create table planned_deletion (
  customer_id uuid not null,
  tenant_id uuid not null,
  asked_at timestamptz not null,
  due_at timestamptz not null,
  primary key (customer_id)
);

alter table planned_deletion enable row level security;
alter table planned_deletion force row level security;
create policy of_tenant on planned_deletion using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

grant select, insert, update, delete on planned_deletion to patron_app;

-- In which tenants somebody's day has come, and not whose.
create policy of_relay on planned_deletion to patron_relay using (true);
grant select (tenant_id, due_at) on planned_deletion to patron_relay;

-- A change of address that waits until both mailboxes have agreed to it; a customer has one at most.
create table email_change (
  customer_id uuid not null,
  id uuid not null,
  tenant_id uuid not null,
  email text not null,
  from_key text not null,
  session_id uuid not null,
  expires_at timestamptz not null,
  old_agreed_at timestamptz,
  new_agreed_at timestamptz,
  primary key (customer_id)
);

alter table email_change enable row level security;
alter table email_change force row level security;
create policy of_tenant on email_change using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

grant select, insert, update, delete on email_change to patron_app;

-- In which tenants some have run out, and not whose.
create policy of_relay on email_change to patron_relay using (true);
grant select (tenant_id, expires_at) on email_change to patron_relay;
