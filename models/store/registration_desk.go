package store

import (
	"context"
	"time"

	"github.com/lib/pq"

	"tsudoi/models"
)

// atDesk begins an act of the desk on one registration of an event.
func (t *tx) atDesk(v models.Viewer, event, id models.ID, act string) (e models.Event, r models.Registration, err error) {
	if e, err = t.permit(v, event, models.Viewer.CanOrganise); err != nil {
		return e, r, err
	}
	if err = t.first(v, event, act, id.String(), nil); err != nil {
		return e, r, err
	}
	if err = t.get(&r, sqlRegistrationByID, id); err == nil && r.EventID != event {
		err = models.ErrNotFound
	}
	return e, r, err
}

const sqlLinkable = `select id, state, language from registrations where event_id = $1 and id = any($2) order by number`

// SendLinksTo writes people of an event a letter with their links, at most one a minute each, and tells to how many: not to those whose
// registration stands no more. ErrMove where the event doesn't, ErrNotFound where none of them is registered for it.
func (s *Registrations) SendLinksTo(ctx context.Context, v models.Viewer, event models.ID, ids []models.ID) (n int, err error) {
	occasion := "desk " + time.Now().UTC().Format("2006-01-02T15:04")
	err = s.db.inTx(ctx, "send links from the desk", func(t *tx) error {
		e, err := t.permit(v, event, models.Viewer.CanOrganise)
		if err != nil {
			return err
		}
		var found []models.Registration
		if err := t.all(&found, sqlLinkable, event, pq.Array(idStrings(ids))); err != nil {
			return err
		}
		if len(found) == 0 {
			return models.ErrNotFound
		}
		var letters []letterFor
		for _, r := range found {
			if !models.MailLinks.Pointless(e.State, r.State) {
				letters = append(letters, letterFor{models.MailLinks, occasion, event, r.ID, r.Language})
			}
		}
		if n = len(letters); n == 0 && len(ids) == 1 {
			return models.ErrMove
		}
		subject := ""
		if len(ids) == 1 {
			subject = ids[0].String()
		}
		if err := t.first(v, event, "registration.links", subject, map[string]any{"n": n}); err != nil {
			return err
		}
		return t.enqueue(n < 10, letters)
	})
	return n, err
}
