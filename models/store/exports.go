package store

import (
	"slices"
	"time"

	"github.com/lib/pq"

	"tsudoi/models"
)

// QuestionRow is a question as it is taken away. Name and Email are empty where the asker hid them: the query does not read them.
type QuestionRow struct {
	ID        models.ID              `db:"id"`
	Number    int64                  `db:"number"`
	State     models.QuestionState   `db:"state"`
	Name      string                 `db:"name"`
	Email     string                 `db:"email"`
	Anonymity models.Anonymity       `db:"anonymity"`
	Channel   models.QuestionChannel `db:"channel"`
	models.QuestionWords
	Votes         int                  `db:"votes"`        // each voter once, also of those that were folded into it
	VotesBefore   int                  `db:"votes_before"` // of these, before the event began
	VotesMerged   int                  `db:"votes_merged"` // of these, that came only with another
	MergedInto    int64                `db:"merged_into"`  // a number; 0 for none
	MergedFrom    string               `db:"merged_from"`  // numbers
	PersonName    string               `db:"person_name"`
	DeclineReason models.DeclineReason `db:"decline_reason"`
	AnswerMode    models.AnswerMode    `db:"answer_mode"`
	Answer        models.Text          `db:"answer"`
	FollowupDue   *time.Time           `db:"followup_due"`
	AskedAt       time.Time            `db:"created_at"`
	DecidedAt     *time.Time           `db:"decided_at"`
	LiveAt        *time.Time           `db:"live_at"`
	AnsweredAt    *time.Time           `db:"answered_at"`
	ModeratedBy   string               `db:"moderated_by"` // who of the staff made the last move that stands
}

// Who asked under their name, and, where the event asks for it or they were asked before, agreed to be named in what is handed on.
const namedInExports = ` q.anonymity = 'named' and (
	q.registration_id is null
	or exists (select 1 from consents c where c.registration_id = q.registration_id and c.purpose = 'named_question' and c.withdrawn_at is null)
	or coalesce('named_question' <> all (y.asks), true)
	   and not exists (select 1 from consents c where c.registration_id = q.registration_id and c.purpose = 'named_question'))`

const sqlQuestionRows = `
	select q.id, q.number, q.state, q.anonymity, q.channel, q.text, q.language, q.translation, q.answer, q.followup_due, q.created_at,
	       q.decided_at, q.live_at, q.answered_at, coalesce(q.decline_reason, '') as decline_reason, coalesce(q.answer_mode, '') as answer_mode,
	       case when` + namedInExports + ` then q.name else '' end as name,
	       case when $2 and` + namedInExports + ` then coalesce(r.email, '') else '' end as email,
	       c.votes, c.votes_before, c.votes - c.own as votes_merged, coalesce(i.number, 0) as merged_into,
	       coalesce((select string_agg(m.number::text, ', ' order by m.number) from questions m where m.merged_into = q.id), '') as merged_from,
	       coalesce(p.name, '') as person_name,
	       coalesce((select a.name from question_moves m join accounts a on a.id = m.account_id
	                 where m.question_id = q.id and m.undone_at is null order by m.version desc limit 1), '') as moderated_by
	from questions q
	join events e on e.id = q.event_id
	left join event_privacy y on y.event_id = q.event_id
	left join registrations r on r.id = q.registration_id
	left join people p on p.id = q.person_id
	left join questions i on i.id = q.merged_into
	cross join lateral (
		select count(distinct v.registration_id) as votes,
		       count(distinct v.registration_id) filter (where v.created_at < e.starts_at) as votes_before,
		       count(*) filter (where v.question_id = q.id) as own
		from votes v where v.question_id = any (array(select q.id union all select m.id from questions m where m.merged_into = q.id))) c
	where q.event_id = $1 and q.number > $3
	order by q.number limit $4`

// Questions hands over every question in order of arrival. E-mail addresses are read only where emails asks for them.
func (s Snapshot) Questions(emails bool, do func(QuestionRow) error) error {
	return pages(func(page *[]QuestionRow, last *QuestionRow) error {
		after := int64(0)
		if last != nil {
			after = last.Number
		}
		return read(s.t.ctx, "question rows", s.t.all(page, sqlQuestionRows, s.Event.ID, emails, after, snapshotPage))
	}, do)
}

// QuestionTotal is how many questions of one language stand in one state.
type QuestionTotal struct {
	State    models.QuestionState `db:"state"`
	Language models.Lang          `db:"language"`
	N        int                  `db:"n"`
}

const sqlQuestionTotals = `select state, language, count(*) as n from questions where event_id = $1 group by state, language`

const sqlMedianDecision = `
	select coalesce(percentile_cont(0.5) within group (order by extract(epoch from decided_at - created_at)), -1)
	from questions where event_id = $1 and decided_at is not null and channel <> 'paper'`

// QuestionTotals counts the questions, and tells how long the median one of the audience's waited for a decision; negative where none
// has been made.
func (s Snapshot) QuestionTotals() (totals []QuestionTotal, median time.Duration, err error) {
	if err := s.t.all(&totals, sqlQuestionTotals, s.Event.ID); err != nil {
		return nil, 0, read(s.t.ctx, "question totals", err)
	}
	var seconds float64
	err = s.t.get(&seconds, sqlMedianDecision, s.Event.ID)
	return totals, time.Duration(seconds * float64(time.Second)), read(s.t.ctx, "question totals", err)
}

// MoveRow is one move of one question.
type MoveRow struct {
	Number   int64                `db:"number"`
	Version  int64                `db:"version"` // of the question after it
	At       time.Time            `db:"created_at"`
	By       string               `db:"moved_by"` // a member of the staff; "" for the asker
	From     models.QuestionState `db:"from_state"`
	To       models.QuestionState `db:"to_state"`
	UndoneAt *time.Time           `db:"undone_at"`
}

const sqlMoveRows = `
	select q.number, m.version, m.created_at, coalesce(a.name, '') as moved_by, m.from_state, m.to_state, m.undone_at
	from questions q join question_moves m on m.question_id = q.id left join accounts a on a.id = m.account_id
	where q.event_id = $1 and (q.number, m.version) > ($2, $3)
	order by q.number, m.version limit $4`

// Moves hands over every move, question by question.
func (s Snapshot) Moves(do func(MoveRow) error) error {
	return pages(func(page *[]MoveRow, last *MoveRow) error {
		var number, version int64
		if last != nil {
			number, version = last.Number, last.Version
		}
		return read(s.t.ctx, "move rows", s.t.all(page, sqlMoveRows, s.Event.ID, number, version, snapshotPage))
	}, do)
}

// RegistrationRow is a registration as it is taken away.
type RegistrationRow struct {
	ID          models.ID                `db:"id"`
	Number      int64                    `db:"number"`
	State       models.RegistrationState `db:"state"`
	Name        string                   `db:"name"`
	Email       string                   `db:"email"`
	Language    models.Lang              `db:"language"`
	Zone        string                   `db:"zone"`
	Consents    pq.StringArray           `db:"consents"`   // those that stand, as models.Ask.Field names them
	ConsentAt   *time.Time               `db:"consent_at"` // to taking part
	Source      string                   `db:"source"`
	CreatedAt   time.Time                `db:"created_at"`
	ConfirmedAt *time.Time               `db:"confirmed_at"`
	CancelledAt *time.Time               `db:"cancelled_at"`
	CancelledBy string                   `db:"cancelled_by"`
	FirstJoinAt *time.Time               `db:"first_join_at"`
	LastJoinAt  *time.Time               `db:"last_join_at"`
	ErasedAt    *time.Time               `db:"erased_at"`
	LettersSent int                      `db:"letters_sent"`
	Category    models.ID                `db:"category_id"`
	Reference   string                   `db:"reference"`
	Answers     models.Answers           `db:"-"` // only where a snapshot hands it over
	LastLetter
}

const registrationRow = `
	select r.id, r.number, r.state, r.name, r.email, r.language, r.zone, r.source, r.created_at, r.category_id, r.reference,
	       r.confirmed_at, r.cancelled_at, coalesce(r.cancelled_by, '') as cancelled_by, r.first_join_at, r.last_join_at, r.erased_at,
	       array(select case when c.purpose = 'taking_part' then 'consent' else c.purpose || coalesce('_' || c.host_id::text, '') end
	             from consents c where c.registration_id = r.id and c.withdrawn_at is null) as consents,
	       (select max(c.given_at) from consents c where c.registration_id = r.id and c.purpose = 'taking_part') as consent_at,
	       (select count(*) from mails m where m.registration_id = r.id and m.state = 'sent') as letters_sent,` + lastLetterColumns + `
	from registrations r` + lastLetter + `
	where r.event_id = $1`

const sqlRegistrationRows = registrationRow + ` and` + filteredRegistrations + ` and r.number > $8
	order by r.number limit $9`

// Agreed reports whether a consent stands.
func (r RegistrationRow) Agreed(a models.Ask) bool { return slices.Contains(r.Consents, a.Field()) }

// Registrations hands over those that f picks, in order of arrival, but for whom the viewer's host may not be given.
func (s Snapshot) Registrations(f models.RegistrationFilter, do func(RegistrationRow) error) error {
	return pages(func(page *[]RegistrationRow, last *RegistrationRow) error {
		after := int64(0)
		if last != nil {
			after = last.Number
		}
		if err := s.t.all(page, sqlRegistrationRows, filterArgs(s.Event.ID, f, after, snapshotPage)...); err != nil {
			return read(s.t.ctx, "registration rows", err)
		}
		return s.answers(*page)
	}, func(r RegistrationRow) error {
		if f.Consent != "" && !slices.Contains(r.Consents, f.Consent) || !s.given(r) {
			return nil
		}
		return do(r)
	})
}

// answers fills in what the people of one page answered; nothing is asked of the database where the event asks nothing.
func (s Snapshot) answers(page []RegistrationRow) error {
	if len(s.Form) == 0 || len(page) == 0 {
		return nil
	}
	ids := make([]models.ID, len(page))
	for i, r := range page {
		ids[i] = r.ID
	}
	of, err := s.Answers(ids)
	for i := range page {
		page[i].Answers = of[page[i].ID]
	}
	return err
}
