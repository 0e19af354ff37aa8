-- What the regular clean-up looks for, and which passwords are still hashed as elsewhere.

create index credential_foreign on credential (tenant_id, scheme) where scheme <> 'argon2id';

create index session_expires_at on session (expires_at);

create index recovery_expires_at on recovery (expires_at);
