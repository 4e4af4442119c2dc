package store

import (
	"context"
	"errors"
	"time"

	"tsudoi/models"
)

// Accept takes the seat that was offered to the owner of a personal link. ErrMove where none is offered, or not any more. Accepting again
// changes nothing.
func (s *Registrations) Accept(ctx context.Context, id models.ID) error {
	return s.db.inTx(ctx, "accept offer", func(t *tx) error {
		h, r, err := t.lockOne(id)
		if err != nil || r.State == models.Confirmed {
			return err
		}
		now := time.Now()
		if r.OfferedUntil == nil || !now.Before(*r.OfferedUntil) {
			return models.ErrMove
		}
		if p := h.event.Phase(now); p != models.Published && p != models.Live {
			return models.ErrMove
		}
		return t.settle(h, mover{by: "attendee"}, nil, h.step(models.ActAccept, []models.Registration{r}, models.ID{}, now))
	})
}

const sqlLockRegistration = `select` + registrationColumns + ` from registrations r where r.id = $1 for no key update`

// lockOne locks the seats of a registration's event, then the registration: the order of every lock here.
func (t *tx) lockOne(id models.ID) (*house, models.Registration, error) {
	var r models.Registration
	if err := t.get(&r, sqlRegistrationByID, id); err != nil {
		return nil, r, err
	}
	h, err := t.lockSeats(r.EventID)
	if err != nil {
		return nil, r, err
	}
	err = t.get(&r, sqlLockRegistration, id)
	return h, r, err
}

const sqlEventsWithLapsed = `
	select distinct event_id from registrations where state = 'offered' and offered_until <= now() limit 200`

const sqlLapsed = `select` + registrationColumns + `
	from registrations r where r.event_id = $1 and r.state = 'offered' and r.offered_until <= now() order by r.offered_until, r.number
	limit 1000 for no key update`

// Lapse ends the offers that were not taken in time: who let one pass goes to the end of the line, or out of it after
// models.MaxLapses, and the seat goes to the next. It returns how many offers it ended. For the loop of the server; any number of copies
// may run it at once.
func (s *Registrations) Lapse(ctx context.Context) (n int, err error) {
	var events []models.ID
	if err := s.db.pool.SelectContext(ctx, &events, sqlEventsWithLapsed); err != nil {
		return 0, read(ctx, "offers that are over", err)
	}
	var failed error
	for _, event := range events {
		ended := 0
		err := s.db.inTx(ctx, "end offers", func(t *tx) error {
			h, err := t.lockSeats(event)
			if err != nil {
				return err
			}
			var over []models.Registration
			if err := t.all(&over, sqlLapsed, event); err != nil {
				return err
			}
			ended = len(over)
			return t.settle(h, mover{by: "clock"}, nil, h.step(models.ActLapse, over, models.ID{}, time.Now()))
		})
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		n += ended
	}
	return n, failed
}
