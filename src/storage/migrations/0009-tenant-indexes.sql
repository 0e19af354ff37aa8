-- A tenant by its name, the key a request is signed with, mailboxes that several customers share, customers by
-- what another system calls them, erasures that are not in the ledger yet, and the requests for new passwords of each tenant, oldest first.

create index tenant_name on tenant (name);

create index tenant_host_owner on tenant_host (owner_tenant_id);

create index api_key_hmac on api_key (public_id) where kind = 'hmac';

create index customer_shared_email on customer (tenant_id, email_key) where email_is_shared;

create index customer_external_id on customer (tenant_id, external_id) where external_id is not null;

create index erasure_unledgered on erasure (tenant_id) where not is_in_ledger;

create index recovery_request_tenant on recovery_request (tenant_id, id);
