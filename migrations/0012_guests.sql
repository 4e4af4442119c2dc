-- +goose Up
-- Who the hosts invite to an event by name and address. What became of it is read from the times here and from the registration.
create table guests (
	id              uuid primary key,
	event_id        uuid not null references events on delete cascade,
	category_id     uuid not null,
	version         bigint not null default 1,
	name            text not null default '',
	email           text not null,
	email_key       text not null,
	language        text not null check (language in ('ja', 'en')),
	note            text not null default '', -- of the staff, for the staff
	invited_by      uuid references accounts on delete set null,
	created_at      timestamptz not null default now(),
	invited_at      timestamptz,
	reminded_at     timestamptz,
	replied_at      timestamptz,
	declined_at     timestamptz,
	decline_note    text not null default '',
	withdrawn_at    timestamptz,
	registration_id uuid references registrations on delete set null,
	-- Raised to make a link that was mailed before void.
	link_version    integer not null default 1,
	foreign key (event_id, category_id) references categories (event_id, id),
	unique (event_id, email_key),
	check (invited_at is not null or (reminded_at is null and replied_at is null))
);
create index guests_registration on guests (registration_id) where registration_id is not null;

alter table mails
	add column guest_id uuid references guests on delete cascade,
	drop constraint mails_check,
	add check (num_nonnulls(registration_id, account_id, invitation_id, guest_id) = 1);
create unique index mails_guest on mails (guest_id, kind, occasion) where guest_id is not null;
