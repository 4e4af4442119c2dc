package store

import (
	"context"
	"fmt"
	"time"

	"tsudoi/models"
)

// Retention erases what was kept long enough. Any number of copies may run it at the same time, and any of them may die in the middle:
// each step is a transaction that decides under the event's lock and can be repeated.
type Retention struct{ db *DB }

// NewRetention returns it for db.
func NewRetention(db *DB) *Retention { return &Retention{db} }

const sqlKeptLongEnough = `
	select e.id from events e
	where e.ends_at + make_interval(months => e.retention_months) - interval '14 days' <= $1
	      and (exists (select 1 from registrations r where r.event_id = e.id and r.erased_at is null)
	           or exists (select 1 from guests g where g.event_id = e.id))
	order by e.ends_at, e.id`

// Erased is what one round did.
type Erased struct {
	Announced int // events
	People    int
	Answers   int // to fields that are kept for a shorter time than the rest
}

// Round does at now what is due: it announces what will be erased in 14 days, and erases what was announced 14 days ago. What fails for
// one event is left to the next round.
func (s *Retention) Round(ctx context.Context, now time.Time) (done Erased, err error) {
	if done.Answers, err = s.eraseAnswers(ctx, now); err != nil {
		return done, err
	}
	var ids []string
	if err := s.db.pool.SelectContext(ctx, &ids, sqlKeptLongEnough, now); err != nil {
		return done, read(ctx, "retention", err)
	}
	for _, id := range ids {
		event := models.ParseID(id)
		announced, err := s.announce(ctx, event, now)
		if err != nil {
			return done, fmt.Errorf("event %s: %w", id, err)
		}
		if announced {
			done.Announced++
		}
		for {
			n, err := s.eraseSome(ctx, event, now)
			done.People += n
			if err != nil {
				return done, fmt.Errorf("event %s: %w", id, err)
			}
			if n == 0 || ctx.Err() != nil {
				break
			}
		}
	}
	return done, ctx.Err()
}

// due locks the event against being edited and tells what is due for it.
func (t *tx) due(event models.ID, now time.Time) (models.Event, models.ErasureStep, error) {
	var typed []byte
	if err := t.get(&typed, sqlLockTyped, event); err != nil {
		return models.Event{}, "", err
	}
	e, err := t.event(event)
	if err != nil {
		return e, "", err
	}
	p, err := t.privacy(event)
	return e, p.ErasureStep(e, now), err
}

const sqlAnnounceErasure = `
	insert into event_privacy (event_id, version, announced_at, erase_at) values ($1, 0, $2, $3)
	on conflict (event_id) do update set announced_at = excluded.announced_at, erase_at = excluded.erase_at`

const sqlWriteToOrganisers = `
	insert into mails (id, kind, occasion, event_id, account_id, language, priority)
	select gen_random_uuid(), $2, $3, $1, a.id, a.language, 5
	from accounts a
	where a.disabled_at is null and exists (
		select 1 from roles r where r.account_id = a.id and (r.role = 'owner' or r.role = 'organiser' and r.host_id in (
			select h.host_id from event_hosts h where h.event_id = $1)))
	on conflict do nothing`

// announce tells the organisers when the personal data of an event will be erased: at the end of the retention, and in 14 days at the
// soonest.
func (s *Retention) announce(ctx context.Context, event models.ID, now time.Time) (did bool, err error) {
	now = now.Truncate(time.Microsecond)
	err = s.db.inTx(ctx, "announce erasure", func(t *tx) error {
		did = false
		e, step, err := t.due(event, now)
		if err != nil || step != models.ErasureAnnounce {
			return err
		}
		at := e.KeptUntil()
		if soonest := now.Add(models.AnnounceBefore); at.Before(soonest) {
			at = soonest
		}
		if _, err := t.exec(sqlAnnounceErasure, event, now, at); err != nil {
			return err
		}
		did = true
		_, err = t.exec(sqlWriteToOrganisers, event, models.MailErasure, event.String()+" "+at.UTC().Format(time.RFC3339))
		return err
	})
	return did, err
}

// eraseAtOnce bounds one transaction.
const eraseAtOnce = 100

const sqlLockUnerased = `
	select id::text from registrations where event_id = $1 and erased_at is null order by number limit $2 for no key update`

// Questions that the staff entered for somebody in the room bear a name and belong to no registration.
const sqlErasePaperNames = `update questions set name = '', anonymity = 'hidden' where event_id = $1 and registration_id is null and name <> ''`

// Who was invited and never registered.
const sqlEraseStrangers = `
	delete from guests where id in (select id from guests where event_id = $1 and registration_id is null limit $2)`

// eraseSome erases some people of an event whose time has come, and tells how many.
func (s *Retention) eraseSome(ctx context.Context, event models.ID, now time.Time) (n int, err error) {
	err = s.db.inTx(ctx, "erase people", func(t *tx) error {
		n = 0
		e, step, err := t.due(event, now)
		if err != nil || step != models.ErasureDo {
			return err
		}
		var ids []string
		if err := t.all(&ids, sqlLockUnerased, event, eraseAtOnce); err != nil {
			return err
		}
		strangers, err := t.exec(sqlEraseStrangers, event, eraseAtOnce)
		if n = len(ids) + int(strangers); err != nil || n == 0 {
			return err
		}
		if err := t.first(models.Viewer{}, event, "event.erase", "", map[string]any{"people": n}); err != nil {
			return err
		}
		if _, err := t.exec(sqlErasePaperNames, event); err != nil {
			return err
		}
		return t.erasePeople(e, ids)
	})
	return n, err
}

const sqlEraseOldAnswers = `
	delete from answers where (registration_id, field_id) in (
		select a.registration_id, a.field_id from answers a join fields f on f.id = a.field_id join events e on e.id = f.event_id
		where f.retention_months is not null and e.ends_at + make_interval(months => f.retention_months) <= $1 limit $2)
	returning registration_id`

// eraseAnswers drops what was answered to fields that are kept for a time of their own, which the form says, with its files.
func (s *Retention) eraseAnswers(ctx context.Context, now time.Time) (total int, err error) {
	for ctx.Err() == nil {
		var whose []string
		err = s.db.inTx(ctx, "erase answers", func(t *tx) error {
			whose = nil
			if err := t.all(&whose, sqlEraseOldAnswers, now, eraseAtOnce*5); err != nil {
				return err
			}
			return t.setCountries(whose)
		})
		total += len(whose)
		if err != nil || len(whose) == 0 {
			return total, err
		}
	}
	return total, ctx.Err()
}
