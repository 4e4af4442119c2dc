-- +goose Up
-- On which other sites the registration form of an event may stand in a frame. Without a row: on those of its hosts.
create table embeds (
	event_id uuid primary key references events on delete cascade,
	origins  text[] not null,
	version  bigint not null
);
