package templates

import (
	"time"

	"tsudoi/models"
)

// QuestionText is a question for a reader of one language: the text to read, and beside it the other version, where there is one.
type QuestionText struct {
	Text    string
	In      models.Lang
	Other   string
	OtherIn models.Lang
}

func questionText(w models.QuestionWords, lang models.Lang) (t QuestionText) {
	t.Text, t.In, t.Other, t.OtherIn = w.In(lang)
	return t
}

// addressed names whom a question is put to, with the honorific where it stands in the reader's language.
func addressed(p models.QuestionPerson, lang models.Lang) string {
	h := p.Honorific[lang]
	switch {
	case p.PersonName == "" || h == "":
		return p.PersonName
	case lang == models.Japanese:
		return p.PersonName + h
	}
	return h + " " + p.PersonName
}

// QuestionRow is a question in the list of those who take part. Voted is this reader's own; what all are told leaves it out, and the
// page keeps its own.
type QuestionRow struct {
	QuestionText
	Number  int64
	State   models.QuestionState
	By, To  string
	Paper   bool
	Votes   int
	Similar int
	Votable bool
	Voted   bool
	Answer  models.Text
	At      time.Time // in the event's zone
}

// NewQuestionRow makes the row of a reader.
func NewQuestionRow(q models.QuestionForAttendee, lang models.Lang, zone *time.Location) QuestionRow {
	return QuestionRow{QuestionText: questionText(q.QuestionWords, lang), Number: q.Number, State: q.State, By: q.Name, Paper: q.Paper,
		To: addressed(q.QuestionPerson, lang), Votes: q.Votes, Similar: q.Similar, Votable: q.State.Votable(), Answer: q.Answer, At: q.AskedAt.In(zone)}
}

// OnStage reports whether it is being answered.
func (r QuestionRow) OnStage() bool { return r.State == models.QuestionLive }

// OwnQuestion is a question in its asker's own list.
type OwnQuestion struct {
	models.QuestionForAsker
	Token string
	At    time.Time // in the event's zone
}

// AskForm is the box to ask in, on the live page and on the attendee's own page.
type AskForm struct {
	Form
	Action string // the address that it is sent to
	Key    models.ID
	Text   string
	Hide   bool
	Name   string // under which the question will be shown
	Taking bool   // false: the event takes no questions now
	Before bool   // the event has not begun
}

// LiveRoom is where an attendee follows the event's questions, asks and votes.
type LiveRoom struct {
	Base
	Ask        AskForm
	Token      string
	Event      models.Event
	Phase      models.EventState
	Start, End time.Time
	Now, Next  *ProgrammeItem
	Items      []ProgrammeItem
	Stream     string
	NewFirst   bool
	Stage      *QuestionRow
	Open       []QuestionRow
	Done       []QuestionRow
	Mine       []OwnQuestion
}

// Template names the page.
func (LiveRoom) Template() string { return "attendee/live" }

// StageQuestion is what stands on the projector: a question, or what invites to ask where Text is empty.
type StageQuestion struct {
	QuestionText
	Number int64
	By, To string
	Votes  int
	Title  models.Text
	URL    string // where one asks
}

// NewStageQuestion makes the picture for one language; q is nil for none.
func NewStageQuestion(q *models.QuestionForStage, e models.Event, lang models.Lang, url string) StageQuestion {
	s := StageQuestion{Title: e.Title, URL: url}
	if q != nil {
		s.QuestionText, s.Number, s.Votes = questionText(q.QuestionWords, lang), q.Number, q.Votes
		s.By, s.To = q.Name, addressed(q.QuestionPerson, lang)
	}
	return s
}

// Size is the class for a text of this length: "", long or longer.
func (s StageQuestion) Size() string {
	wide := 0
	for _, r := range s.Text {
		if wide++; r >= 0x2e80 {
			wide++ // kana and Han take the room of two
		}
	}
	switch {
	case wide > 260:
		return "longer"
	case wide > 130:
		return "long"
	}
	return ""
}

// StagePage is the projector.
type StagePage struct {
	Base
	Event  models.Event
	Shown  StageQuestion
	Stream string
	Queue  int
	Open   int
	Light  bool
}

// Template names the page.
func (StagePage) Template() string { return "live/stage" }
