package store

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"tsudoi/models"
)

const sqlMovesOf = `
	select m.question_id, m.version, m.before::text as before, m.undone_at is not null as undone,
	       exists (select 1 from question_moves l
	               where l.question_id = m.question_id and l.version > m.version and l.act <> m.act and l.undone_at is null) as changed
	from question_moves m join questions q on q.id = m.question_id
	where m.act = $1 and q.event_id = $2 and m.account_id is not null
	order by m.question_id, m.version`

const sqlMarkUndone = `update question_moves set undone_at = now() where act = $1`

// undoable is one move as it is kept for undoing.
type undoable struct {
	Question models.ID `db:"question_id"`
	Version  int64     `db:"version"`
	Before   string    `db:"before"`
	Undone   bool      `db:"undone"`
	Changed  bool      `db:"changed"` // by a later act that stands
}

// Undo takes a moderator's act back: all questions that it touched are exactly what they were. Any moderator of the event may, in any
// number, from the last act backwards. Undoing again changes nothing. A StaleQuestion where a later act stands, ErrMove where words
// were erased or another question has the stage.
func (s *Questions) Undo(ctx context.Context, v models.Viewer, event, act models.ID) error {
	err := s.db.inTx(ctx, "undo", func(t *tx) error {
		w, err := t.turn(v, event, models.Viewer.CanModerate, "question.undo", map[string]any{"act": act})
		if err != nil {
			return err
		}
		var moves []undoable
		if err := w.all(&moves, sqlMovesOf, act, event); err != nil {
			return err
		}
		if len(moves) == 0 {
			return models.ErrNotFound
		}
		if moves[0].Undone {
			return errRepeated
		}
		return w.undo(act, moves)
	})
	if errors.Is(err, errRepeated) {
		return nil
	}
	return err
}

// undo restores each question of an act from before its first move. What leaves the stage goes before what returns to it.
func (t *turn) undo(act models.ID, moves []undoable) error {
	var back []models.Question
	for i, m := range moves {
		if i > 0 && moves[i-1].Question == m.Question {
			continue
		}
		var q models.Question
		if err := t.get(&q, sqlLockQuestionByID, m.Question); err != nil {
			return err
		}
		if m.Before == "{}" {
			return models.ErrMove
		}
		if moves[lastOf(moves, m.Question)].Changed {
			_, err := t.question(q.Number, -1)
			return err
		}
		was := models.Question{ID: q.ID, Number: q.Number, Version: q.Version}
		if err := json.Unmarshal([]byte(m.Before), &was); err != nil {
			return err
		}
		back = append(back, was)
	}
	slices.SortStableFunc(back, func(a, b models.Question) int { return onStage(a) - onStage(b) })
	for _, q := range back {
		if onStage(q) == 1 {
			if err := t.stageFree(); err != nil {
				return err
			}
		}
		if _, err := t.save(q); err != nil {
			return err
		}
		if err := t.announce(q.ID); err != nil {
			return err
		}
	}
	_, err := t.exec(sqlMarkUndone, act)
	return err
}

func lastOf(moves []undoable, question models.ID) (last int) {
	for i, m := range moves {
		if m.Question == question {
			last = i
		}
	}
	return last
}

func onStage(q models.Question) int {
	if q.State == models.QuestionLive {
		return 1
	}
	return 0
}

func (t *turn) stageFree() error {
	var shown []models.Question
	if err := t.all(&shown, sqlQuestionOnStage, t.event.ID); err != nil {
		return err
	}
	if len(shown) > 0 {
		return models.ErrMove
	}
	return nil
}

// Edit sets what stands beside the asker's words and returns the act.
func (s *Questions) Edit(ctx context.Context, v models.Viewer, event models.ID, number, version int64, e models.QuestionEdit) (act models.ID, err error) {
	err = s.db.inTx(ctx, "edit question", func(t *tx) error {
		act = t.act
		w, err := t.turn(v, event, models.Viewer.CanModerate, "question.edit", map[string]any{"number": number})
		if err != nil {
			return err
		}
		q, err := w.question(number, version)
		if err != nil {
			return err
		}
		if q.State == models.QuestionPurged {
			return models.ErrMove
		}
		edited := q
		edited.Translation, edited.Answer, edited.PersonID = e.Translation, e.Answer, nil
		if e.Person != (models.ID{}) {
			edited.PersonID = &e.Person
		}
		_, err = w.change(q, edited)
		return err
	})
	return act, err
}

const sqlNumberQueue = `
	update questions q set queue_position = n.place
	from (select id, row_number() over (order by queue_position, number) as place from questions where event_id = $1 and state = 'queued') n
	where q.id = n.id`

// Reorder moves a question of the queue one place up or down and returns the act. At the end of the queue nothing changes.
func (s *Questions) Reorder(ctx context.Context, v models.Viewer, event models.ID, number, version int64, up bool) (act models.ID, err error) {
	err = s.db.inTx(ctx, "reorder", func(t *tx) error {
		act = t.act
		w, err := t.turn(v, event, models.Viewer.CanModerate, "question.reorder", map[string]any{"number": number, "up": up})
		if err != nil {
			return err
		}
		q, err := w.question(number, version)
		if err != nil {
			return err
		}
		if q.State != models.QuestionQueued {
			return models.ErrMove
		}
		place, err := w.placeBeside(q, up)
		if err != nil || place == *q.QueuePosition {
			return err
		}
		moved := q
		moved.QueuePosition = &place
		_, err = w.change(q, moved)
		return err
	})
	return act, err
}

// placeBeside finds the place beyond q's neighbour: halfway to the one after it, or past the end.
func (t *turn) placeBeside(q models.Question, up bool) (float64, error) {
	var queue []models.Question
	if err := t.all(&queue, sqlQuestionQueued, t.event.ID); err != nil {
		return 0, err
	}
	if up {
		slices.Reverse(queue)
	}
	at := slices.IndexFunc(queue, func(o models.Question) bool { return o.ID == q.ID })
	if at == len(queue)-1 {
		return *q.QueuePosition, nil
	}
	step := 1.0
	if up {
		step = -1
	}
	neighbour := *queue[at+1].QueuePosition
	if at+2 == len(queue) {
		return neighbour + step, nil
	}
	beyond := *queue[at+2].QueuePosition
	place := neighbour + (beyond-neighbour)/2
	if place != neighbour && place != beyond {
		return place, nil
	}
	// No room left between them: the queue is numbered anew, which changes nobody's order.
	if _, err := t.exec(sqlNumberQueue, t.event.ID); err != nil {
		return 0, err
	}
	return t.placeBeside(q, up)
}

const sqlOwnQuestion = `select` + questionColumns + ` from questions q where q.event_id = $1 and q.number = $2 and q.registration_id = $3`

// Withdraw takes a question back for its asker. ErrMove once it has been chosen for the stage. Withdrawing again changes nothing.
func (s *Questions) Withdraw(ctx context.Context, r models.Registration, number int64) error {
	return s.db.inTx(ctx, "withdraw question", func(t *tx) error {
		w := &turn{tx: t, event: models.Event{ID: r.EventID}}
		if _, err := t.exec(sqlLockHead, r.EventID); err != nil {
			return err
		}
		var q models.Question
		if err := t.get(&q, sqlOwnQuestion, r.EventID, number, r.ID); err != nil {
			return err
		}
		if q.State == models.QuestionWithdrawn {
			return nil
		}
		_, err := w.step(q, models.QuestionMove{To: models.QuestionWithdrawn})
		return err
	})
}

const sqlTakeQuestions = `update events set questions_open = $2 where id = $1`

const sqlKnock = `select pg_notify('tsudoi_live', $1::uuid::text || ':' || seq) is null as told from live_heads where event_id = $1`

// Take opens or closes the event for new questions. What is there may still be read and voted for.
func (s *Questions) Take(ctx context.Context, v models.Viewer, event models.ID, open bool) error {
	return s.db.inTx(ctx, "take questions", func(t *tx) error {
		if _, err := t.turn(v, event, models.Viewer.CanModerate, "question.take", map[string]any{"open": open}); err != nil {
			return err
		}
		if _, err := t.exec(sqlTakeQuestions, event, open); err != nil {
			return err
		}
		_, err := t.exec(sqlKnock, event)
		return err
	})
}
