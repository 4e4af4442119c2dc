-- +goose Up

-- What the law wants to be said of who handles personal data. Empty where nobody has written it yet.
alter table hosts
	add column address         jsonb not null default '{}',
	add column representative  jsonb not null default '{}', -- name, with the office held
	add column privacy_contact text not null default '',    -- an address or a telephone number, as people read it
	add column policy          text not null default '',    -- web address
	add column eu_representative jsonb not null default '{}',
	add column dpo             text not null default '';
update hosts set privacy_contact = coalesce((select a.email from accounts a join roles r on r.account_id = a.id
	where r.role = 'owner' order by a.created_at, a.id limit 1), '');

-- How an event handles personal data. No row: as the defaults say.
create table event_privacy (
	event_id       uuid primary key references events on delete cascade,
	version        bigint not null default 1,
	-- each collects for itself · joint use by all · one collects and provides to the others with consent
	sharing        text not null default 'each' check (sharing in ('each', 'joint', 'provision')),
	responsible_id uuid references hosts, -- of joint use, or who collects and provides; the first host where it is null
	asks           text[] not null default '{news}', -- the optional purposes that the form asks for
	texts          jsonb not null default '{}',      -- the organisers' own words, by purpose and language
	items          jsonb not null default '{}',      -- what is collected, in their own words
	uses           jsonb not null default '{}',      -- and what for
	-- The erasure that was announced. It holds while it is not before the end of the retention.
	announced_at   timestamptz,
	erase_at       timestamptz,
	check ((announced_at is null) = (erase_at is null)),
	check (erase_at >= announced_at + interval '14 days')
);
