-- +goose Up
-- Every text that a person reads is jsonb by language ({"ja": "…", "en": "…"}); instants are timestamptz; an event has an IANA zone.
-- Keys are made by the program (UUIDv7) before the first try, so that a write repeated after a lost answer is the same write.

create table installation (
	one         boolean primary key default true check (one),
	id          uuid not null,
	set_up_at   timestamptz,
	zone        text not null default 'Asia/Tokyo'
);

create table hosts (
	id          uuid primary key,
	name        jsonb not null check (name <> '{}'),
	site        text not null default '',
	hue         text not null default 'ai',
	created_at  timestamptz not null default now()
);

-- Staff. Attendees and speakers have no account.
create table accounts (
	id            uuid primary key,
	name          text not null,
	email         text not null,
	email_key     text not null unique,
	language      text not null check (language in ('ja', 'en')),
	zone          text not null,
	password_hash text,
	created_at    timestamptz not null default now(),
	disabled_at   timestamptz
);

create table sessions (
	token_hash   bytea primary key,
	id           uuid not null unique,
	account_id   uuid not null references accounts on delete cascade,
	created_at   timestamptz not null default now(),
	seen_at      timestamptz not null default now(),
	expires_at   timestamptz not null,
	device       text not null default '',
	by_link      boolean not null default false -- opened by a mailed link, not by a password
);
create index sessions_account on sessions (account_id);

-- A mailed sign-in link: single use, short-lived; the link itself is a signed value, so no secret is stored.
create table sign_in_links (
	id          uuid primary key,
	account_id  uuid not null references accounts on delete cascade,
	created_at  timestamptz not null default now(),
	expires_at  timestamptz not null,
	used_at     timestamptz
);

create table events (
	id             uuid primary key,
	slug           text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 80),
	state          text not null default 'draft' check (state in ('draft', 'published', 'live', 'ended', 'reported', 'cancelled')),
	version        bigint not null default 1,
	-- The form as last typed, kept also where it can't be read yet; '{}' for an event that no form made.
	typed          jsonb not null default '{}',
	title          jsonb not null default '{}',
	about          jsonb not null default '{}',
	first_language text not null default 'ja' check (first_language in ('ja', 'en')),
	zone           text not null,
	starts_at      timestamptz,
	ends_at        timestamptz,
	all_day        boolean not null default false,
	capacity       integer check (capacity > 0),
	hue            text not null default 'ai',
	pattern        text not null default 'shippo',
	doors_minutes  integer not null default 15 check (doors_minutes between 0 and 1440),
	retention_months integer not null default 12 check (retention_months between 1 and 120),
	questions_open boolean not null default true,
	-- Raised by each change that a calendar must learn of (RFC 5545 SEQUENCE).
	calendar_seq   integer not null default 0,
	cancel_reason  jsonb not null default '{}',
	recording_note jsonb not null default '{}', -- a line of the organiser in the recording letter, by its reader's language
	created_by     uuid references accounts,
	created_at     timestamptz not null default now(),
	published_at   timestamptz,
	cancelled_at   timestamptz,
	ended_at       timestamptz,
	check (state in ('draft', 'cancelled') or (starts_at is not null and ends_at is not null and title <> '{}')),
	check (ends_at > starts_at),
	check (isfinite(starts_at) and isfinite(ends_at))
);
create index events_public on events (starts_at) where state not in ('draft');

-- What registrations of one event meet at: locked by whoever admits, cancels or changes the capacity, and by nobody else. A table of
-- its own, so that editing the event and asking questions wait for no registration.
create table seats (
	event_id    uuid primary key references events on delete cascade,
	taken       integer not null default 0 check (taken >= 0),
	waiting     integer not null default 0 check (waiting >= 0),
	last_number bigint not null default 0
);

create table event_hosts (
	event_id  uuid not null references events on delete cascade,
	host_id   uuid not null references hosts,
	position  integer not null,
	primary key (event_id, host_id)
);

-- Who of the staff may do what: an owner everything, an organiser the events of a host, a moderator the questions of an event.
create table roles (
	id          uuid primary key,
	account_id  uuid not null references accounts on delete cascade,
	role        text not null check (role in ('owner', 'organiser', 'moderator')),
	host_id     uuid references hosts on delete cascade,
	event_id    uuid references events on delete cascade,
	created_at  timestamptz not null default now(),
	check ((role = 'owner' and host_id is null and event_id is null)
	    or (role = 'organiser' and host_id is not null and event_id is null)
	    or (role = 'moderator' and host_id is null and event_id is not null))
);
create unique index roles_once on roles (account_id, role, coalesce(host_id, event_id, account_id));

create table invitations (
	id          uuid primary key,
	email       text not null,
	email_key   text not null,
	language    text not null check (language in ('ja', 'en')),
	role        text not null check (role in ('owner', 'organiser', 'moderator')),
	host_id     uuid references hosts on delete cascade,
	event_id    uuid references events on delete cascade,
	invited_by  uuid not null references accounts,
	created_at  timestamptz not null default now(),
	expires_at  timestamptz not null,
	accepted_at timestamptz,
	accepted_by uuid references accounts,
	withdrawn_at timestamptz,
	check ((role = 'owner' and host_id is null and event_id is null)
	    or (role = 'organiser' and host_id is not null and event_id is null)
	    or (role = 'moderator' and host_id is null and event_id is not null))
);

-- A way to take part. language '' serves every language.
create table channels (
	id        uuid primary key,
	event_id  uuid not null references events on delete cascade,
	position  integer not null,
	language  text not null default '' check (language in ('', 'ja', 'en')),
	url       text not null default '',
	place     jsonb not null default '{}',
	unique (event_id, position)
);

create table people (
	id          uuid primary key,
	name        text not null,
	name_key    text not null unique,
	reading     text not null default '',
	romanised   text not null default '',
	honorific   jsonb not null default '{}',
	affiliation jsonb not null default '{}',
	created_at  timestamptz not null default now()
);

create table items (
	id        uuid primary key,
	event_id  uuid not null references events on delete cascade,
	position  integer not null,
	kind      text not null check (kind in ('opening', 'screening', 'message', 'presentation', 'keynote', 'panel',
	          'cross_questions', 'audience_qa', 'wrap_up', 'closing', 'break', 'visit', 'travel')),
	starts_at timestamptz not null,
	minutes   integer not null check (minutes between 0 and 10080),
	title     jsonb not null check (title <> '{}'),
	note      jsonb not null default '{}',
	unique (event_id, position)
);

create table parts (
	item_id   uuid not null references items on delete cascade,
	person_id uuid not null references people,
	role      text not null check (role in ('moderator', 'speaker', 'panelist', 'interpreter', 'host', 'operator')),
	position  integer not null,
	-- As announced at this event; the directory's own entry may say something else by now.
	honorific   jsonb not null default '{}',
	affiliation jsonb not null default '{}',
	primary key (item_id, person_id, role)
);
create index parts_person on parts (person_id);

-- A text as a search compares it: one width, one case, and hiragana for both kana.
create function folded(text) returns text language sql immutable strict parallel safe
	return translate(lower(normalize($1, nfkc)),
		'ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロヮワヰヱヲンヴヵヶヽヾ',
		'ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわゐゑをんゔゕゖゝゞ');

create table registrations (
	id            uuid primary key,
	event_id      uuid not null references events on delete cascade,
	number        bigint not null,
	state         text not null check (state in ('unverified', 'pending', 'confirmed', 'waitlisted', 'offered', 'declined', 'cancelled')),
	name          text not null,
	email         text not null,
	email_key     text not null,
	language      text not null check (language in ('ja', 'en')),
	zone          text not null default '',
	news          boolean not null default false,
	consent       text not null,
	consent_at    timestamptz not null,
	source        text not null default 'form' check (source in ('form', 'desk', 'demo')),
	-- Raised to make every link that was mailed before void.
	link_version  integer not null default 1,
	calendar_seq  integer not null default 0,
	created_at    timestamptz not null default now(),
	confirmed_at  timestamptz,
	cancelled_at  timestamptz,
	cancelled_by  text check (cancelled_by in ('attendee', 'desk', 'event')),
	first_join_at timestamptz,
	last_join_at  timestamptz,
	-- The name without its spaces, and the address.
	search        text not null generated always as (replace(folded(name), ' ', '') || ' ' || folded(email)) stored,
	unique (event_id, number)
);
-- One open registration an address and event; who cancelled may come again.
create unique index registrations_address on registrations (event_id, email_key) where state not in ('cancelled', 'declined');
create index registrations_person on registrations (email_key);
create index registrations_line on registrations (event_id, number) where state = 'waitlisted';

-- Every letter is a row first, written by the transaction that gives the reason for it; its facts are read when it is sent.
create table mails (
	id              uuid primary key,
	kind            text not null,
	-- Tells letters of one kind to one person apart where they may rightly go out again.
	occasion        text not null default '',
	event_id        uuid references events on delete cascade,
	registration_id uuid references registrations on delete cascade,
	account_id      uuid references accounts on delete cascade,
	invitation_id   uuid references invitations on delete cascade,
	sign_in_link_id uuid references sign_in_links on delete cascade,
	language        text not null check (language in ('ja', 'en')),
	-- 0 somebody waits for it (confirmation, sign-in) · 5 to many at once (recording)
	priority        smallint not null default 0,
	state           text not null default 'due' check (state in ('due', 'sent', 'failed', 'doubtful', 'held', 'cancelled')),
	-- While a sender holds the letter this lies in the future (the lease) and comes back by itself when the sender dies.
	due_at          timestamptz not null default now(),
	lease           uuid,
	attempts        smallint not null default 0,
	reply           text not null default '',
	created_at      timestamptz not null default now(),
	done_at         timestamptz,
	check (num_nonnulls(registration_id, account_id, invitation_id) = 1)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
create unique index mails_registration on mails (registration_id, kind, occasion) where registration_id is not null;
create unique index mails_account on mails (account_id, kind, occasion) where account_id is not null;
create unique index mails_invitation on mails (invitation_id, kind, occasion) where invitation_id is not null;
create index mails_due on mails (priority, due_at, id) where state = 'due';
create index mails_event on mails (event_id, created_at, id);

-- Why no letter leaves at the moment, in the mail server's words: a refused login or sender stops the whole queue. No row: all is well.
create table mail_alarm (
	one     boolean primary key default true check (one),
	since   timestamptz not null,
	until   timestamptz not null, -- the next try
	problem text not null
);

create table recordings (
	id         uuid primary key,
	event_id   uuid not null references events on delete cascade,
	language   text not null check (language in ('ja', 'en')),
	url        text not null,
	created_at timestamptz not null default now(),
	unique (event_id, language)
);

create table questions (
	id              uuid primary key,
	event_id        uuid not null references events on delete cascade,
	number          bigint not null,
	state           text not null check (state in ('pending', 'held', 'approved', 'queued', 'live', 'answered', 'followup', 'merged',
	                'declined', 'withdrawn', 'purged')),
	version         bigint not null default 1,
	registration_id uuid references registrations on delete set null,
	account_id      uuid references accounts on delete set null,
	name            text not null default '',
	anonymity       text not null check (anonymity in ('named', 'hidden')),
	channel         text not null check (channel in ('registration', 'before', 'live', 'paper')),
	text            text not null,
	language        text not null check (language in ('ja', 'en')),
	-- Beside the asker's own words, never instead of them.
	translation     jsonb not null default '{}',
	person_id       uuid references people,
	queue_position  double precision, -- a place between two others moves nobody else
	merged_into     uuid references questions,
	decline_reason  text check (decline_reason in ('off_topic', 'duplicate', 'no_time', 'unclear', 'inappropriate')),
	answer_mode     text check (answer_mode in ('spoken', 'written')),
	answer          jsonb not null default '{}',
	followup_due    date,
	created_at      timestamptz not null default now(),
	decided_at      timestamptz,
	live_at         timestamptz,
	answered_at     timestamptz,
	unique (event_id, number),
	check ((state = 'declined') = (decline_reason is not null)),
	check ((state = 'merged') = (merged_into is not null)),
	check ((state = 'queued') = (queue_position is not null))
);
create unique index questions_on_stage on questions (event_id) where state = 'live';
create index questions_board on questions (event_id, state);
create index questions_asker on questions (registration_id);
create index questions_merged on questions (merged_into) where merged_into is not null;

-- Rows only: no counter is shared in a vote's path.
create table votes (
	question_id     uuid not null references questions on delete cascade,
	registration_id uuid not null references registrations on delete cascade,
	created_at      timestamptz not null default now(),
	primary key (question_id, registration_id)
);

-- What every move was, from whom, and what it takes to undo it. One act may move several questions.
create table question_moves (
	id          uuid primary key,
	act         uuid not null,
	question_id uuid not null references questions on delete cascade,
	account_id  uuid references accounts on delete set null,
	from_state  text not null,
	to_state    text not null,
	version     bigint not null,
	before      jsonb not null,
	undone_at   timestamptz,
	created_at  timestamptz not null default now(),
	unique (question_id, version)
);
create index question_moves_act on question_moves (act);

-- The order of changes on live pages. The row lock of live_heads makes seq follow the commits; it is a table of its own so that
-- registering and moderating do not wait for each other.
create table live_heads (
	event_id        uuid primary key references events on delete cascade,
	seq             bigint not null default 0,
	last_number     bigint not null default 0 -- of the event's questions
);
create table live_changes (
	event_id    uuid not null references events on delete cascade,
	seq         bigint not null,
	question_id uuid not null references questions on delete cascade,
	created_at  timestamptz not null default now(),
	primary key (event_id, seq)
);

-- Who of the staff did what. Append only.
create table audit (
	id         uuid primary key,
	at         timestamptz not null default now(),
	account_id uuid references accounts on delete set null,
	event_id   uuid references events on delete cascade,
	act        text not null,
	subject    text not null default '',
	detail     jsonb not null default '{}'
);
create index audit_event on audit (event_id, at);

-- Token buckets shared by all copies of the server (generic cell rate algorithm): tat is when the bucket is empty again.
create unlogged table rate_limits (
	key text primary key,
	tat timestamptz not null
);
create index rate_limits_old on rate_limits (tat);
