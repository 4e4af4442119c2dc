package models

import (
	"cmp"
	"slices"
	"time"
)

// Each audience has its own type, filled by its own query that selects no more: what a type has no field for can't reach its page.

// QuestionWords is a question's text in the languages that it has.
type QuestionWords struct {
	Text        string `db:"text"` // the asker's own
	Language    Lang   `db:"language"`
	Translation Text   `db:"translation"`
}

// In returns the text for a reader of want, and the other version with its language, "" where there is none. A reader of neither
// language of the question reads the asker's own words.
func (w QuestionWords) In(want Lang) (text string, in Lang, other string, otherIn Lang) {
	t := w.Translation[w.Language.Other()]
	switch {
	case t == "":
		return w.Text, w.Language, "", ""
	case want == w.Language:
		return w.Text, w.Language, t, w.Language.Other()
	}
	return t, w.Language.Other(), w.Text, w.Language
}

// QuestionPerson is whom a question is put to; no name for nobody in particular.
type QuestionPerson struct {
	PersonName string `db:"person_name"`
	Honorific  Text   `db:"person_honorific"`
}

// QuestionForAttendee is a question as everybody who takes part may see it. State is approved, live, answered or followup: that a
// question is queued is the desk's own business. Name is empty where the asker hid it.
type QuestionForAttendee struct {
	Number int64         `db:"number"`
	State  QuestionState `db:"state"`
	Name   string        `db:"name"`
	Paper  bool          `db:"paper"`
	QuestionWords
	QuestionPerson
	Votes    int       `db:"votes"`
	Similar  int       `db:"similar"` // how many others were folded into it
	Answer   Text      `db:"answer"`
	AskedAt  time.Time `db:"created_at"`
	Answered time.Time `db:"answered_or_zero"`
}

// QuestionForAsker is an asker's own question. State tells no more than the asker may know: held reads pending, queued approved.
type QuestionForAsker struct {
	Number int64         `db:"number"`
	State  QuestionState `db:"state"`
	Hidden bool          `db:"hidden"`
	QuestionWords
	Votes         int           `db:"votes"`
	DeclineReason DeclineReason `db:"decline_reason"`
	MergedInto    int64         `db:"merged_number"`
	Answer        Text          `db:"answer"`
	FollowupDue   *time.Time    `db:"followup_due"`
	AskedAt       time.Time     `db:"created_at"`
	Withdrawable  bool          `db:"withdrawable"`
}

// QuestionForStage is the one question on the projector.
type QuestionForStage struct {
	Number int64  `db:"number"`
	Name   string `db:"name"`
	QuestionWords
	QuestionPerson
	Votes int `db:"votes"`
}

// QuestionForModerator is all of it, but for what the asker erased.
type QuestionForModerator struct {
	Number    int64           `db:"number"`
	State     QuestionState   `db:"state"`
	Version   int64           `db:"version"`
	Name      string          `db:"name"`
	Anonymity Anonymity       `db:"anonymity"`
	Channel   QuestionChannel `db:"channel"`
	QuestionWords
	QuestionPerson
	PersonID      *ID           `db:"person_id"`
	Votes         int           `db:"votes"`
	Similar       int           `db:"similar"`
	QueuePosition float64       `db:"queue_position"`
	MergedInto    int64         `db:"merged_number"`
	DeclineReason DeclineReason `db:"decline_reason"`
	AnswerMode    AnswerMode    `db:"answer_mode"`
	Answer        Text          `db:"answer"`
	FollowupDue   *time.Time    `db:"followup_due"`
	AskedAt       time.Time     `db:"created_at"`
	AnsweredAt    time.Time     `db:"answered_or_zero"`
	LastAct       *ID           `db:"last_act"` // the last move's; nil where something came after it
	MovedBy       string        `db:"moved_by"` // the member of the staff who made the last move; "" for none
}

// StaleQuestion is an act that came too late: what somebody else has made of the question meanwhile. It is an ErrStale.
type StaleQuestion struct{ Now QuestionForModerator }

func (e StaleQuestion) Error() string {
	return ErrStale.Error() + ": the question is " + string(e.Now.State)
}

func (e StaleQuestion) Unwrap() error { return ErrStale }

// BoardList names the list of the moderators' board on which questions in s stand; "" for none.
func (s QuestionState) BoardList() string {
	switch s {
	case QuestionPending, QuestionHeld:
		return "inbox"
	case QuestionApproved:
		return "open"
	case QuestionQueued:
		return "queue"
	case QuestionWithdrawn, QuestionPurged:
		return ""
	}
	return string(s)
}

// BoardOrder is the order inside one list of the board: the inbox by arrival with what was held below, the published by votes, the
// queue as it is, the answered with the latest first.
func BoardOrder(a, b QuestionForModerator) int {
	switch {
	case a.State != b.State && a.State == QuestionHeld:
		return 1
	case a.State != b.State:
		return -1
	case a.State == QuestionApproved && a.Votes != b.Votes:
		return b.Votes - a.Votes
	case a.State == QuestionQueued && a.QueuePosition != b.QueuePosition:
		return cmp.Compare(a.QueuePosition, b.QueuePosition)
	case a.State == QuestionAnswered && !a.AnsweredAt.Equal(b.AnsweredAt):
		return b.AnsweredAt.Compare(a.AnsweredAt)
	}
	return cmp.Compare(a.Number, b.Number)
}

// BoardLists parts questions into the lists of the board, each in its order.
func BoardLists(qs []QuestionForModerator) map[string][]QuestionForModerator {
	lists := map[string][]QuestionForModerator{}
	for _, q := range qs {
		if name := q.State.BoardList(); name != "" {
			lists[name] = append(lists[name], q)
		}
	}
	for _, list := range lists {
		slices.SortFunc(list, BoardOrder)
	}
	return lists
}
