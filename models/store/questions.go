package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"tsudoi/models"
)

// Questions keeps what the audience asks, what becomes of it, and the order of these changes for open pages.
type Questions struct{ db *DB }

// NewQuestions returns the questions kept in db.
func NewQuestions(db *DB) *Questions { return &Questions{db} }

// One statement takes the event's next number and its next place among the changes, both under the row lock of live_heads, so that the
// lock is held for this statement and the commit only. It knocks at the open pages when it commits.
const sqlAsk = `
	with head as (
		insert into live_heads as h (event_id, seq, last_number) values ($1, 1, 1)
		on conflict (event_id) do update set seq = h.seq + 1, last_number = h.last_number + 1
		returning seq, last_number
	), asked as (
		insert into questions (id, event_id, number, state, registration_id, account_id, name, anonymity, channel, text, language, decided_at)
		select $2, $1, last_number, $3::text, $4, $5, $6, $7, $8, $9, $10, case when $3::text = 'approved' then now() end from head
		on conflict (id) do nothing
		returning number
	), change as (
		insert into live_changes (event_id, seq, question_id) select $1, seq, $2 from head, asked
		returning seq
	)
	select asked.number, pg_notify('tsudoi_live', $1::text || ':' || change.seq) is null as told from asked, change`

// A write, so that what it finds is sure to stand.
const sqlAskedBefore = `
	update questions set created_at = created_at
	where event_id = $1 and registration_id is not distinct from $3 and account_id is not distinct from $4
	      and (id = $2 or registration_id = $3 and text = $5 and created_at > now() - make_interval(secs => $6)
	           and state not in ('withdrawn', 'purged'))
	returning number`

const sqlAskedSoFar = `select count(*) from questions where registration_id = $1 and state not in ('withdrawn', 'purged')`

// Ask takes a question from somebody who registered and returns its number. The same ID again, or the same words within ten minutes, is
// the same question. ErrClosed where the event takes none, ErrTooMany for one right after another, Problems when the person has asked
// as many as one may.
func (s *Questions) Ask(ctx context.Context, r models.Registration, n models.NewQuestion) (number int64, err error) {
	err = s.db.inTx(ctx, "ask", func(t *tx) error {
		e, err := t.event(r.EventID)
		if err != nil {
			return err
		}
		channel, open := e.QuestionChannel(time.Now())
		if !open || !r.State.TakesPart() {
			return models.ErrClosed
		}
		q := asked{e.ID, n, n.FirstState(), r.ID, models.ID{}, channel}
		q.Name = r.Name
		if number, err = t.askedBefore(q); err != nil || number != 0 {
			return err
		}
		switch allowed, err := t.allow("ask:"+r.ID.String(), models.QuestionPace, 1); {
		case err != nil:
			return err
		case !allowed:
			return models.ErrTooMany
		}
		var sofar int
		if err := t.get(&sofar, sqlAskedSoFar, r.ID); err != nil {
			return err
		}
		if sofar >= models.MaxQuestions {
			return models.TooManyQuestions()
		}
		number, err = t.ask(q)
		return err
	})
	return number, err
}

// AskOnPaper enters a question that somebody in the room wrote down or said. Who enters it has read it, so it is approved.
func (s *Questions) AskOnPaper(ctx context.Context, v models.Viewer, event models.ID, n models.NewQuestion) (number int64, err error) {
	err = s.db.inTx(ctx, "ask on paper", func(t *tx) error {
		if _, err := t.permit(v, event, models.Viewer.CanModerate); err != nil {
			return err
		}
		q := asked{event, n, models.QuestionApproved, models.ID{}, v.AccountID, models.AskedOnPaper}
		if number, err = t.askedBefore(q); err != nil || number != 0 {
			return err
		}
		if err := t.first(v, event, "question.paper", n.ID.String(), nil); err != nil {
			return err
		}
		number, err = t.ask(q)
		return err
	})
	return number, err
}

// asked is a question on its way into the table.
type asked struct {
	event models.ID
	models.NewQuestion
	state        models.QuestionState
	registration models.ID
	account      models.ID
	channel      models.QuestionChannel
}

// askedBefore finds the question that q repeats; 0 for none.
func (t *tx) askedBefore(q asked) (number int64, err error) {
	err = t.get(&number, sqlAskedBefore, q.event, q.ID, orNull(q.registration), orNull(q.account), q.Text, models.SameQuestion.Seconds())
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return number, err
}

func (t *tx) ask(q asked) (int64, error) {
	var row struct {
		Number int64 `db:"number"`
		Told   bool  `db:"told"`
	}
	err := t.get(&row, sqlAsk, q.event, q.ID, q.state, orNull(q.registration), orNull(q.account), q.Name, q.Anonymity, q.channel, q.Text, q.Language)
	return row.Number, err
}
