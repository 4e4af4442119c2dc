package store

import (
	"context"

	"github.com/lib/pq"

	"tsudoi/models"
)

// house is the state of one event's seats while its row of seats is locked.
type house struct {
	event models.Event
	seats []models.Seating // by position
	was   []models.Seating

	LastNumber int64 `db:"last_number"` // of a registration
	LastPlace  int64 `db:"last_place"`  // in a waiting list
}

// in finds a category of the event; nil where it is none of it.
func (h *house) in(category models.ID) *models.Seating {
	for i := range h.seats {
		if h.seats[i].ID == category {
			return &h.seats[i]
		}
	}
	return nil
}

// place is the end of the line for who waits, and none for anybody else.
func (h *house) place(s models.RegistrationState) int64 {
	if s != models.Waitlisted {
		return 0
	}
	h.LastPlace++
	return h.LastPlace
}

const sqlLockSeats = `select last_number, last_place from seats where event_id = $1 for update`

// lockSeats takes the one lock of registering, cancelling and changing the capacity, and reads what is decided under it.
func (t *tx) lockSeats(event models.ID) (*house, error) {
	var h house
	if err := t.get(&h, sqlLockSeats, event); err != nil {
		return nil, err
	}
	var err error
	if h.event, err = t.event(event); err != nil { // after the lock
		return nil, err
	}
	h.seats, err = seating(t.all, event)
	h.was = append([]models.Seating(nil), h.seats...)
	return &h, err
}

const sqlSetSeats = `
	with c as (update category_seats s set taken = u.taken, waiting = u.waiting
	           from unnest($4::uuid[], $5::int[], $6::int[]) as u(id, taken, waiting) where s.category_id = u.id returning 1)
	update seats set last_number = $2, last_place = $3 where event_id = $1`

// setSeats writes what was counted since lockSeats.
func (t *tx) setSeats(h *house) error {
	var ids []string
	var taken, waiting []int64
	for i, s := range h.seats {
		if s.Taken != h.was[i].Taken || s.Waiting != h.was[i].Waiting {
			ids, taken, waiting = append(ids, s.ID.String()), append(taken, int64(s.Taken)), append(waiting, int64(s.Waiting))
		}
	}
	_, err := t.exec(sqlSetSeats, h.event.ID, h.LastNumber, h.LastPlace, pq.Array(ids), pq.Array(taken), pq.Array(waiting))
	return err
}

// seatingRow is a category as the database gives it.
type seatingRow struct {
	models.Seating
	Allowed pq.StringArray `db:"domains"`
}

const sqlSeating = `
	select c.id, c.event_id, c.position, c.title, coalesce(c.capacity, 0) as capacity, c.approval, c.access, c.domains, c.mode,
	       c.opens_before, c.closes_before, s.taken, s.waiting
	from categories c join category_seats s on s.category_id = c.id
	where c.event_id = any($1) order by c.event_id, c.position`

// seating reads the categories of events with their seats, by position, through all: a transaction's or the pool's.
func seating(all func(dest any, query string, args ...any) error, events ...models.ID) ([]models.Seating, error) {
	var rows []seatingRow
	if err := all(&rows, sqlSeating, pq.Array(idStrings(events))); err != nil {
		return nil, err
	}
	out := make([]models.Seating, len(rows))
	for i, r := range rows {
		out[i] = r.Seating
		out[i].Domains = r.Allowed
	}
	return out, nil
}

// Seating returns an event's categories with their seats, by position. There is one at least.
func (s *Events) Seating(ctx context.Context, event models.ID) ([]models.Seating, error) {
	found, err := seating(s.db.all(ctx), event)
	return found, read(ctx, "seats", err)
}

// all is how a query outside a transaction reads rows.
func (db *DB) all(ctx context.Context) func(dest any, query string, args ...any) error {
	return func(dest any, query string, args ...any) error {
		return db.pool.SelectContext(ctx, dest, query, args...)
	}
}
