-- +goose Up
-- An attendee's wish for another address. It becomes true when a letter to that address is answered, and the old address is kept only
-- for as long as a letter to it may have to be sent.
create table address_changes (
	id              uuid primary key,
	registration_id uuid not null references registrations on delete cascade,
	email           text not null,
	email_key       text not null,
	link_version    int not null, -- of the registration when it was asked: a change in between makes the wish void
	created_at      timestamptz not null default now(),
	expires_at      timestamptz not null,
	used_at         timestamptz,
	old_email       text not null default '',
	check ((used_at is null) = (old_email = ''))
);
create index address_changes_registration on address_changes (registration_id);
create index address_changes_over on address_changes (expires_at);

-- A letter that goes to another address than the registration's.
alter table mails add address_change_id uuid references address_changes on delete set null;
create index mails_address_change on mails (address_change_id) where address_change_id is not null;
