package templates

import (
	"fmt"

	"tsudoi/models"
)

// ExportButtons lead to the files of a list.
type ExportButtons struct {
	Path   string // of the list: /manage/events/…/questions
	Query  string // the list's filter, "?state=…"; "" for all
	N      int    // rows; 0 says nothing of them
	Choose bool   // the columns can be chosen
}

// Export leads to the files of one of the event's lists: registrations, questions.
func (p Overview) Export(list string) ExportButtons { return ExportButtons{Path: p.At() + "/" + list} }

// ExportChoice offers the columns of the registrations, and the kinds of files.
type ExportChoice struct {
	Base
	Event   models.Event
	Filter  []ExportFilter // of the list that it came from
	Options []ExportOption
}

func (ExportChoice) Template() string { return "manage/export" }

// At is the list's path.
func (p ExportChoice) At() string { return "/manage/events/" + p.Event.ID.String() + "/registrations" }

// ExportFilter is one field of the list's filter.
type ExportFilter struct{ Name, Value string }

// ExportOption is one column, or a few that belong together.
type ExportOption struct {
	Key, Title string
	Chosen     bool
}

// ExportUnwritable lists what a file in CP932 could not hold.
type ExportUnwritable struct {
	Base
	Event models.Event
	List  string // questions, registrations
	Found int
	Cells []UnwritableCell // the first
	UTF8  string           // path of the file in UTF-8
	Geta  string           // and in CP932 with 〓
}

func (ExportUnwritable) Template() string { return "manage/export_unwritable" }

// UnwritableCell is a text that CP932 can't hold as it is.
type UnwritableCell struct {
	Row    int // of the file
	Column string
	Text   string
	Runes  []rune
}

// Signs are the characters that are meant, each with its code point.
func (c UnwritableCell) Signs() (out []string) {
	for _, r := range c.Runes {
		out = append(out, fmt.Sprintf("%c (U+%04X)", r, r))
	}
	return out
}
