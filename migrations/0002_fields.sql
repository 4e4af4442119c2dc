-- +goose Up
-- What the form of an event asks for besides name and address. A field that was taken off the form keeps its row (retired_at), and so
-- does an option, so that what people answered stays readable and a form that is open meanwhile breaks nothing.
create table fields (
	id          uuid primary key,
	event_id    uuid not null references events on delete cascade,
	position    integer not null,
	kind        text not null check (kind in ('line', 'text', 'number', 'one', 'several', 'yes_no', 'date', 'country', 'consent', 'file')),
	label       jsonb not null check (label <> '{}'),
	help        jsonb not null default '{}',
	options     jsonb not null default '[]', -- [{"id": "…", "label": {"ja": "…"}, "retired": true}]
	least       double precision,            -- of a number
	most        double precision,
	required    boolean not null default false,
	-- {"field": "…", "values": ["…"]}: asked only where that earlier field has one of these answers; null: always.
	shown_if    jsonb,
	category_ids uuid[] not null default '{}', -- of seats; none: all
	staff_only  boolean not null default false,
	-- How long after the event its answers are kept; null: as long as the registration.
	retention_months integer check (retention_months between 1 and 120),
	to_speakers boolean not null default false, -- its answers go to the question board
	retired_at  timestamptz,
	created_at  timestamptz not null default now(),
	check (not to_speakers or (kind in ('line', 'text') and not staff_only))
);
create index fields_event on fields (event_id, position);

-- Raised by each change of the fields, so that two people who edit them do not undo each other.
alter table events add column form_version bigint not null default 0;

create table answers (
	registration_id uuid not null references registrations on delete cascade,
	field_id        uuid not null references fields on delete cascade,
	value           jsonb not null check (jsonb_typeof(value) = 'array' and value <> '[]'), -- of strings; see models.Answer
	-- It waits to become a question on the board, which is done after the registration's commit.
	to_ask          boolean not null default false,
	primary key (registration_id, field_id)
);
create index answers_field on answers (field_id);
create index answers_to_ask on answers (registration_id) where to_ask;

-- The contents of files. One is stored before the registration that it belongs to, so that megabytes do not travel under the lock of the
-- seats; the registration then takes it over. What no registration has taken after an hour is dropped.
create table answer_files (
	id              uuid primary key,
	registration_id uuid references registrations on delete cascade,
	field_id        uuid not null references fields on delete cascade,
	name            text not null,
	type            text not null,
	size            integer not null,
	content         bytea not null,
	created_at      timestamptz not null default now(),
	unique (registration_id, field_id),
	foreign key (registration_id, field_id) references answers on delete cascade
);
create index answer_files_stray on answer_files (created_at) where registration_id is null;
