package store

import (
	"context"
	"time"

	"tsudoi/models"
)

const sqlPersonRecord = `
	select r.number, r.state, c.title as category, r.name, r.email, r.language, r.zone, r.source, r.created_at, r.confirmed_at, r.cancelled_at,
	       r.first_join_at, r.last_join_at, r.decline_reason
	from registrations r join categories c on c.id = r.category_id where r.id = $1`

// A state that is not for the asker's eyes reads as in the live room. What the staff noted for themselves is theirs to hand out.
const (
	sqlPersonAnswers = `
		select f.label, a.value from answers a join fields f on f.id = a.field_id where a.registration_id = $1 order by f.position, f.id`
	sqlPersonConsents = `
		select c.purpose, coalesce(h.name, '{}') as host, c.language, x.text, c.given_at, c.withdrawn_at
		from consents c join consent_texts x on x.id = c.text_id left join hosts h on h.id = c.host_id
		where c.registration_id = $1 order by c.given_at, c.id`
	sqlPersonQuestions = `
		select q.number, q.created_at, case q.state when 'held' then 'pending' when 'queued' then 'approved' else q.state end as state, q.anonymity,
		       q.text, case when q.state = 'answered' then q.answer else '{}' end as answer
		from questions q where q.registration_id = $1 order by q.number`
	sqlPersonVotes   = `select count(*) from votes where registration_id = $1`
	sqlPersonLetters = `
		select m.kind, m.created_at, m.state, m.done_at, m.reply from mails m where m.registration_id = $1 order by m.created_at, m.id`
)

// Everything gathers all that is kept of one person, for its owner, who came by their link.
func (s *Registrations) Everything(ctx context.Context, id models.ID) (models.PersonData, error) {
	var all models.PersonData
	err := s.db.inTx(ctx, "data of a person", func(t *tx) (err error) { all, err = t.everything(id); return err })
	return all, err
}

// EverythingFor does so for who organises the event, and notes in the audit that they took it.
func (s *Registrations) EverythingFor(ctx context.Context, v models.Viewer, event, id models.ID) (models.PersonData, error) {
	var all models.PersonData
	err := s.db.inTx(ctx, "data of a person", func(t *tx) error {
		_, _, err := t.atDesk(v, event, id, "registration.data")
		if err == nil {
			all, err = t.everything(id)
		}
		return err
	})
	return all, err
}

func (t *tx) everything(id models.ID) (models.PersonData, error) {
	d := models.PersonData{Made: time.Now().UTC().Truncate(time.Second), Answers: []models.PersonAnswer{}, Consents: []models.PersonConsent{},
		Questions: []models.PersonQuestion{}, Letters: []models.PersonLetter{}}
	var r models.Registration
	if err := t.get(&r, sqlRegistrationByID, id); err != nil {
		return d, err
	}
	e, err := t.event(r.EventID)
	if err != nil {
		return d, err
	}
	d.Event = models.PersonEvent{Title: e.Title, StartsAt: e.StartsAt, EndsAt: e.EndsAt}
	if err := t.get(&d.Registration, sqlPersonRecord, id); err != nil {
		return d, err
	}
	if err := t.get(&d.Votes, sqlPersonVotes, id); err != nil {
		return d, err
	}
	for _, part := range []struct {
		into  any
		query string
	}{{&d.Answers, sqlPersonAnswers}, {&d.Consents, sqlPersonConsents}, {&d.Questions, sqlPersonQuestions}, {&d.Letters, sqlPersonLetters}} {
		if err := t.all(part.into, part.query, id); err != nil {
			return d, err
		}
	}
	return d, nil
}
