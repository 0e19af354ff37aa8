-- Events that have no position yet, messages that are due or done, the session a token names, the key a storefront sends.

create index event_without_position on event (id) where position is null;

create index delivery_due on delivery (next_at) where state = 'waiting';

create index delivery_finished_at on delivery (finished_at) where state <> 'waiting';

create index session_by_number on session (customer_id, number) where number is not null;

create index api_key_storefront on api_key (secret_digest) where kind = 'storefront';
