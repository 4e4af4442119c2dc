package store

import (
	"context"
	"time"

	"tsudoi/models"
)

const registrationColumns = `
	r.id, r.event_id, r.number, r.state, r.name, r.email, r.language, r.zone, r.news, r.link_version, r.calendar_seq, r.created_at,
	r.first_join_at, r.source = 'demo' as invented, r.category_id, r.place, r.offered_until, r.lapses, r.decline_reason,
	(select c.title from categories c where c.id = r.category_id) as category,
	(select c.mode from categories c where c.id = r.category_id) as presence,
	case when r.state = 'waitlisted' then (select count(*) from registrations b
	     where b.category_id = r.category_id and b.state = 'waitlisted' and b.place < r.place) else 0 end as waiting_before`

const sqlRegistrationByID = `select` + registrationColumns + ` from registrations r where r.id = $1`

// ByLink returns the registration that a signed link names. ErrGone where the link was made void.
func (s *Registrations) ByLink(ctx context.Context, id models.ID, version int) (models.Registration, error) {
	r, err := s.linked(ctx, id, version)
	if err == nil && r.State == models.Unverified { // nobody has proven that it is theirs
		return models.Registration{}, read(ctx, "registration", models.ErrNotFound)
	}
	return r, err
}

func (s *Registrations) linked(ctx context.Context, id models.ID, version int) (models.Registration, error) {
	var r models.Registration
	if err := s.db.pool.GetContext(ctx, &r, sqlRegistrationByID, id); err != nil {
		return r, read(ctx, "registration", err)
	}
	if r.LinkVersion != version {
		return models.Registration{}, read(ctx, "registration", models.ErrGone)
	}
	return r, nil
}

// ByToken returns the registration behind the token of a personal link of one of the purposes. ErrNotFound for what is no such link,
// ErrGone where it was made void.
func (s *Registrations) ByToken(ctx context.Context, links models.Links, token string, purposes ...models.Purpose) (models.Registration, error) {
	for _, p := range purposes {
		if id, version, err := links.Open(p, token); err == nil {
			return s.ByLink(ctx, id, version)
		}
	}
	return models.Registration{}, read(ctx, "registration", models.ErrNotFound)
}

// Cancel takes a registration back for its owner, who came by their link: the seat is free and is offered to the
// first in line in the same transaction, and both get their letters. Cancelling again changes nothing.
func (s *Registrations) Cancel(ctx context.Context, id models.ID) error {
	return s.db.inTx(ctx, "cancel registration", func(t *tx) error { return t.withdraw(id, mover{by: "attendee"}) })
}

// withdraw takes a registration back. One that does not stand any more stays as it is.
func (t *tx) withdraw(id models.ID, who mover) error {
	h, r, err := t.lockOne(id)
	if err != nil || !r.State.Open() {
		return err
	}
	return t.settle(h, who, nil, h.step(models.ActCancel, []models.Registration{r}, models.ID{}, time.Now()))
}

const sqlCorrectRegistration = `
	update registrations set name = $2, language = $3, zone = $4 where id = $1 and state not in ('cancelled', 'declined')`

// Correct takes over what its owner set right; letters written from now on follow it. ErrMove where the registration no longer stands.
func (s *Registrations) Correct(ctx context.Context, id models.ID, n models.Correction) error {
	return s.db.inTx(ctx, "correct registration", func(t *tx) error {
		rows, err := t.exec(sqlCorrectRegistration, id, n.Name, n.Language, n.Zone)
		if err == nil && rows == 0 {
			return models.ErrMove
		}
		return err
	})
}

const sqlOpenRegistrations = `
	select r.id, r.event_id, r.state, r.language from registrations r join events e on e.id = r.event_id
	where r.email_key = $1 and r.state not in ('cancelled', 'declined')
	      and e.state in ('published', 'live') and e.ends_at > now() - interval '12 hours'`

// SendLinks writes a letter with its links for each registration of an address at events that are not over, at most one an hour each.
// It does not tell whether there was any.
func (s *Registrations) SendLinks(ctx context.Context, emailKey string) error {
	hour := linksOccasion(time.Now())
	return s.db.inTx(ctx, "send links", func(t *tx) error {
		var found []struct {
			EventID models.ID `db:"event_id"`
			standingAddress
		}
		if err := t.all(&found, sqlOpenRegistrations, emailKey); err != nil {
			return err
		}
		letters := make([]letterFor, len(found))
		for i, f := range found {
			letters[i] = f.links(f.EventID, hour)
		}
		return t.enqueue(true, letters)
	})
}

// linksOccasion lets the letter with the links go out once an hour.
func linksOccasion(now time.Time) string { return now.UTC().Format("2006-01-02T15") }

const sqlJoined = `
	update registrations set first_join_at = coalesce(first_join_at, now()), last_join_at = now() where id = $1 and state = 'confirmed'`

// Joined notes that an attendee pressed the button of the join page: the first time and the last time stand.
func (s *Registrations) Joined(ctx context.Context, id models.ID) error {
	return s.db.inTx(ctx, "join", func(t *tx) error { _, err := t.exec(sqlJoined, id); return err })
}
