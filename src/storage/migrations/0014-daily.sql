-- What happened in a tenant within an hour (UTC), by kind: sign-ins, and who was refused. Each server adds what it counted in the
-- meantime once a minute. Nothing of it is anybody's.

create table tally (
  tenant_id uuid not null,
  hour timestamptz not null,
  kind text collate "C" not null,
  count bigint not null,
  primary key (tenant_id, hour, kind)
);

alter table tally enable row level security;
alter table tally force row level security;
create policy of_tenant on tally using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);

grant select, insert, update, delete on tally to patron_app;

-- Which tenants have some that are old, and sessions that ended long ago.
create policy of_relay on tally to patron_relay using (true);
grant select (tenant_id, hour) on tally to patron_relay;
grant select (ended_at) on session to patron_relay;
