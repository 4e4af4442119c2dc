-- +goose Up
-- The organisers' own number of a person, by which an import finds them again.
alter table registrations add column reference text not null default '';
create unique index registrations_reference on registrations (event_id, reference) where reference <> '' and state not in ('cancelled', 'declined');

-- Tables of people between upload and import. What they hold is personal, so it goes when they are done, or after a day.
create table imports (
	id         uuid primary key,
	event_id   uuid not null references events on delete cascade,
	account_id uuid references accounts on delete set null,
	name       text not null,
	content    bytea,
	plan       jsonb not null,
	version    bigint not null default 1, -- of the plan
	progress   integer not null default 0, -- rows that are done with
	result     jsonb not null default '{}', -- what became of them
	created_at timestamptz not null default now(),
	expires_at timestamptz not null default now() + interval '1 day',
	done_at    timestamptz,
	check ((content is null) = (done_at is not null))
);
create index imports_expired on imports (expires_at);
create index imports_event on imports (event_id);
