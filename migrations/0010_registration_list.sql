-- +goose Up
-- The desk's list of 100,000 people: one index is read instead of the table to search and to page, another to count.
-- What is searched is bounded, so that it always fits into an index.
alter table registrations
	drop column search,
	drop constraint registrations_event_id_number_key;
alter table registrations
	add column search text not null generated always as (left(replace(folded(name), ' ', ''), 300) || ' ' || left(folded(email), 300)) stored,
	add column attended boolean not null generated always as (first_join_at is not null) stored;
alter table registrations
	add constraint registrations_event_id_number_key unique (event_id, number) include (search, category_id, state, language, attended);
create index registrations_facets on registrations (event_id, category_id, state, language, attended);
-- An index is only read instead of the table where the table has been vacuumed. To start helpers for one search takes longer than it.
alter table registrations set (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.02, parallel_workers = 0);
-- The story of one person: what was done about them.
create index audit_subject on audit (subject, at) where subject <> '';
