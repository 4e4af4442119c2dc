package store

import (
	"context"
	"fmt"
	"time"

	"tsudoi/models"
)

// AddressTaken is the error where an address has a registration at the event already. Only for the desk: nobody else may learn it.
type AddressTaken struct{ By models.ID }

func (AddressTaken) Error() string { return "address registered already" }

const sqlCorrectAddress = `update registrations set email = $2 where id = $1`

// Letters that have not been tried, or wait for another try; not one that a sender holds just now.
const sqlVoidWaiting = `
	update mails set state = 'cancelled', done_at = now()
	where registration_id = $1 and kind = $2 and state = 'due' and (lease is null or due_at <= now())`

// Mend sets right for somebody what they, or a bounced letter, told the desk. It is based on what the desk saw of them (models.Seen):
// ErrStale where that has changed. Another address applies at once, on the desk's word: the links sent so far are void, and the letter
// that tells where they stand leaves for the new one; it reports that. AddressTaken where somebody else is registered with it, ErrMove
// where the registration no longer stands. Organisers only.
func (s *Registrations) Mend(ctx context.Context, v models.Viewer, event, id models.ID, seen string, n models.DeskPerson) (moved bool, err error) {
	err = s.db.inTx(ctx, "mend registration", func(t *tx) error {
		moved = false
		if _, err := t.permit(v, event, models.Viewer.CanOrganise); err != nil {
			return err
		}
		h, err := t.lockSeats(event) // nobody registers with the new address meanwhile
		if err != nil {
			return err
		}
		var r models.Registration
		if err := t.get(&r, sqlLockRegistration, id); err != nil {
			return err
		}
		if r.EventID != event {
			return models.ErrNotFound
		}
		_, key, _ := models.Address(r.Email)
		act := "registration.correct"
		if moved = key != n.EmailKey; moved {
			act = "registration.address"
		}
		if err := t.first(v, event, act, id.String(), nil); err != nil {
			return err
		}
		switch {
		case r.Seen() != seen:
			return models.ErrStale
		case !r.State.Open():
			return models.ErrMove
		}
		if _, err := t.exec(sqlCorrectRegistration, id, n.Name, n.Language, n.Zone); err != nil {
			return err
		}
		if !moved {
			_, err := t.exec(sqlCorrectAddress, id, n.Email)
			return err
		}
		r.Language = n.Language
		return t.readdress(h, r, n)
	})
	return moved, err
}

// readdress gives a registration another address and writes to it.
func (t *tx) readdress(h *house, r models.Registration, n models.DeskPerson) error {
	var holder []standingAddress
	if err := t.all(&holder, sqlHolderOfAddress, r.EventID, n.EmailKey); err != nil {
		return err
	}
	if len(holder) > 0 {
		return AddressTaken{holder[0].ID}
	}
	if err := t.moveAddress(r, n.Email, n.EmailKey); err != nil {
		return err
	}
	kind := r.State.Letter()
	if kind == "" || kind.Pointless(h.event.State, r.State) {
		kind = models.MailLinks
	}
	if _, err := t.exec(sqlVoidWaiting, r.ID, kind); err != nil {
		return err
	}
	if kind.Pointless(h.event.State, r.State) {
		return nil
	}
	return t.enqueue(true, []letterFor{{kind, "desk " + t.act.String(), r.EventID, r.ID, r.Language}})
}

// Added is what came of adding somebody at the desk.
type Added struct {
	ID    models.ID
	State models.RegistrationState
}

// Add registers somebody whom the desk knows: without approval, also where registration has closed, and on the waiting list where the
// category is full, unless seat gives them a seat all the same. letter tells them. The ID in n makes a repeat the same registration.
// AddressTaken where the address is registered already, ErrClosed where the event takes nobody. Organisers only.
func (s *Registrations) Add(ctx context.Context, v models.Viewer, event models.ID, n models.NewRegistration, seat, letter bool) (done Added, err error) {
	err = s.db.inTx(ctx, "add at the desk", func(t *tx) error {
		done = Added{ID: n.ID}
		if _, err := t.permit(v, event, models.Viewer.CanOrganise); err != nil {
			return err
		}
		h, err := t.lockSeats(event)
		if err != nil {
			return err
		}
		a := &arrival{NewRegistration: n}
		standing, err := t.standing(event, []*arrival{a})
		if err != nil {
			return err
		}
		known, there := standing[n.EmailKey]
		if there && known.ID != n.ID && !known.givesWay(a) {
			return AddressTaken{known.ID}
		}
		repeat := t.first(v, event, "registration.add", n.ID.String(), nil)
		if repeat != nil || there && known.ID == n.ID {
			done.State = known.State
			return repeat
		}
		return t.addTo(h, a, known, seat, letter, &done)
	})
	return done, err
}

// addTo puts somebody into their category.
func (t *tx) addTo(h *house, a *arrival, known standingAddress, seat, letter bool, done *Added) error {
	if p := h.event.Phase(time.Now()); p != models.Published && p != models.Live {
		return fmt.Errorf("add: %w", models.ErrClosed)
	}
	category := h.in(a.CategoryID)
	if a.CategoryID == (models.ID{}) {
		category = &h.seats[0]
	}
	if category == nil {
		return models.ErrNotFound
	}
	if a.outcome = category.Seat(); seat {
		a.outcome = models.Confirmed
	}
	done.State = a.outcome
	category.Count(a.outcome, 1)
	h.LastNumber++
	var rows registrationRows
	rows.add(a, h.LastNumber, category.ID, h.place(a.outcome))
	if known.ID != (models.ID{}) {
		rows.replaced = append(rows.replaced, known.ID.String())
	}
	if err := t.drop(rows.replaced); err != nil {
		return err
	}
	if err := rows.insert(t, h.event.ID); err != nil {
		return err
	}
	if err := t.setSeats(h); err != nil || !letter {
		return err
	}
	return t.enqueue(true, []letterFor{{a.outcome.Letter(), "", h.event.ID, a.ID, a.Language}})
}
