package templates

import (
	"fmt"
	"time"

	"tsudoi/models"
)

// QuestionCard is a question on the moderators' board, with what may be done to it.
type QuestionCard struct {
	models.QuestionForModerator
	QuestionText
	At    string // the address of the board
	To    string
	Asked time.Time // in the event's zone
	Acts  []CardAct
}

// CardAct is one button of a card: a form that posts Name=Value to Path.
type CardAct struct {
	Path, Name, Value string
	Version           int64
	Next, Reason      bool
	Key, Word         string // Word is an i18n key
	Style, Icon       string
}

// NewQuestionCard makes the card of a reader of lang.
func NewQuestionCard(q models.QuestionForModerator, e models.ID, lang models.Lang, zone *time.Location) QuestionCard {
	c := QuestionCard{QuestionForModerator: q, QuestionText: QuestionText{Text: q.QuestionWords.Text, In: q.Language}, At: BoardPath(e),
		To: addressed(q.QuestionPerson, lang), Asked: q.AskedAt.In(zone)}
	// A moderator reads what was asked first, whatever their own language.
	if t := q.Translation[q.Language.Other()]; t != "" {
		c.Other, c.OtherIn = t, q.Language.Other()
	}
	c.Acts = c.acts()
	return c
}

// BoardPath is the address of an event's board.
func BoardPath(event models.ID) string { return fmt.Sprintf("/manage/events/%s/questions", event) }

// OnStage reports whether it is being answered.
func (c QuestionCard) OnStage() bool { return c.State == models.QuestionLive }

func (c QuestionCard) act(to models.QuestionState, key, word, style, icon string) CardAct {
	return CardAct{Path: fmt.Sprintf("%s/%d/move", c.At, c.Number), Name: "to", Value: string(to), Version: c.Version, Key: key, Word: word, Style: style, Icon: icon}
}

// acts lists the buttons, the most likely first. The rest stands on the question's own page.
func (c QuestionCard) acts() []CardAct {
	next := c.act(models.QuestionAnswered, "D", "board.answered_next", "live", "check")
	next.Next = true
	dismiss := c.act(models.QuestionDeclined, "X", "board.dismiss", "quiet danger", "")
	dismiss.Reason = true
	show, queue := c.act(models.QuestionLive, "S", "board.show", "", "screen"), c.act(models.QuestionQueued, "Q", "board.queue", "", "")
	switch c.State {
	case models.QuestionPending, models.QuestionHeld:
		return []CardAct{c.act(models.QuestionApproved, "A", "board.publish", "pri", "check"), queue, dismiss}
	case models.QuestionApproved:
		show.Style = "pri"
		return []CardAct{show, queue, dismiss}
	case models.QuestionQueued:
		show.Style = "pri"
		place := CardAct{Path: fmt.Sprintf("%s/%d/place", c.At, c.Number), Name: "up", Version: c.Version, Style: "ico"}
		up, down := place, place
		up.Value, up.Key, up.Word, up.Icon = "1", "up", "board.up", "up"
		down.Value, down.Key, down.Word, down.Icon = "0", "down", "board.down", "down"
		return []CardAct{show, up, down, c.act(models.QuestionApproved, "A", "board.unqueue", "", "")}
	case models.QuestionLive:
		return []CardAct{next, c.act(models.QuestionQueued, "B", "board.clear", "", "")}
	case models.QuestionAnswered:
		return []CardAct{c.act(models.QuestionApproved, "A", "board.reopen", "", "undo")}
	case models.QuestionDeclined:
		return []CardAct{c.act(models.QuestionPending, "A", "board.reconsider", "", "undo")}
	case models.QuestionMerged:
		if c.LastAct != nil {
			return []CardAct{{Path: fmt.Sprintf("%s/undo/%s", c.At, *c.LastAct), Word: "board.split", Icon: "undo", Key: "A"}}
		}
	}
	return nil
}

// BoardList is one list of the board. Name is what live changes call it.
type BoardList struct {
	Name  string
	Cards []QuestionCard
}

// Board is the moderators' board.
type Board struct {
	Base
	Event     models.Event
	Phase     models.EventState
	Inbox     BoardList
	Open      BoardList
	Live      BoardList
	Queue     BoardList
	Rest      []BoardList // folded: what is done
	Handled   int
	Stream    string // "" while searching
	Search    string
	StageLink string
	Paper     PaperForm
}

// Template names the page.
func (Board) Template() string { return "manage/board" }

// PaperForm is the form for a question that somebody in the room wrote down or said.
type PaperForm struct {
	Form
	Key        models.ID
	Text, Name string
	Open       bool // the form is unfolded
}

// QuestionPage is everything about one question: its translation, to whom it goes, its answer, and the rarer decisions.
type QuestionPage struct {
	Base
	Form        Form
	Event       models.Event
	Card        QuestionCard
	People      []models.Person
	Translation string
	Person      string
	Answer      models.Text
	Due         string
	Into        string
	Reasons     []models.DeclineReason
	CanErase    bool
}

// Template names the page.
func (QuestionPage) Template() string { return "manage/question" }

// Can reports whether the question may go to a state now.
func (p QuestionPage) Can(to string) bool { return p.Card.State.Way(models.QuestionState(to)) != nil }

// TranslationLang is the language that the question is not in.
func (p QuestionPage) TranslationLang() models.Lang { return p.Card.Language.Other() }

// AnswerIn is the answer as typed in one language.
func (p QuestionPage) AnswerIn(lang string) string { return p.Answer[models.Lang(lang)] }
