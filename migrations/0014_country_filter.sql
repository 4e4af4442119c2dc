-- +goose Up
-- The desk's list is filtered by country as fast as by state: what people answered to the form's first question for a country stands with
-- them, in the two indexes that the list reads. models/store/countries.go keeps it.
alter table registrations add column country text collate "C" not null default '';
update registrations r set country = a.value->>0
from answers a
where a.registration_id = r.id and a.field_id = (
	select f.id from fields f where f.event_id = r.event_id and f.kind = 'country' and f.retired_at is null order by f.position, f.id limit 1);
drop index registrations_facets;
create index registrations_facets on registrations (event_id, category_id, state, language, attended, country);
alter table registrations
	drop constraint registrations_event_id_number_key;
alter table registrations
	add constraint registrations_event_id_number_key unique (event_id, number) include (search, category_id, state, language, attended, country);
