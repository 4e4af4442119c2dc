-- +goose Up
-- Nothing brings the data of an erased person back, whatever was under way when it was erased.
alter table registrations add constraint registrations_erased check (erased_at is null
	or (name = '—' and email = '' and email_key = id::text and zone = '' and decline_reason = '{}' and reference = ''));
