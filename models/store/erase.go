package store

import (
	"context"
	"errors"
	"time"

	"github.com/lib/pq"

	"tsudoi/models"
)

// Erase removes a person's data for good, for its owner, who came by their link: the seat is free as if they had cancelled, the links are
// void, and what remains are the figures. No letter tells of it, since nobody knows the address any more. Erasing again changes nothing.
func (s *Registrations) Erase(ctx context.Context, id models.ID) error {
	return s.erase(ctx, id, func(t *tx) (mover, error) {
		var r models.Registration
		if err := t.get(&r, sqlRegistrationByID, id); err != nil {
			return mover{}, err
		}
		return mover{by: "attendee"}, t.first(models.Viewer{}, r.EventID, "registration.erase", id.String(), nil)
	})
}

// EraseFor does it for somebody who asked the desk. Organisers only.
func (s *Registrations) EraseFor(ctx context.Context, v models.Viewer, event, id models.ID) error {
	return s.erase(ctx, id, func(t *tx) (mover, error) {
		_, _, err := t.atDesk(v, event, id, "registration.erase")
		return mover{by: "desk", who: v}, err
	})
}

const sqlErased = `select erased_at is not null from registrations where id = $1`

func (s *Registrations) erase(ctx context.Context, id models.ID, begin func(t *tx) (mover, error)) error {
	err := s.db.inTx(ctx, "erase person", func(t *tx) error {
		who, err := begin(t)
		if err != nil {
			return err
		}
		h, r, err := t.lockOne(id) // the lock of the seats first
		if err != nil {
			return err
		}
		var gone bool
		if err := t.get(&gone, sqlErased, id); err != nil {
			return err
		}
		if gone {
			return errRepeated
		}
		// What took place stays in the figures as it was; a seat that somebody could still take is given back.
		if p := h.event.Phase(time.Now()); r.State.Open() && (p == models.Published || p == models.Live) {
			if err := t.settle(h, who, nil, h.step(models.ActCancel, []models.Registration{r}, models.ID{}, time.Now())); err != nil {
				return err
			}
		}
		return t.erasePeople(h.event, []string{id.String()})
	})
	if errors.Is(err, errRepeated) {
		return nil
	}
	return err
}

// The tables that hold something of a person, each with what is left of it.
const (
	sqlEraseAnswers        = `delete from answers where registration_id = any($1)` // and with them the files
	sqlEraseAddressChanges = `delete from address_changes where registration_id = any($1)`
	// A mail server's reply may quote the address; a letter that has not left never will.
	sqlEraseMails = `
		update mails set reply = '', state = case when state in ('due', 'held') then 'cancelled' else state end, lease = null,
		       done_at = coalesce(done_at, now())
		where registration_id = any($1)`
	// Also an invitation of theirs that they registered without, and with it its letters.
	sqlEraseGuests = `
		delete from guests g using registrations r
		where r.id = any($1) and (g.registration_id = r.id or g.event_id = r.event_id and g.email_key = r.email_key)`
	// An undo would bring a seat back that nobody has.
	sqlEraseMoves = `delete from registration_moves where registration_id = any($1)`
	// The links that went out are void with their version.
	sqlEraseRegistrations = `
		update registrations set name = '—', email = '', email_key = id::text, zone = '', country = '', decline_reason = '{}', reference = '',
		       link_version = link_version + 1, erased_at = now()
		where id = any($1) and erased_at is null`
)

// erasePeople removes what is kept of registrations of one event. What remains: number, state, language, category, times, and which
// consents were given; of their questions only those that were answered before everybody, without a name. The caller has locked the rows.
func (t *tx) erasePeople(e models.Event, ids []string) error {
	if err := t.eraseQuestions(e, ids); err != nil {
		return err
	}
	for _, query := range []string{sqlEraseAnswers, sqlEraseMails, sqlEraseAddressChanges, sqlEraseGuests, sqlEraseMoves, sqlEraseRegistrations} {
		if _, err := t.exec(query, pq.Array(ids)); err != nil {
			return err
		}
	}
	return nil
}

const sqlQuestionsOfPeople = `select` + questionColumns + ` from questions q where q.registration_id = any($1) order by q.number for update`

const sqlAnonymise = `update questions set name = '', anonymity = 'hidden', registration_id = null, version = version + 1 where id = $1`

// eraseQuestions takes the askers off their questions, and the words of those that were not answered. Open pages follow.
func (t *tx) eraseQuestions(e models.Event, ids []string) error {
	var some bool
	if err := t.get(&some, sqlAnyQuestion, pq.Array(ids)); err != nil || !some {
		return err
	}
	if _, err := t.exec(sqlLockHead, e.ID); err != nil {
		return err
	}
	w := &turn{tx: t, event: e, now: time.Now().Truncate(time.Microsecond)}
	var asked []models.Question
	if err := t.all(&asked, sqlQuestionsOfPeople, pq.Array(ids)); err != nil {
		return err
	}
	for _, q := range asked {
		var err error
		switch q.State {
		case models.QuestionAnswered:
			if _, err = t.exec(sqlAnonymise, q.ID); err == nil {
				err = w.announce(q.ID)
			}
		case models.QuestionPurged:
			err = w.forget(q)
		default:
			err = w.move(q, models.QuestionAct{To: models.QuestionPurged})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

const sqlAnyQuestion = `select exists (select 1 from questions where registration_id = any($1))`
