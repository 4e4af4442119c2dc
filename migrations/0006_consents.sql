-- +goose Up

-- What was put before somebody, word for word. The key is made from the content, so that the same words are one row; a row never changes.
create table consent_texts (
	id       uuid primary key,
	event_id uuid references events on delete cascade,
	purpose  text not null check (purpose in ('taking_part', 'named_question', 'photographs', 'news', 'provision')),
	host_id  uuid references hosts, -- for news and provision: whose news, provided to whom
	text     jsonb not null check (text <> '{}'),
	made_at  timestamptz not null default now()
);

-- The ledger: a row for each consent given. Rows are added, and withdrawn once; nothing else of them changes.
create table consents (
	id              uuid primary key,
	registration_id uuid not null references registrations on delete cascade,
	purpose         text not null check (purpose in ('taking_part', 'named_question', 'photographs', 'news', 'provision')),
	host_id         uuid references hosts,
	language        text not null check (language in ('ja', 'en')), -- in which the text was shown
	text_id         uuid not null references consent_texts,
	given_at        timestamptz not null default now(),
	withdrawn_at    timestamptz,
	withdrawn_by    text check (withdrawn_by in ('attendee', 'desk')),
	check ((withdrawn_at is null) = (withdrawn_by is null))
);
-- One that stands, for each person and purpose.
create unique index consents_standing on consents (registration_id, purpose, coalesce(host_id, registration_id)) where withdrawn_at is null;

-- What was agreed to before there was a ledger.
insert into consent_texts (id, purpose, text)
select gen_random_uuid(), 'taking_part', '{"ja": "申込情報をこの催しの運営のために使うことに同意します", "en": "I agree that my details are used to run this event"}'
where exists (select 1 from registrations);
insert into consent_texts (id, purpose, host_id, text)
select gen_random_uuid(), 'news', h.id, '{"ja": "今後の催しの案内も受け取る", "en": "Tell me about future events"}'
from hosts h where exists (select 1 from registrations r join event_hosts e on e.event_id = r.event_id where r.news and e.host_id = h.id);
insert into consents (id, registration_id, purpose, language, text_id, given_at)
select gen_random_uuid(), r.id, 'taking_part', r.language, t.id, r.consent_at
from registrations r join consent_texts t on t.purpose = 'taking_part' where r.source <> 'desk';
insert into consents (id, registration_id, purpose, host_id, language, text_id, given_at)
select gen_random_uuid(), r.id, 'news', t.host_id, r.language, t.id, r.consent_at
from registrations r join event_hosts h on h.event_id = r.event_id join consent_texts t on t.purpose = 'news' and t.host_id = h.host_id
where r.news;
