-- +goose Up
-- Kinds of seats. Every event has one at least; the only one of an event is silent and bears the event's own id. What is relative to
-- the event's start moves with it.
create table categories (
	id           uuid primary key,
	event_id     uuid not null references events on delete cascade,
	position     integer not null,
	title        jsonb not null default '{}',
	capacity     integer check (capacity > 0),
	approval     boolean not null default false,
	access       text not null default 'public' check (access in ('public', 'invited')),
	domains      text[] not null default '{}', -- of the addresses that may register; none: any
	mode         text not null default 'any' check (mode in ('any', 'online', 'on_site')),
	opens_before  integer check (opens_before >= 0),  -- minutes before the event's start; null: when it is published
	closes_before integer check (closes_before >= 0), -- null: when the event ends
	check (opens_before > closes_before),
	unique (event_id, position) deferrable initially deferred,
	unique (event_id, id)
);

-- How many seats of a category are given away, under the lock of the event's row in seats; a table of its own, so that editing a
-- category and registering write different rows.
create table category_seats (
	category_id uuid primary key references categories on delete cascade,
	taken       integer not null default 0 check (taken >= 0),
	waiting     integer not null default 0 check (waiting >= 0)
);

insert into categories (id, event_id, position, capacity) select id, id, 1, capacity from events;
insert into category_seats (category_id, taken, waiting)
	select e.id, coalesce(s.taken, 0), coalesce(s.waiting, 0) from events e left join seats s on s.event_id = e.id;
alter table seats drop column taken, drop column waiting, add column last_place bigint not null default 0;
alter table events drop column capacity;

-- place orders the waiting list of a category. Until offered_until the seat that was offered is kept.
alter table registrations
	add column category_id uuid,
	add column place bigint not null default 0,
	add column offered_until timestamptz,
	add column lapses smallint not null default 0,
	add column decline_reason jsonb not null default '{}',
	drop constraint registrations_source_check,
	add check (source in ('form', 'desk', 'demo', 'import', 'invitation')),
	drop constraint registrations_cancelled_by_check,
	add check (cancelled_by in ('attendee', 'desk', 'event', 'lapse')),
	add check ((state = 'offered') = (offered_until is not null));
update registrations set category_id = event_id, place = number;
update seats s set last_place = last_number;
alter table registrations
	alter column category_id set not null,
	add foreign key (event_id, category_id) references categories (event_id, id);
drop index registrations_line;
create index registrations_line on registrations (category_id, place) where state = 'waitlisted';
create index registrations_offers on registrations (offered_until) where state = 'offered';

-- What became of a registration, by whom, and what it takes to undo it. One act may move many.
create table registration_moves (
	id              uuid primary key,
	act             uuid not null,
	registration_id uuid not null references registrations on delete cascade,
	at              timestamptz not null default now(),
	name            text not null,
	by              text not null check (by in ('attendee', 'desk', 'clock', 'list')),
	account_id      uuid references accounts on delete set null,
	from_state      text not null,
	to_state        text not null,
	before          jsonb not null,
	undone_at       timestamptz,
	unique (act, registration_id, name)
);
create index registration_moves_registration on registration_moves (registration_id, at);
