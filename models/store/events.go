package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/lib/pq"

	"tsudoi/models"
)

// Events keeps events with their hosts, channels and programme.
type Events struct{ db *DB }

// NewEvents returns the events kept in db.
func NewEvents(db *DB) *Events { return &Events{db} }

// eventRow is an event as the table holds it.
type eventRow struct {
	models.Event
	Starts sql.NullTime   `db:"starts_or_null"`
	Ends   sql.NullTime   `db:"ends_or_null"`
	Cap    sql.NullInt64  `db:"capacity_or_null"`
	Hosts  pq.StringArray `db:"host_ids"`
}

func (r eventRow) event() models.Event {
	e := r.Event
	e.StartsAt, e.EndsAt, e.Capacity = r.Starts.Time.In(e.Location()), r.Ends.Time.In(e.Location()), int(r.Cap.Int64)
	if !r.Starts.Valid {
		e.StartsAt, e.EndsAt = r.Starts.Time, r.Ends.Time
	}
	for _, h := range r.Hosts {
		e.HostIDs = append(e.HostIDs, models.ParseID(h))
	}
	return e
}

const eventColumns = `
	e.id, e.slug, e.state, e.version, e.title, e.about, e.first_language, e.zone, e.starts_at as starts_or_null, e.ends_at as ends_or_null,
	e.all_day, 
	(select case when bool_and(c.capacity is not null) then sum(c.capacity) end from categories c where c.event_id = e.id) as capacity_or_null, e.hue, e.pattern, e.doors_minutes, e.retention_months, e.questions_open, e.calendar_seq,
	e.cancel_reason, e.recording_note, e.prove,
	array(select h.host_id::text from event_hosts h where h.event_id = e.id order by h.position) as host_ids`

const sqlEventByID = `select` + eventColumns + ` from events e where e.id = $1`

const sqlEventBySlug = `select` + eventColumns + ` from events e where e.slug = $1 and` + publicEvents

// event reads one event inside a transaction, without a lock.
func (t *tx) event(id models.ID) (models.Event, error) {
	var r eventRow
	if err := t.get(&r, sqlEventByID, id); err != nil {
		return models.Event{}, err
	}
	return r.event(), nil
}

// ByID returns an event in whatever state, for the desk and the senders; the caller decides what of it a reader may see.
func (s *Events) ByID(ctx context.Context, id models.ID) (models.Event, error) {
	var r eventRow
	err := s.db.pool.GetContext(ctx, &r, sqlEventByID, id)
	return r.event(), read(ctx, "event", err)
}

// BySlug returns a public event.
func (s *Events) BySlug(ctx context.Context, slug string) (models.Event, error) {
	var r eventRow
	err := s.db.pool.GetContext(ctx, &r, sqlEventBySlug, slug)
	return r.event(), read(ctx, "event "+slug, err)
}

const sqlHostsOf = `
	select` + hostColumns + ` from event_hosts eh join hosts h on h.id = eh.host_id where eh.event_id = $1 order by eh.position`

const sqlChannelsOf = `select id, language, url, place from channels where event_id = $1 order by position`

const sqlItemsOf = `select id, position, kind, starts_at, minutes, title, note from items where event_id = $1 order by position`

const sqlPartsOf = `
	select p.item_id, p.role, p.person_id, n.name, n.reading, n.romanised,
	       case when p.honorific = '{}' then n.honorific else p.honorific end as honorific,
	       case when p.affiliation = '{}' then n.affiliation else p.affiliation end as affiliation
	from parts p join items i on i.id = p.item_id join people n on n.id = p.person_id
	where i.event_id = $1 order by i.position, p.position`

// Hosts returns the event's hosts in their order.
func (s *Events) Hosts(ctx context.Context, event models.ID) ([]models.Host, error) {
	hosts := []models.Host{}
	err := s.db.pool.SelectContext(ctx, &hosts, sqlHostsOf, event)
	return hosts, read(ctx, "hosts", err)
}

// Channels returns the ways to take part. They hold join addresses: never for a public page.
func (s *Events) Channels(ctx context.Context, event models.ID) ([]models.Channel, error) {
	channels := []models.Channel{}
	err := s.db.pool.SelectContext(ctx, &channels, sqlChannelsOf, event)
	return channels, read(ctx, "channels", err)
}

// Programme returns the items in order, each with its people.
func (s *Events) Programme(ctx context.Context, event models.ID) ([]models.Item, error) {
	items := []models.Item{}
	if err := s.db.pool.SelectContext(ctx, &items, sqlItemsOf, event); err != nil {
		return nil, read(ctx, "programme", err)
	}
	var parts []models.Part
	if err := s.db.pool.SelectContext(ctx, &parts, sqlPartsOf, event); err != nil {
		return nil, read(ctx, "programme", err)
	}
	at := map[models.ID]int{}
	for i := range items {
		at[items[i].ID] = i
	}
	for _, p := range parts {
		i := at[p.ItemID]
		items[i].Parts = append(items[i].Parts, p)
	}
	return items, nil
}

// permit reads the event in t and asks whether the viewer may do what allowed says. An event that the viewer has no part in does
// not exist for them.
func (t *tx) permit(v models.Viewer, id models.ID, allowed func(models.Viewer, models.Event) bool) (models.Event, error) {
	e, err := t.event(id)
	if err != nil {
		return e, err
	}
	return e, permit(v, e, allowed)
}

func permit(v models.Viewer, e models.Event, allowed func(models.Viewer, models.Event) bool) error {
	switch {
	case !v.SignedIn():
		return models.ErrSignIn
	case allowed(v, e):
		return nil
	case v.CanModerate(e):
		return models.ErrForbidden
	}
	return fmt.Errorf("%w: not this viewer's event", models.ErrNotFound)
}

// DeskCounts are the figures in the desk's navigation.
type DeskCounts struct {
	Registrations int `db:"registrations"` // that stand
	Questions     int `db:"questions"`     // that nobody has decided on
}

const sqlDeskCounts = `
	select (select coalesce(sum(s.taken + s.waiting + p.n), 0) from categories c join category_seats s on s.category_id = c.id
	        cross join lateral (select count(*) as n from registrations r where r.event_id = $1 and r.category_id = c.id and r.state = 'pending') p
	        where c.event_id = $1) as registrations,
	       (select count(*) from questions where event_id = $1 and state in ('pending', 'held')) as questions`

// DeskCounts counts what the desk's navigation of an event shows.
func (s *Events) DeskCounts(ctx context.Context, event models.ID) (DeskCounts, error) {
	var n DeskCounts
	err := s.db.pool.GetContext(ctx, &n, sqlDeskCounts, event)
	return n, read(ctx, "desk counts", err)
}
