-- What the regular clean-up looks for.

create index idempotency_expires_at on idempotency (expires_at);

create index attempt_window_ends on attempt (window_ends);
