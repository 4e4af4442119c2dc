package store

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"

	"tsudoi/models"
)

const sqlInsertAnswers = `
	insert into answers (registration_id, field_id, value, to_ask)
	select u.registration_id, f.id, u.value, f.to_speakers
	from unnest($2::uuid[], $3::uuid[], $4::jsonb[]) as u(registration_id, field_id, value)
	join fields f on f.id = u.field_id and f.event_id = $1
	on conflict do nothing`

// putAnswers stores what all new registrations of a batch answered, in one statement; where somebody named a country or handed in a file, one
// more for all who did. Fields are never deleted while their event stands, so no answer can fail a batch.
func (t *tx) putAnswers(event models.ID, arrived []*arrival) error {
	var rows answerRows
	var files, owners, countries []string
	for _, a := range arrived {
		rows.add(a.ID, a.Answers.Answers)
		for _, f := range a.Answers.Files {
			files, owners = append(files, f.ID.String()), append(owners, a.ID.String())
		}
		if nameCountry(a.Answers.Answers) {
			countries = append(countries, a.ID.String())
		}
	}
	if len(rows.field) == 0 {
		return nil
	}
	if _, err := t.exec(sqlInsertAnswers, event, pq.Array(rows.registration), pq.Array(rows.field), pq.Array(rows.value)); err != nil {
		return err
	}
	if err := t.setCountries(countries); err != nil {
		return err
	}
	return t.takeFiles(files, owners)
}

// answerRows gathers the columns of one insert.
type answerRows struct{ registration, field, value []string }

func (r *answerRows) add(registration models.ID, answers models.Answers) {
	for field, a := range answers {
		v, err := a.Value()
		if err != nil {
			continue // a list of strings always marshals
		}
		r.registration = append(r.registration, registration.String())
		r.field = append(r.field, field.String())
		r.value = append(r.value, v.(string))
	}
}

type answerRow struct {
	Field models.ID     `db:"field_id"`
	Value models.Answer `db:"value"`
}

func answersOf(rows []answerRow) models.Answers {
	all := models.Answers{}
	for _, r := range rows {
		all[r.Field] = r.Value
	}
	return all
}

const sqlOwnAnswers = `
	select a.field_id, a.value from answers a join fields f on f.id = a.field_id
	where a.registration_id = $1 and not f.staff_only and f.retired_at is null`

// Own returns what somebody answered to the fields that attendees see now, for themselves.
func (s *Fields) Own(ctx context.Context, registration models.ID) (models.Answers, error) {
	var rows []answerRow
	err := s.db.pool.SelectContext(ctx, &rows, sqlOwnAnswers, registration)
	return answersOf(rows), read(ctx, "answers", err)
}

const sqlAnswersOf = `
	select a.field_id, a.value from answers a join registrations r on r.id = a.registration_id where r.event_id = $1 and r.id = $2`

// Answers returns a registration of an event with all that it answered, the desk's own fields and those that were taken off included, for
// who may organise the event.
func (s *Fields) Answers(ctx context.Context, v models.Viewer, e models.Event, id models.ID) (r models.Registration, a models.Answers, err error) {
	if err := permit(v, e, models.Viewer.CanOrganise); err != nil {
		return r, nil, fmt.Errorf("answers: %w", err)
	}
	if err := s.db.pool.GetContext(ctx, &r, sqlRegistrationByID, id); err != nil {
		return r, nil, read(ctx, "answers", err)
	}
	if r.EventID != e.ID {
		return models.Registration{}, nil, fmt.Errorf("answers: %w", models.ErrNotFound)
	}
	var rows []answerRow
	err = s.db.pool.SelectContext(ctx, &rows, sqlAnswersOf, e.ID, id)
	return r, answersOf(rows), read(ctx, "answers", err)
}

const sqlDropAnswers = `delete from answers where registration_id = $1 and field_id = any($2::uuid[]) and not field_id = any($3::uuid[])`

// Words that wait to be asked are still the person's to change; those that were asked are on the board, and stay as they were.
const sqlReplaceAnswers = `
	insert into answers (registration_id, field_id, value, to_ask)
	select $2, f.id, u.value, f.to_speakers
	from unnest($3::uuid[], $4::jsonb[]) as u(field_id, value) join fields f on f.id = u.field_id and f.event_id = $1
	on conflict (registration_id, field_id) do update set value = excluded.value`

// replaceAnswers makes the answers to the fields that were asked those of n; what other fields hold stays.
func (t *tx) replaceAnswers(r models.Registration, asked models.Fields, n models.CheckedAnswers) error {
	rows := answerRows{field: []string{}, value: []string{}} // as arrays: no answer at all is not NULL
	rows.add(r.ID, n.Answers)
	var ids []models.ID
	for _, f := range asked {
		ids = append(ids, f.ID)
	}
	if _, err := t.exec(sqlDropAnswers, r.ID, pq.Array(idStrings(ids)), pq.Array(rows.field)); err != nil {
		return err
	}
	if _, err := t.exec(sqlReplaceAnswers, r.EventID, r.ID, pq.Array(rows.field), pq.Array(rows.value)); err != nil {
		return err
	}
	if err := t.setCountries([]string{r.ID.String()}); err != nil {
		return err
	}
	for _, f := range n.Files {
		if err := t.replaceFile(r, f); err != nil {
			return err
		}
	}
	return nil
}

// Correct takes over what its owner set right of a registration's answers; asked are the fields that the form showed. ErrMove where the
// registration no longer stands or the event is over.
func (s *Fields) Correct(ctx context.Context, registration models.ID, asked models.Fields, n models.CheckedAnswers) error {
	return s.db.inTx(ctx, "correct answers", func(t *tx) error {
		var r models.Registration
		if err := t.get(&r, sqlLockRegistration, registration); err != nil {
			return err
		}
		e, err := t.event(r.EventID)
		if err != nil {
			return err
		}
		if !e.TakesCorrections(time.Now()) || !r.State.Open() {
			return models.ErrMove
		}
		return t.replaceAnswers(r, asked, n)
	})
}

// CorrectFor is Correct at the desk: for whom it was told by telephone, and for its own fields. It works whatever the registration's state.
func (s *Fields) CorrectFor(ctx context.Context, v models.Viewer, event, registration models.ID, asked models.Fields, n models.CheckedAnswers) error {
	return s.db.inTx(ctx, "correct answers at the desk", func(t *tx) error {
		_, r, err := t.atDesk(v, event, registration, "registration.answers")
		if err != nil {
			return err
		}
		if err := t.get(&r, sqlLockRegistration, r.ID); err != nil {
			return err
		}
		return t.replaceAnswers(r, asked, n)
	})
}

// Fields returns the columns that answers make in a table: the fields of the form in its order, then those that were taken off but have
// answers.
func (s Snapshot) Fields() (models.Fields, error) {
	all, err := s.t.fields(s.Event.ID)
	if err != nil {
		return nil, read(s.t.ctx, "columns of answers", err)
	}
	var answered []string
	if err := s.t.all(&answered, sqlAnsweredFields, s.Event.ID); err != nil {
		return nil, read(s.t.ctx, "columns of answers", err)
	}
	has := map[string]bool{}
	for _, id := range answered {
		has[id] = true
	}
	return all.Only(func(f models.Field) bool { return !f.Retired() || has[f.ID.String()] }), nil
}

const sqlAnsweredFields = `
	select f.id::text from fields f where f.event_id = $1 and exists (select 1 from answers a where a.field_id = f.id)`

const sqlAnswersOfMany = `
	select a.registration_id, a.field_id, a.value from answers a where a.registration_id = any($1::uuid[])`

// Answers returns what these registrations answered, by registration: one read for a page of them. Who answered nothing is not in it.
func (s Snapshot) Answers(registrations []models.ID) (map[models.ID]models.Answers, error) {
	var rows []struct {
		Registration models.ID `db:"registration_id"`
		answerRow
	}
	if err := s.t.all(&rows, sqlAnswersOfMany, pq.Array(idStrings(registrations))); err != nil {
		return nil, read(s.t.ctx, "answers of many", err)
	}
	of := map[models.ID]models.Answers{}
	for _, r := range rows {
		if of[r.Registration] == nil {
			of[r.Registration] = models.Answers{}
		}
		of[r.Registration][r.Field] = r.Value
	}
	return of, nil
}
