package store

import (
	"context"
	"time"

	"github.com/lib/pq"

	"tsudoi/models"
)

// links is the letter for somebody who registers again or asks for their links: those, or once more the question whose address it is.
func (s standingAddress) links(event models.ID, hour string) letterFor {
	kind := models.MailLinks
	if s.State == models.Unverified {
		kind = models.MailProve
	}
	return letterFor{kind, hour, event, s.ID, s.Language}
}

// occasion lets the letter that asks for proof go out once an hour; the others tell an arrival, which is there once.
func occasion(state models.RegistrationState, hour string) string {
	if state == models.Unverified {
		return hour
	}
	return ""
}

// givesWay reports whether somebody whose address was never proven has to make room for a, who need not prove theirs.
func (s standingAddress) givesWay(a *arrival) bool {
	return s.State == models.Unverified && !s.fresh && !a.Prove
}

const sqlDrop = `delete from registrations where id = any($1) and state = 'unverified'`

// drop deletes registrations that were never proven, with their letters. The caller holds the seats.
func (t *tx) drop(ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := t.exec(sqlDrop, pq.Array(ids))
	return err
}

// ToProve is ByLink for the link that asks for proof, which names registrations that wait for it, too.
func (s *Registrations) ToProve(ctx context.Context, id models.ID, version int) (models.Registration, error) {
	return s.linked(ctx, id, version)
}

// Prove takes in a registration whose address its owner has proven, by the rules of the seats as they are now: who proves first comes
// first. Proving again changes nothing. ErrClosed where the event takes nobody any more, ErrMove where the registration was taken back.
func (s *Registrations) Prove(ctx context.Context, id models.ID) error {
	return s.db.inTx(ctx, "prove address", func(t *tx) error {
		h, r, err := t.lockOne(id)
		if err != nil || r.State.Open() && r.State != models.Unverified {
			return err
		}
		if !r.State.Open() {
			return models.ErrMove
		}
		now := time.Now()
		if p := h.event.Phase(now); p != models.Published && p != models.Live {
			return models.ErrClosed
		}
		return t.settle(h, mover{by: "attendee"}, nil, h.step(models.ActProve, []models.Registration{r}, models.ID{}, now))
	})
}

const sqlForgetUnproven = `delete from registrations where state = 'unverified' and created_at < now() - $1 * interval '1 second'`

// ForgetUnproven deletes the registrations that nobody has proven in time, and returns how many. For the loop of the server; any number
// of copies may run it at once.
func (s *Registrations) ForgetUnproven(ctx context.Context) (int, error) {
	return s.forget(ctx, "forget unproven registrations", sqlForgetUnproven, models.ProofLife.Seconds())
}

// forget deletes what is over and tells how much there was.
func (s *Registrations) forget(ctx context.Context, act, query string, args ...any) (int, error) {
	var n int64
	err := s.db.inTx(ctx, act, func(t *tx) (err error) {
		n, err = t.exec(query, args...)
		return err
	})
	return int(n), err
}
