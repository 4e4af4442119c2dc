package templates

import (
	"tsudoi/i18n"
	"tsudoi/models"
)

// AnswersCard is what somebody answered, and the form to set it right; the partial "answers" shows it. The page links fields.css and
// fields.js.
type AnswersCard struct {
	Form
	Action string
	Lines  []AnswerLine
	Fields models.Fields // whose answers can be changed
	Typed  models.AnswerForm
}

// Asked shows these fields.
func (c AnswersCard) Asked() []FormField { return NewFormFields(c.Fields, c.Typed, c.Form, "") }

// Wronged reports whether something is wrong with what was typed, so that the form is to be seen at once.
func (c AnswersCard) Wronged() bool {
	for _, f := range c.Fields {
		if c.Wrong(f.Key()) != "" {
			return true
		}
	}
	return false
}

// AnswerLine is one answer in the reader's words.
type AnswerLine struct {
	models.Field
	Words string
	File  string // the path at which the desk can take the file away; "" for no file, and for attendees
}

// NewAnswerLines lists what was answered, in the order of the form. files is where the desk takes files away, "" for attendees.
func NewAnswerLines(lang models.Lang, fields models.Fields, answers models.Answers, files string) (lines []AnswerLine) {
	for _, f := range fields {
		a, there := answers[f.ID]
		if !there {
			continue
		}
		l := AnswerLine{Field: f, Words: i18n.Answer(lang, f, a)}
		if f.Kind == models.FieldFile && files != "" {
			l.File = files + "/" + f.ID.String()
		}
		lines = append(lines, l)
	}
	return lines
}

// AnswersPage is the form at the desk where something typed into it is wrong.
type AnswersPage struct {
	Base
	Event models.Event
	ID    models.ID // of the registration
	Card  AnswersCard
}

func (AnswersPage) Template() string { return "manage/answers" }
