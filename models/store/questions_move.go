package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tsudoi/models"
)

// Whoever moves questions of an event takes this lock first, so that two moderators' acts come one after the other. Asking takes the
// same row at its very end, registering and voting never.
const sqlLockHead = `
	insert into live_heads as h (event_id) values ($1) on conflict (event_id) do update set seq = h.seq`

const questionColumns = `
	q.id, q.number, q.version, q.state, q.text, q.language, q.translation, q.person_id, q.queue_position, q.merged_into,
	coalesce(q.decline_reason, '') as decline_reason, coalesce(q.answer_mode, '') as answer_mode, q.answer, q.followup_due, q.decided_at,
	q.live_at, q.answered_at, q.registration_id`

const sqlLockQuestion = `select` + questionColumns + ` from questions q where q.event_id = $1 and q.number = $2 for update`

const sqlLockQuestionByID = `select` + questionColumns + ` from questions q where q.id = $1 for update`

const sqlQuestionOnStage = `select` + questionColumns + ` from questions q where q.event_id = $1 and q.state = 'live'`

const sqlQuestionQueued = `
	select` + questionColumns + ` from questions q where q.event_id = $1 and q.state = 'queued' order by q.queue_position, q.number`

const sqlQuestionsMergedInto = `select` + questionColumns + ` from questions q where q.merged_into = $1 order by q.number`

// turn is one act of one moderator, or of an asker, on the questions of one event, under the lock of the event's head.
type turn struct {
	*tx
	event   models.Event
	account models.ID // zero for an asker
	now     time.Time
}

// turn asks whether the viewer may, writes the audit row and takes the lock.
func (t *tx) turn(v models.Viewer, event models.ID, allowed func(models.Viewer, models.Event) bool, act string, detail any) (*turn, error) {
	e, err := t.permit(v, event, allowed)
	if err != nil {
		return nil, err
	}
	if err := t.first(v, event, act, "", detail); err != nil {
		return nil, err
	}
	_, err = t.exec(sqlLockHead, event)
	return &turn{t, e, v.AccountID, time.Now().Truncate(time.Microsecond)}, err
}

// question locks the question with this number and compares its version.
func (t *turn) question(number, version int64) (models.Question, error) {
	var q models.Question
	if err := t.get(&q, sqlLockQuestion, t.event.ID, number); err != nil {
		return q, err
	}
	if q.Version == version {
		return q, nil
	}
	var now models.QuestionForModerator
	if err := t.get(&now, sqlQuestionsForModerators, t.event.ID, oneNumber(number)); err != nil {
		return q, err
	}
	return q, models.StaleQuestion{Now: now}
}

// Move decides on a question and returns the act, by which it can be undone. A StaleQuestion where somebody else changed it first,
// ErrMove where it can't go there, Problems where the decision lacks something. Who sends the very same decision again gets the act
// of the first time.
func (s *Questions) Move(ctx context.Context, v models.Viewer, event models.ID, number int64, a models.QuestionAct) (act models.ID, err error) {
	err = s.db.inTx(ctx, "move question", func(t *tx) error {
		act = t.act
		w, err := t.turn(v, event, mayMove(a.To), "question.move", map[string]any{"number": number, "to": a.To})
		if err != nil {
			return err
		}
		q, err := w.question(number, a.Version)
		if errors.Is(err, models.ErrStale) {
			if before := w.decided(q, a); before != (models.ID{}) {
				act = before
				return errRepeated
			}
		}
		if err != nil {
			return err
		}
		return w.move(q, a)
	})
	if errors.Is(err, errRepeated) {
		err = nil
	}
	return act, err
}

// errRepeated leaves everything as it is: the decision was carried out when it came the first time.
var errRepeated = errors.New("decided the same before")

func mayMove(to models.QuestionState) func(models.Viewer, models.Event) bool {
	if to == models.QuestionPurged {
		return models.Viewer.CanOrganise
	}
	return models.Viewer.CanModerate
}

const sqlLastMove = `
	select m.act, coalesce(m.account_id, '00000000-0000-0000-0000-000000000000') as account_id, m.to_state, m.version,
	       (select min(f.version) from question_moves f where f.act = m.act and f.question_id = m.question_id) as first_version
	from question_moves m where m.question_id = $1 order by m.version desc limit 1`

// decided returns the act by which this viewer has already done what a asks for; zero for none.
func (t *turn) decided(q models.Question, a models.QuestionAct) models.ID {
	var last struct {
		Act     models.ID            `db:"act"`
		Account models.ID            `db:"account_id"`
		To      models.QuestionState `db:"to_state"`
		Version int64                `db:"version"`
		First   int64                `db:"first_version"`
	}
	err := t.get(&last, sqlLastMove, q.ID)
	if err != nil || last.Version != q.Version || last.Account != t.account || last.To != a.To || last.First != a.Version+1 {
		return models.ID{}
	}
	return last.Act
}

// move carries out a decision on q, with what it means for other questions.
func (t *turn) move(q models.Question, a models.QuestionAct) error {
	way := q.State.Way(a.To)
	if way == nil {
		return models.ErrMove
	}
	if a.To == models.QuestionLive {
		if err := t.clearStage(); err != nil {
			return err
		}
	}
	for _, to := range way {
		m := models.QuestionMove{To: to, Reason: a.Reason, Answer: a.Answer, Due: a.Due}
		var err error
		switch to {
		case models.QuestionQueued:
			m.Position, err = t.place(q.State == models.QuestionLive)
		case models.QuestionMerged:
			m.Into, err = t.mergeTarget(q, a.Into)
		}
		if err != nil {
			return err
		}
		if q, err = t.step(q, m); err != nil {
			return err
		}
	}
	if a.To == models.QuestionPurged {
		return t.forget(q)
	}
	if a.Next {
		return t.nextOnStage()
	}
	return nil
}

// step is one arrow of the state machine.
func (t *turn) step(q models.Question, m models.QuestionMove) (models.Question, error) {
	moved, err := q.Move(m, t.now)
	if err != nil {
		return q, err
	}
	return t.change(q, moved)
}

// clearStage puts what is on the stage back to the front of the queue.
func (t *turn) clearStage() error {
	var shown models.Question
	err := t.get(&shown, sqlQuestionOnStage, t.event.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	front, err := t.place(true)
	if err != nil {
		return err
	}
	_, err = t.step(shown, models.QuestionMove{To: models.QuestionQueued, Position: front})
	return err
}

// nextOnStage shows the first of the queue, if there is one.
func (t *turn) nextOnStage() error {
	var queue []models.Question
	if err := t.all(&queue, sqlQuestionQueued, t.event.ID); err != nil || len(queue) == 0 {
		return err
	}
	_, err := t.step(queue[0], models.QuestionMove{To: models.QuestionLive})
	return err
}

const sqlQueueEnds = `
	select coalesce(min(queue_position), 1) as first, coalesce(max(queue_position), 0) as last
	from questions where event_id = $1 and state = 'queued'`

// place is a new place at the front or at the end of the queue.
func (t *turn) place(front bool) (float64, error) {
	var ends struct{ First, Last float64 }
	err := t.get(&ends, sqlQueueEnds, t.event.ID)
	if front {
		return ends.First - 1, err
	}
	return ends.Last + 1, err
}

// mergeTarget locks the question that q is folded into and brings along what was folded into q, so that no chain forms.
func (t *turn) mergeTarget(q models.Question, number int64) (*models.Question, error) {
	var into models.Question
	err := t.get(&into, sqlLockQuestion, t.event.ID, number)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, models.NoSuchQuestion()
	}
	if err != nil {
		return nil, err
	}
	var similar []models.Question
	if err := t.all(&similar, sqlQuestionsMergedInto, q.ID); err != nil {
		return nil, err
	}
	for _, one := range similar {
		moved := one
		moved.MergedInto = &into.ID
		if _, err := t.change(one, moved); err != nil {
			return nil, err
		}
	}
	return &into, t.announce(into.ID) // it has more votes now
}

const sqlSaveQuestion = `
	update questions set version = version + 1, state = $3, translation = $4, person_id = $5, queue_position = $6, merged_into = $7,
	       decline_reason = nullif($8, ''), answer_mode = nullif($9, ''), answer = $10, followup_due = $11, decided_at = $12, live_at = $13,
	       answered_at = $14
	where id = $1 and version = $2
	returning version`

const sqlAddMove = `
	insert into question_moves (id, act, question_id, account_id, from_state, to_state, version, before)
	values ($1, $2, $3, $4, $5, $6, $7, $8)`

// change writes what became of a question, with what it was before, and announces it.
func (t *turn) change(was, is models.Question) (models.Question, error) {
	before, err := json.Marshal(was)
	if err != nil {
		return is, err
	}
	if is, err = t.save(is); err != nil {
		return is, err
	}
	_, err = t.exec(sqlAddMove, models.NewID(), t.act, is.ID, orNull(t.account), was.State, is.State, is.Version, string(before))
	if err != nil {
		return is, err
	}
	return is, t.announce(is.ID)
}

func (t *turn) save(q models.Question) (models.Question, error) {
	err := t.get(&q.Version, sqlSaveQuestion, q.ID, q.Version, q.State, q.Translation, q.PersonID, q.QueuePosition, q.MergedInto,
		q.DeclineReason, q.AnswerMode, q.Answer, q.FollowupDue, q.DecidedAt, q.LiveAt, q.AnsweredAt)
	if err != nil {
		return q, fmt.Errorf("save question %d: %w", q.Number, err)
	}
	return q, nil
}

const sqlAnnounce = `
	with head as (update live_heads set seq = seq + 1 where event_id = $1 returning seq),
	change as (insert into live_changes (event_id, seq, question_id) select $1, seq, $2 from head returning seq)
	select pg_notify('tsudoi_live', $1::text || ':' || seq) is null as told from change`

// announce gives the change its place in the event's order and knocks at the open pages when the transaction commits.
func (t *turn) announce(question models.ID) error {
	var told bool
	return t.get(&told, sqlAnnounce, t.event.ID, question)
}

const sqlForget = `update questions set text = '', name = '', registration_id = null where id = $1`

const sqlForgetMoves = `update question_moves set before = '{}' where question_id = $1`

// forget erases a question's words and its asker, here and in what its moves kept for undoing.
func (t *turn) forget(q models.Question) error {
	if _, err := t.exec(sqlForget, q.ID); err != nil {
		return err
	}
	_, err := t.exec(sqlForgetMoves, q.ID)
	return err
}
