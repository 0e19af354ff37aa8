-- The feed of a tenant in its order, events that still hold what is personal, and sessions that have ended.

create index event_in_order on event (tenant_id, position) where position is not null;

create index event_personal on event (occurred_at) where personal is not null and position is not null;

create index session_ended_at on session (ended_at) where ended_at is not null;
