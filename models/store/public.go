package store

import (
	"context"

	"tsudoi/models"
)

// Listed is a public event with what a list says of it.
type Listed struct {
	models.Event
	Seats  []models.Seating
	Venues models.Venues
}

// What the public may see: anything but drafts, and no draft that was called off before anybody could know of it.
const publicEvents = ` e.state <> 'draft' and e.starts_at is not null and (e.state <> 'cancelled' or e.published_at is not null) `

const sqlPublicEvents = `select` + eventColumns + `
	from events e where` + publicEvents + `order by e.starts_at desc, e.id limit $1`

const sqlPublicVenues = `select c.event_id, c.language, c.url <> '' as online, c.place
	from channels c join events e on e.id = c.event_id where` + publicEvents + `order by c.position`

// Public returns the newest public events by their start, the latest first, limit at most.
func (s *Events) Public(ctx context.Context, limit int) ([]Listed, error) {
	var rows []eventRow
	if err := s.db.pool.SelectContext(ctx, &rows, sqlPublicEvents, limit); err != nil {
		return nil, read(ctx, "public events", err)
	}
	var venues []struct {
		EventID models.ID `db:"event_id"`
		models.Venue
	}
	if err := s.db.pool.SelectContext(ctx, &venues, sqlPublicVenues); err != nil {
		return nil, read(ctx, "public events", err)
	}
	of := map[models.ID]models.Venues{}
	for _, v := range venues {
		of[v.EventID] = append(of[v.EventID], v.Venue)
	}
	events := make([]models.ID, len(rows))
	for i, r := range rows {
		events[i] = r.ID
	}
	found, err := seating(s.db.all(ctx), events...)
	if err != nil {
		return nil, read(ctx, "public events", err)
	}
	seats := map[models.ID][]models.Seating{}
	for _, f := range found {
		seats[f.EventID] = append(seats[f.EventID], f)
	}
	listed := make([]Listed, len(rows))
	for i, r := range rows {
		listed[i] = Listed{r.event(), seats[r.ID], of[r.ID]}
	}
	return listed, nil
}

const sqlVenuesOf = `select language, url <> '' as online, place from channels where event_id = $1 order by position`

// Venues returns the ways to take part as the public may know them.
func (s *Events) Venues(ctx context.Context, event models.ID) (models.Venues, error) {
	venues := models.Venues{}
	err := s.db.pool.SelectContext(ctx, &venues, sqlVenuesOf, event)
	return venues, read(ctx, "venues", err)
}
