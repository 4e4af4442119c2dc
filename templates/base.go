package templates

import (
	"tsudoi/i18n"
	"tsudoi/models"
)

// Base is what every page knows. Each page type embeds it.
type Base struct {
	Lang   models.Lang
	Path   string // of this page, without ?lang=
	Here   string // Path with its query, without lang; for switching the language
	Site   string // the installation's name, in the reader's language: its first host's
	URL    string // the public base address, without a final slash
	Viewer models.Viewer
	Flash  Flash
	Desk   *DeskNav // the side navigation; nil on public pages
	// Private pages are about one person: not indexed, not cached.
	Private bool
}

// Flash is said once, on the page after an act.
type Flash struct {
	Kind string // ok, warn
	Text string
	// Undo is a path to POST to that takes the act back; "" for none.
	Undo string
}

// DeskNav is the side navigation of one event's desk.
type DeskNav struct {
	Current       string // overview, programme, registrations, questions, letters, recordings, settings
	EventID       models.ID
	EventTitle    models.Text
	CanOrganise   bool
	Registrations int
	Waiting       int // questions that nobody has decided on
}

// Form is what every page with a form knows: what is wrong, field by field. The values as typed are fields of the page.
type Form struct {
	Problems models.Problems
	Lang     models.Lang
	// Order lists the fields as they stand on the page, for the summary.
	Order []string
}

// Wrong returns the words for what is wrong with a field, or "".
func (f Form) Wrong(field string) string {
	p, there := f.Problems[field]
	if !there {
		return ""
	}
	return i18n.Problem(f.Lang, p)
}

// At is what the partial "wrong" takes.
func (f Form) At(field string) FieldProblem { return FieldProblem{field, f.Wrong(field)} }

// FieldProblem is one line of the error summary: it links to the field.
type FieldProblem struct{ Field, Text string }

// Summary lists what is wrong in the order of the page; what belongs to no field comes first, under "form".
func (f Form) Summary() []FieldProblem {
	var out []FieldProblem
	for _, field := range append([]string{"form"}, f.Order...) {
		if w := f.Wrong(field); w != "" {
			out = append(out, FieldProblem{field, w})
		}
	}
	return out
}
