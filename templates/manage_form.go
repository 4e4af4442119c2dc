package templates

import (
	"html/template"
	"strconv"

	"tsudoi/models"
)

// FormPage is where organisers say what the registration form of an event asks.
type FormPage struct {
	Base
	Form    Form // what is wrong with an act on the list
	Event   models.Event
	Version int64
	Fields  []FormLine
	Removed []FormLine
	Preview []FormPreview
}

func (FormPage) Template() string { return "manage/form" }

// At is the address of the form at the desk.
func (p FormPage) At() string { return formAt(p.Event) }

// Kinds lists what can be asked for.
func (FormPage) Kinds() []models.FieldKind { return models.FieldKinds }

func formAt(e models.Event) string { return "/manage/events/" + e.ID.String() + "/form" }

// FormLine is one field in the list; Place counts from 0.
type FormLine struct {
	models.Field
	Place int
	Last  bool
}

// Up and Down are the places next to it.
func (l FormLine) Up() int   { return l.Place - 1 }
func (l FormLine) Down() int { return l.Place + 1 }

// FormPreview is the form in one language as attendees see it.
type FormPreview struct {
	Lang models.Lang
	HTML template.HTML // of the partial "fields"; empty where nothing is asked
}

// FieldPage is where one field is written.
type FieldPage struct {
	Base
	Form     Form
	Event    models.Event
	Version  int64
	Typed    models.FieldForm
	New      bool
	Deciders []FieldDecider
	Seats    []FieldSeat
}

func (FieldPage) Template() string { return "manage/field" }

// At is the address of the form at the desk.
func (p FieldPage) At() string { return formAt(p.Event) }

// Action is where the field is sent.
func (p FieldPage) Action() string {
	if p.New {
		return p.At()
	}
	return p.At() + "/" + p.Typed.Key
}

// Langs lists the languages, the reader's first.
func (p FieldPage) Langs() []models.Lang { return []models.Lang{p.Lang, p.Lang.Other()} }

// FieldDecider is an earlier field whose answers can decide whether this one is shown.
type FieldDecider struct {
	Label   models.Text
	ForDesk bool
	Answers []FieldAnswer
}

// FieldAnswer is one of these answers, in words; Value names the field too.
type FieldAnswer struct {
	Value, Words string
	Chosen       bool
}

// FieldSeat is a category of seats that a field can be for.
type FieldSeat struct {
	ID     models.ID
	Title  models.Text
	Chosen bool
}

// FieldTextBox is a text in one language.
type FieldTextBox struct {
	FieldProblem
	In    models.Lang
	Value string
}

// Labels are the boxes for the question itself, the reader's language first.
func (p FieldPage) Labels() []FieldTextBox { return p.boxes("label_", p.Typed.Label) }

// Helps are the boxes for what explains it.
func (p FieldPage) Helps() []FieldTextBox { return p.boxes("help_", p.Typed.Help) }

func (p FieldPage) boxes(name string, t models.Text) (all []FieldTextBox) {
	for _, l := range p.Langs() {
		all = append(all, FieldTextBox{p.Form.At(name + string(l)), l, t[l]})
	}
	return all
}

// Limits are the boxes for the smallest and the largest number.
func (p FieldPage) Limits() []FieldTextBox {
	return []FieldTextBox{{FieldProblem: p.Form.At("least"), Value: p.Typed.Least}, {FieldProblem: p.Form.At("most"), Value: p.Typed.Most}}
}

// OptionRow is one option as it is typed; N counts from 1.
type OptionRow struct {
	N     int
	ID    string
	Boxes []FieldTextBox
}

// Options are the rows for options.
func (p FieldPage) Options() (rows []OptionRow) {
	for i, o := range p.Typed.Options {
		row := OptionRow{N: i + 1, ID: o.ID}
		for _, l := range p.Langs() {
			row.Boxes = append(row.Boxes, FieldTextBox{p.Form.At("option_" + string(l) + "_" + strconv.Itoa(i)), l, o.Label[l]})
		}
		rows = append(rows, row)
	}
	return rows
}

// More reports whether the less common settings are to be seen at once.
func (p FieldPage) More() bool {
	return p.Typed.Months != "" || p.Form.Wrong("months") != "" || p.Typed.StaffOnly || p.Form.Wrong("staff_only") != "" ||
		p.Typed.ToSpeakers || p.Form.Wrong("to_speakers") != ""
}
