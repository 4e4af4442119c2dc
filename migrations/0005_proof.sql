-- +goose Up
-- Registrations whose address nobody has proven are forgotten after two days.
create index registrations_unproven on registrations (created_at) where state = 'unverified';
-- An event may ask everybody to prove their address first.
alter table events add column prove boolean not null default false;
