-- What the regular clean-up looks for, which passwords are still hashed as elsewhere, and the kept answers of a customer
-- who is erased.

create index credential_foreign on credential (tenant_id, scheme) where scheme <> 'argon2id';

create index session_expires_at on session (expires_at);

create index recovery_expires_at on recovery (expires_at);

create index idempotency_customer on idempotency (customer_id) where customer_id is not null;
