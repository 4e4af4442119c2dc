package store

import (
	"context"
	"fmt"
	"time"

	"tsudoi/models"
)

// RegistrationStory is all that the desk knows of one registration.
type RegistrationStory struct {
	RegistrationRow
	Questions int          // asked and not taken back
	Letters   []LetterLine // the newest first
}

const sqlRegistrationStory = registrationRow + ` and r.id = $2`

const sqlLettersOfRegistration = letterLine + ` where m.registration_id = $1 order by m.created_at desc, m.id desc`

// Story tells one registration of an event for its organisers.
func (s *Registrations) Story(ctx context.Context, v models.Viewer, e models.Event, id models.ID) (RegistrationStory, error) {
	var r RegistrationStory
	if err := permit(v, e, models.Viewer.CanOrganise); err != nil {
		return r, fmt.Errorf("registration: %w", err)
	}
	if err := s.db.pool.GetContext(ctx, &r.RegistrationRow, sqlRegistrationStory, e.ID, id); err != nil {
		return r, read(ctx, "registration", err)
	}
	if err := s.db.pool.GetContext(ctx, &r.Questions, sqlAskedSoFar, id); err != nil {
		return r, read(ctx, "registration", err)
	}
	err := s.db.pool.SelectContext(ctx, &r.Letters, sqlLettersOfRegistration, id)
	return r, read(ctx, "registration", err)
}

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

// SendLinksTo writes somebody a letter with their links, at most one a minute. ErrMove where the registration or the event no longer
// stands.
func (s *Registrations) SendLinksTo(ctx context.Context, v models.Viewer, event, id models.ID) error {
	occasion := "desk " + time.Now().UTC().Format("2006-01-02T15:04")
	return s.db.inTx(ctx, "send links from the desk", func(t *tx) error {
		e, r, err := t.atDesk(v, event, id, "registration.links")
		if err != nil {
			return err
		}
		if models.MailLinks.Pointless(e.State, r.State) {
			return models.ErrMove
		}
		return t.enqueue(true, []letterFor{{models.MailLinks, occasion, event, id, r.Language}})
	})
}
