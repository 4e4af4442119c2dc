-- +goose Up

-- When the personal data of a registration was erased; what remains is what the figures need.
alter table registrations add column erased_at timestamptz;
create index registrations_unerased on registrations (event_id) where erased_at is null;
