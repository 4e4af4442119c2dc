package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/lib/pq"

	"tsudoi/models"
)

// One query an audience: each selects what that audience may see and nothing else.

// questionVotes counts each voter once, also who voted for several that were folded together.
const questionVotes = `
	(select count(distinct v.registration_id) from votes v
	 where v.question_id = any (array(select q.id union all select m.id from questions m where m.merged_into = q.id))) as votes`

const questionSimilar = `(select count(*) from questions m where m.merged_into = q.id) as similar`

const questionPerson = `coalesce(p.name, '') as person_name, coalesce(p.honorific, '{}') as person_honorific`

const sqlQuestionsForAttendees = `
	select q.number, case when q.state = 'queued' then 'approved' else q.state end as state,
	       case when q.anonymity = 'named' then q.name else '' end as name, q.channel = 'paper' as paper,
	       q.text, q.language, q.translation, ` + questionPerson + `, ` + questionVotes + `, ` + questionSimilar + `,
	       case when q.state = 'answered' then q.answer else '{}' end as answer, q.created_at,
	       coalesce(q.answered_at, 'epoch') as answered_or_zero
	from questions q left join people p on p.id = q.person_id
	where q.event_id = $1 and q.state in ('approved', 'queued', 'live', 'answered', 'followup')
	      and ($2::bigint[] is null or q.number = any($2))
	order by votes desc, q.number`

// ForAttendees returns what everybody who takes part may read, the most wanted first: all of an event's, or those of the numbers.
func (s *Questions) ForAttendees(ctx context.Context, event models.ID, numbers ...int64) ([]models.QuestionForAttendee, error) {
	qs := []models.QuestionForAttendee{}
	err := s.db.pool.SelectContext(ctx, &qs, sqlQuestionsForAttendees, event, pq.Array(numbers))
	return qs, read(ctx, "questions", err)
}

const sqlQuestionsForAsker = `
	select q.number, case q.state when 'held' then 'pending' when 'queued' then 'approved' else q.state end as state,
	       q.anonymity = 'hidden' as hidden, q.text, q.language, q.translation, ` + questionVotes + `,
	       coalesce(q.decline_reason, '') as decline_reason, coalesce(i.number, 0) as merged_number,
	       case when q.state = 'answered' then q.answer else '{}' end as answer,
	       q.followup_due, q.created_at, q.state in ('pending', 'held', 'approved') as withdrawable
	from questions q left join questions i on i.id = q.merged_into
	where q.registration_id = $1 and q.state <> 'purged'
	order by q.number desc`

// ForAsker returns what one person asked, the newest first.
func (s *Questions) ForAsker(ctx context.Context, registration models.ID) ([]models.QuestionForAsker, error) {
	qs := []models.QuestionForAsker{}
	err := s.db.pool.SelectContext(ctx, &qs, sqlQuestionsForAsker, registration)
	return qs, read(ctx, "own questions", err)
}

const sqlQuestionForStage = `
	select q.number, case when q.anonymity = 'named' then q.name else '' end as name, q.text, q.language, q.translation,
	       ` + questionPerson + `, ` + questionVotes + `
	from questions q left join people p on p.id = q.person_id
	where q.event_id = $1 and q.state = 'live'`

// ForStage returns the question that is being answered; nil for none.
func (s *Questions) ForStage(ctx context.Context, event models.ID) (*models.QuestionForStage, error) {
	var q models.QuestionForStage
	err := s.db.pool.GetContext(ctx, &q, sqlQuestionForStage, event)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &q, read(ctx, "question on stage", err)
}

const sqlQuestionsForModerators = `
	select q.number, q.state, q.version, q.name, q.anonymity, q.channel, q.text, q.language, q.translation, q.person_id,
	       ` + questionPerson + `, ` + questionVotes + `, ` + questionSimilar + `, coalesce(q.queue_position, 0) as queue_position,
	       coalesce(i.number, 0) as merged_number, coalesce(q.decline_reason, '') as decline_reason,
	       coalesce(q.answer_mode, '') as answer_mode, q.answer, q.followup_due, q.created_at,
	       coalesce(q.answered_at, 'epoch') as answered_or_zero,
	       coalesce((select a.name from question_moves m join accounts a on a.id = m.account_id
	                 where m.question_id = q.id and m.version = q.version), '') as moved_by,
	       (select m.act from question_moves m where m.question_id = q.id and m.version = q.version) as last_act
	from questions q left join people p on p.id = q.person_id left join questions i on i.id = q.merged_into
	where q.event_id = $1 and ($2::bigint[] is null or q.number = any($2))
	order by q.number`

// ForModerators returns the questions of an event as its desk sees them, in order of arrival: all, or those of the numbers. The caller
// has asked whether the viewer may moderate.
func (s *Questions) ForModerators(ctx context.Context, event models.ID, numbers ...int64) ([]models.QuestionForModerator, error) {
	qs := []models.QuestionForModerator{}
	err := s.db.pool.SelectContext(ctx, &qs, sqlQuestionsForModerators, event, pq.Array(numbers))
	return qs, read(ctx, "board", err)
}

func oneNumber(n int64) any { return pq.Array([]int64{n}) }

const sqlLiveHead = `
	select coalesce(h.seq, 0) as seq, e.questions_open from events e left join live_heads h on h.event_id = e.id where e.id = $1`

// LiveHead is where the changes of an event stand, and whether it takes new questions.
type LiveHead struct {
	Seq  int64 `db:"seq"`
	Open bool  `db:"questions_open"`
}

// Head tells where the changes of an event stand. A page reads it before its questions: a change in between comes twice, none is lost.
func (s *Questions) Head(ctx context.Context, event models.ID) (LiveHead, error) {
	var h LiveHead
	err := s.db.pool.GetContext(ctx, &h, sqlLiveHead, event)
	return h, read(ctx, "live head", err)
}

const sqlLiveChanges = `
	select max(c.seq) as seq, q.number, coalesce(q.registration_id, '00000000-0000-0000-0000-000000000000') as asker
	from live_changes c join questions q on q.id = c.question_id
	where c.event_id = $1 and c.seq > $2 group by q.number, q.registration_id order by 1`

// QuestionChange says that something about a question changed; Seq is the place of its last change.
type QuestionChange struct {
	Seq    int64     `db:"seq"`
	Number int64     `db:"number"`
	Asker  models.ID `db:"asker"` // the registration; zero for none
}

// Changes lists the questions that changed after seq, in the order of the commits.
func (s *Questions) Changes(ctx context.Context, event models.ID, seq int64) ([]QuestionChange, error) {
	var cs []QuestionChange
	err := s.db.pool.SelectContext(ctx, &cs, sqlLiveChanges, event, seq)
	return cs, read(ctx, "live changes", err)
}

const sqlQuestionCounts = `select state, count(*) as n from questions where event_id = $1 group by state`

// Counts tells how many questions stand where.
func (s *Questions) Counts(ctx context.Context, event models.ID) (map[models.QuestionState]int, error) {
	var rows []struct {
		State models.QuestionState `db:"state"`
		N     int                  `db:"n"`
	}
	err := s.db.pool.SelectContext(ctx, &rows, sqlQuestionCounts, event)
	counts := map[models.QuestionState]int{}
	for _, r := range rows {
		counts[r.State] = r.N
	}
	return counts, read(ctx, "question counts", err)
}
