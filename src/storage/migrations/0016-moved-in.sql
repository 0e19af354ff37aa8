-- When somebody of another system moved in by signing in, which that system proved; null: they came with an import.

alter table imported_customer add column moved_at timestamptz;

grant update (moved_at) on imported_customer to patron_app;
