-- How many have moved in.

create index imported_customer_moved on imported_customer (tenant_id) where moved_at is not null;
