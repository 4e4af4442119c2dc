package models

import "time"

// EventCounts are the figures that the desk shows beside an event.
type EventCounts struct {
	Taken            int `db:"taken"`   // seats
	Waiting          int `db:"waiting"` // people in the waiting list
	Pending          int `db:"pending"` // registrations that nobody has decided on
	Offered          int `db:"offered"` // seats that are kept for somebody who has not taken theirs yet
	Questions        int `db:"questions"`
	QuestionsWaiting int `db:"questions_waiting"` // that nobody has decided on
	LettersSent      int `db:"letters_sent"`
	LettersDue       int `db:"letters_due"`
	LettersFailed    int `db:"letters_failed"` // refused, doubtful or held: somebody has to look
	Recordings       int `db:"recordings"`
	Channels         int `db:"channels"`
}

// DeskEvent is an event with its figures.
type DeskEvent struct {
	Event
	EventCounts
}

// NeedKind names something that only a person can do for an event.
type NeedKind string

const (
	NeedFinish    NeedKind = "finish"    // a draft whose day comes near
	NeedJoin      NeedKind = "join"      // nobody has said where people join
	NeedDecisions NeedKind = "decisions" // on who may come
	NeedOffers    NeedKind = "offers"    // run: seats that are not taken yet
	NeedQuestions NeedKind = "questions" // nobody has decided on them
	NeedLetters   NeedKind = "letters"   // they did not arrive
	NeedRecording NeedKind = "recording" // it is over, and there is none
)

// Need is one thing to do; N counts what it is about.
type Need struct {
	Kind NeedKind
	N    int
}

// How far from the event something begins, or ceases, to be urgent.
const (
	finishBefore   = 14 * 24 * time.Hour
	joinBefore     = 3 * 24 * time.Hour
	recordingAfter = 30 * 24 * time.Hour
)

// Needs lists what somebody has to do at now; only what v may do. Most urgent first.
func (d DeskEvent) Needs(v Viewer, now time.Time) (needs []Need) {
	phase := d.Phase(now)
	if d.QuestionsWaiting > 0 && phase != Cancelled && phase != Draft {
		needs = append(needs, Need{NeedQuestions, d.QuestionsWaiting})
	}
	if !v.CanOrganise(d.Event) {
		return needs
	}
	if (phase == Published || phase == Live) && d.Pending > 0 {
		needs = append(needs, Need{NeedDecisions, d.Pending})
	}
	if d.LettersFailed > 0 {
		needs = append(needs, Need{NeedLetters, d.LettersFailed})
	}
	switch phase {
	case Draft:
		if left := d.StartsAt.Sub(now); !d.StartsAt.IsZero() && left > 0 && left < finishBefore {
			needs = append(needs, Need{NeedFinish, 0})
		}
	case Published, Live:
		if d.Offered > 0 {
			needs = append(needs, Need{NeedOffers, d.Offered})
		}
		if d.Channels == 0 && d.StartsAt.Sub(now) < joinBefore {
			needs = append(needs, Need{NeedJoin, 0})
		}
	case Ended, Reported:
		if d.Recordings == 0 && now.Sub(d.EndsAt) < recordingAfter {
			needs = append(needs, Need{NeedRecording, 0})
		}
	}
	return needs
}
