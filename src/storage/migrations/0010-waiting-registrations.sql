-- Registrations that were answered before anybody looked whose mailbox it is, so that answering takes the same time and work
-- whether it is somebody's. The customer is stored from here a moment later, or never.

create table waiting_registration (
  tenant_id uuid not null,
  id uuid not null,
  registration jsonb not null,
  primary key (tenant_id, id)
);

alter table waiting_registration enable row level security;
alter table waiting_registration force row level security;
create policy of_tenant on waiting_registration using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

grant select, insert, update, delete on waiting_registration to patron_app;

-- Which tenants have some, and nothing of what they are.
create policy of_relay on waiting_registration to patron_relay using (true);
grant select (tenant_id) on waiting_registration to patron_relay;
