package store

import (
	"context"

	"tsudoi/models"
)

// Listed is a public event with what a list says of it.
type Listed struct {
	models.Event
	Seats  Seats
	Venues models.Venues
}

// What the public may see: anything but drafts, and no draft that was called off before anybody could know of it.
const publicEvents = ` e.state <> 'draft' and e.starts_at is not null and (e.state <> 'cancelled' or e.published_at is not null) `

const sqlPublicEvents = `select` + eventColumns + `, s.taken, s.waiting
	from events e join seats s on s.event_id = e.id where` + publicEvents + `order by e.starts_at desc, e.id limit $1`

const sqlPublicVenues = `select c.event_id, c.language, c.url <> '' as online, c.place
	from channels c join events e on e.id = c.event_id where` + publicEvents + `order by c.position`

// Public returns the newest public events by their start, the latest first, limit at most.
func (s *Events) Public(ctx context.Context, limit int) ([]Listed, error) {
	var rows []struct {
		eventRow
		Seats
	}
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
	listed := make([]Listed, len(rows))
	for i, r := range rows {
		listed[i] = Listed{r.event(), r.Seats, of[r.ID]}
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
