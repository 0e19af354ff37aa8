-- What waits of a customer, and other rows of the same mailbox.

create index import_row_key on import_row (key);

create index import_row_email_key on import_row (email_key) where email_key is not null and email_is_shared is not true;

-- The highest number of each kind that customers bring along.
create index import_row_number on import_row (kind, number) where number is not null;
