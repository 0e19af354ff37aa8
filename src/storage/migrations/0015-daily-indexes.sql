-- The feed of a tenant in its order.

create index event_in_order on event (tenant_id, position) where position is not null;
