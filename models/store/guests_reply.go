package store

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"

	"tsudoi/models"
)

const sqlGuestsAtTheDoor = `select id from guests where id = any($1) order by id for no key update`

// seeGuests looks at the invitations of those in the batch who come with one. The invitation, not the form, says to which address and
// category the registration belongs, so that whoever holds a forwarded link registers nobody but the guest.
func (t *tx) seeGuests(event models.ID, batch []*arrival) error {
	var ids []string
	for _, a := range batch {
		a.refused = nil
		if a.GuestID != (models.ID{}) {
			ids = append(ids, a.GuestID.String())
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var locked []models.ID
	if err := t.all(&locked, sqlGuestsAtTheDoor, pq.Array(ids)); err != nil {
		return err
	}
	var found []models.Guest
	if err := t.all(&found, sqlGuestsByID, pq.Array(ids)); err != nil { // after the lock
		return err
	}
	by := map[models.ID]models.Guest{}
	for _, g := range found {
		by[g.ID] = g
	}
	for _, a := range batch {
		if a.GuestID == (models.ID{}) {
			continue
		}
		g, there := by[a.GuestID]
		if !there || g.EventID != event {
			a.refused = fmt.Errorf("guest: %w", models.ErrNotFound)
		} else if !g.LinkOpen(a.GuestLink) {
			a.refused = fmt.Errorf("guest: %w", models.ErrGone)
		}
		a.CategoryID, a.Email, a.EmailKey = g.CategoryID, g.Email, g.EmailKey
	}
	return nil
}

const sqlGuestsAccepted = `
	update guests g set registration_id = u.registration_id, replied_at = now(), declined_at = null, decline_note = ''
	from unnest($1::uuid[], $2::uuid[]) as u(id, registration_id)
	where g.id = u.id and g.registration_id is distinct from u.registration_id`

// acceptGuests notes which registration came of an invitation: for an address that was registered before, that one.
func (t *tx) acceptGuests(batch []*arrival, standing map[string]standingAddress) error {
	var ids, regs []string
	for _, a := range batch {
		if s, there := standing[a.EmailKey]; there && a.GuestID != (models.ID{}) && a.err == nil && s.State != models.Unverified {
			ids, regs = append(ids, a.GuestID.String()), append(regs, s.ID.String())
		}
	}
	if len(ids) == 0 {
		return nil
	}
	_, err := t.exec(sqlGuestsAccepted, pq.Array(ids), pq.Array(regs))
	return err
}

const sqlDeclineGuest = `
	update guests set declined_at = coalesce(declined_at, now()), replied_at = now(), decline_note = $2 where id = $1`

// Decline notes that a guest, who came by their link, can't take part, with a word to the hosts or without. Again changes the word. They
// may still accept. ErrGone for a link that is dead, ErrClosed when the event is over or called off, ErrMove for who has accepted:
// their registration is cancelled by its own link.
func (s *Guests) Decline(ctx context.Context, id models.ID, version int, word string) error {
	return s.db.inTx(ctx, "decline invitation", func(t *tx) error {
		g, e, err := t.guestByLink(id, version)
		switch {
		case err != nil:
			return err
		case !inviting(e):
			return models.ErrClosed
		case g.State() == models.GuestAccepted:
			return models.ErrMove
		}
		_, err = t.exec(sqlDeclineGuest, id, word)
		return err
	})
}

func (t *tx) guestByLink(id models.ID, version int) (g models.Guest, e models.Event, err error) {
	if g, err = t.lockGuest(id); err != nil {
		return g, e, err
	}
	if !g.LinkOpen(version) {
		return g, e, models.ErrGone
	}
	e, err = t.event(g.EventID)
	return g, e, err
}

// SendLinks writes a guest who has accepted the letter with their personal links, at most once an hour. It goes to the address of the
// registration, whoever asks. ErrMove where there is nothing to send.
func (s *Guests) SendLinks(ctx context.Context, id models.ID, version int) error {
	hour := linksOccasion(time.Now())
	return s.db.inTx(ctx, "send links to guest", func(t *tx) error {
		g, e, err := t.guestByLink(id, version)
		if err != nil {
			return err
		}
		if models.MailLinks.Pointless(e.State, g.RegistrationState) || g.State() != models.GuestAccepted {
			return models.ErrMove
		}
		return t.enqueue(true, []letterFor{{models.MailLinks, hour, e.ID, g.RegistrationID, g.Language}})
	})
}
