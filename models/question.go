package models

import (
	"slices"
	"time"
)

// QuestionState is where a question of the audience stands.
type QuestionState string

const (
	QuestionPending   QuestionState = "pending"   // nobody has decided
	QuestionHeld      QuestionState = "held"      // stopped by a rule; to its asker it looks like pending
	QuestionApproved  QuestionState = "approved"  // everybody may read it and vote for it
	QuestionQueued    QuestionState = "queued"    // chosen for the stage, in an order; to the audience it looks like approved
	QuestionLive      QuestionState = "live"      // being answered; at most one of an event
	QuestionAnswered  QuestionState = "answered"  // spoken or in writing
	QuestionFollowup  QuestionState = "followup"  // will be answered in writing later
	QuestionMerged    QuestionState = "merged"    // folded into another
	QuestionDeclined  QuestionState = "declined"  // set aside, with a reason
	QuestionWithdrawn QuestionState = "withdrawn" // taken back by the asker
	QuestionPurged    QuestionState = "purged"    // erased: number and times remain
)

// QuestionStates lists every state; the database's CHECK lists the same.
var QuestionStates = []QuestionState{QuestionPending, QuestionHeld, QuestionApproved, QuestionQueued, QuestionLive, QuestionAnswered,
	QuestionFollowup, QuestionMerged, QuestionDeclined, QuestionWithdrawn, QuestionPurged}

// questionMoves is every arrow of the state machine, but for one: what was merged goes back to what it was by taking the merge back.
var questionMoves = map[QuestionState][]QuestionState{
	QuestionPending:   {QuestionApproved, QuestionDeclined, QuestionMerged, QuestionWithdrawn, QuestionPurged},
	QuestionHeld:      {QuestionApproved, QuestionDeclined, QuestionMerged, QuestionWithdrawn, QuestionPurged},
	QuestionApproved:  {QuestionQueued, QuestionLive, QuestionAnswered, QuestionFollowup, QuestionDeclined, QuestionMerged, QuestionWithdrawn, QuestionPurged},
	QuestionQueued:    {QuestionApproved, QuestionLive, QuestionAnswered, QuestionFollowup, QuestionDeclined, QuestionMerged, QuestionPurged},
	QuestionLive:      {QuestionAnswered, QuestionQueued, QuestionFollowup, QuestionMerged, QuestionPurged},
	QuestionAnswered:  {QuestionQueued, QuestionApproved, QuestionMerged, QuestionPurged},
	QuestionFollowup:  {QuestionAnswered, QuestionPurged},
	QuestionMerged:    {QuestionPurged},
	QuestionDeclined:  {QuestionPending, QuestionPurged},
	QuestionWithdrawn: {QuestionPurged},
	QuestionPurged:    nil,
}

// Moves lists where a question in s may go by one move.
func (s QuestionState) Moves() []QuestionState { return slices.Clone(questionMoves[s]) }

// Way lists the moves that lead from s to to: one, or two where a decision on a new question also says what comes next, since who
// puts a waiting question on the stage approves it. Nil where there is no way.
func (s QuestionState) Way(to QuestionState) []QuestionState {
	switch {
	case slices.Contains(questionMoves[s], to):
		return []QuestionState{to}
	case s.Waiting() && slices.Contains(questionMoves[QuestionApproved], to):
		return []QuestionState{QuestionApproved, to}
	}
	return nil
}

// Waiting reports whether nobody has decided yet.
func (s QuestionState) Waiting() bool { return s == QuestionPending || s == QuestionHeld }

// Votable reports whether the audience may vote.
func (s QuestionState) Votable() bool {
	return s == QuestionApproved || s == QuestionQueued || s == QuestionLive
}

// Shown reports whether the audience may read the question.
func (s QuestionState) Shown() bool {
	return s.Votable() || s == QuestionAnswered || s == QuestionFollowup
}

// MergeTarget reports whether others may be folded into a question in s.
func (s QuestionState) MergeTarget() bool { return s.Waiting() || s.Shown() }

// Anonymity is chosen before sending and never weakened afterwards.
type Anonymity string

const (
	AskNamed  Anonymity = "named"
	AskHidden Anonymity = "hidden" // from the audience; the moderators see the name, which the form says
)

// QuestionChannel is how a question came in.
type QuestionChannel string

const (
	AskedRegistering QuestionChannel = "registration"
	AskedBefore      QuestionChannel = "before"
	AskedLive        QuestionChannel = "live"
	AskedOnPaper     QuestionChannel = "paper" // entered by the staff for somebody
)

// QuestionChannels lists every channel; the database's CHECK lists the same.
var QuestionChannels = []QuestionChannel{AskedRegistering, AskedBefore, AskedLive, AskedOnPaper}

// DeclineReason is what an asker is told, in neutral words, when a question is set aside.
type DeclineReason string

// DeclineReasons lists every reason in the order in which the board offers them; the database's CHECK lists the same.
var DeclineReasons = []DeclineReason{"no_time", "duplicate", "off_topic", "unclear", "inappropriate"}

// AnswerMode is how a question was answered.
type AnswerMode string

const (
	AnswerSpoken  AnswerMode = "spoken"
	AnswerWritten AnswerMode = "written"
)

// Question is what the moves of one question change, and what it takes to restore it exactly.
type Question struct {
	ID             ID            `db:"id" json:"-"`
	Number         int64         `db:"number" json:"-"`
	Version        int64         `db:"version" json:"-"`
	State          QuestionState `db:"state"`
	Text           string        `db:"text" json:"-"` // the asker's own words: no move but an erasure touches them
	Language       Lang          `db:"language" json:"-"`
	Translation    Text          `db:"translation"`
	PersonID       *ID           `db:"person_id"` // whom it is put to
	QueuePosition  *float64      `db:"queue_position"`
	MergedInto     *ID           `db:"merged_into"`
	DeclineReason  DeclineReason `db:"decline_reason"`
	AnswerMode     AnswerMode    `db:"answer_mode"`
	Answer         Text          `db:"answer"`
	FollowupDue    *time.Time    `db:"followup_due"`
	DecidedAt      *time.Time    `db:"decided_at"`
	LiveAt         *time.Time    `db:"live_at"`
	AnsweredAt     *time.Time    `db:"answered_at"`
	RegistrationID *ID           `db:"registration_id" json:"-"`
}

// QuestionMove says where a question shall go and with what.
type QuestionMove struct {
	To       QuestionState
	Reason   DeclineReason // for declined
	Answer   Text          // for answered without having been on the stage
	Due      time.Time     // for followup; zero for no date
	Into     *Question     // for merged
	Position float64       // for queued, in the order of the queue
}

// Move returns q after one move at now. ErrMove where the state machine has no such arrow; Problems where the move wants more than
// it was given.
func (q Question) Move(m QuestionMove, now time.Time) (Question, error) {
	if !slices.Contains(questionMoves[q.State], m.To) {
		return q, ErrMove
	}
	from := q.State
	q.State, q.QueuePosition, q.DeclineReason, q.MergedInto = m.To, nil, "", nil
	if q.DecidedAt == nil && !m.To.Waiting() && m.To != QuestionWithdrawn {
		q.DecidedAt = &now
	}
	p := Problems{}
	switch m.To {
	case QuestionPending:
		q.DecidedAt = nil
	case QuestionQueued:
		q.QueuePosition = &m.Position
	case QuestionLive:
		q.LiveAt = &now
	case QuestionAnswered:
		q.AnsweredAt = &now
		q.FollowupDue = nil
		if !m.Answer.Empty() {
			q.Answer = m.Answer
		}
		switch {
		case !m.Answer.Empty():
			q.AnswerMode = AnswerWritten
		case from == QuestionLive:
			q.AnswerMode = AnswerSpoken
		default:
			p.Add("answer", questionAnswer)
		}
	case QuestionFollowup:
		if !m.Due.IsZero() {
			q.FollowupDue = &m.Due
		}
	case QuestionDeclined:
		if q.DeclineReason = m.Reason; !slices.Contains(DeclineReasons, m.Reason) {
			p.Add("reason", questionReason)
		}
	case QuestionMerged:
		if m.Into == nil || m.Into.ID == q.ID || !m.Into.State.MergeTarget() {
			return q, ErrMove
		}
		q.MergedInto = &m.Into.ID
	case QuestionPurged:
		q.Text, q.Translation, q.Answer, q.RegistrationID, q.PersonID = "", Text{}, Text{}, nil, nil
	}
	return q, p.Err()
}

// QuestionChannel tells how a question that comes in now comes, and whether the event takes questions at all.
func (e Event) QuestionChannel(now time.Time) (QuestionChannel, bool) {
	switch e.Phase(now) {
	case Published:
		return AskedBefore, e.QuestionsOpen
	case Live:
		return AskedLive, e.QuestionsOpen
	}
	return "", false
}

// TakesVotes reports whether the audience may vote now: also while no new questions are taken.
func (e Event) TakesVotes(now time.Time) bool {
	p := e.Phase(now)
	return p == Published || p == Live
}

// TakesPart reports whether who registered may ask and vote: who has a seat.
func (s RegistrationState) TakesPart() bool { return s == Confirmed || s == Offered }

// QuestionAct is one decision of a moderator. Version is the one that the decision was based on.
type QuestionAct struct {
	To      QuestionState
	Version int64
	Reason  DeclineReason
	Answer  Text
	Due     time.Time
	Into    int64 // the number of the question to fold this one into
	Next    bool  // and the first of the queue takes its place on the stage
}
