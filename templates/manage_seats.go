package templates

import (
	"time"

	"tsudoi/models"
)

// SeatsPage lists the categories of seats of an event.
type SeatsPage struct {
	Base
	Event   models.Event
	Version int64
	Rows    []SeatRow
	Full    bool // there is no room for another category
}

func (SeatsPage) Template() string { return "manage/seats" }

// At is the address of the event's seats.
func (p SeatsPage) At() string { return SeatsPath(p.Event.ID) }

// Queue is the address of who awaits a decision or a seat.
func (p SeatsPage) Queue() string { return QueuePath(p.Event.ID) }

// Several reports whether anybody sees the categories.
func (p SeatsPage) Several() bool { return len(p.Rows) > 1 }

// SeatsPath is the address of the seats of an event.
func SeatsPath(event models.ID) string { return "/manage/events/" + event.String() + "/seats" }

// SeatRow is one category at the desk.
type SeatRow struct {
	models.Seating
	Offer         models.Offer // to everybody who comes now
	Opens, Closes time.Time    // by the event's clock; zero for from publishing, until the end
	Pending       int
	Used          bool // somebody has registered
	First, Last   bool
}

// NewSeatRow shows a category of e at now.
func NewSeatRow(e models.Event, s models.Seating, pending int, now time.Time) SeatRow {
	return SeatRow{Seating: s, Offer: s.Offer(e, now, false), Opens: by(e, s.OpensAt(e)), Closes: by(e, s.ClosesAt(e)), Pending: pending}
}

// by is an instant by the event's clock; where the event has no time yet, there is none.
func by(e models.Event, at time.Time) time.Time {
	if at.IsZero() || e.StartsAt.IsZero() {
		return time.Time{}
	}
	return at.In(e.Location())
}

// SeatForm is the form of one category.
type SeatForm struct {
	Base
	Form    Form
	Event   models.Event
	Version int64
	ID      models.ID
	New     bool
	Named   bool // it needs a title: there are several, or will be
	Typed   models.CategoryForm
	// First is the title, as typed, of the only category that there was so far; nil where that has one.
	First models.Text
	// Now is the category as it is stored; zero for a new one.
	Now SeatRow
	// Stale is set where somebody else has changed the seats since the form was shown.
	Stale bool
}

func (SeatForm) Template() string { return "manage/seat" }

// AsksFirst reports whether the seats that there were so far need a title, too.
func (p SeatForm) AsksFirst() bool { return p.First != nil }

// At is the address of the event's seats.
func (p SeatForm) At() string { return SeatsPath(p.Event.ID) }

// Langs lists the languages, the reader's first.
func (p SeatForm) Langs() []models.Lang { return []models.Lang{p.Lang, p.Lang.Other()} }

// Accesses and Presences are what there is to choose from.
func (SeatForm) Accesses() []models.Access    { return models.Accesses }
func (SeatForm) Presences() []models.Presence { return models.Presences }

// Title is a field for the title of a category in one language.
type SeatTitle struct {
	FieldProblem
	Lang  models.Lang
	Value string
}

// Titles are the fields for the title, by their prefix title_ or first_.
func (p SeatForm) Titles(prefix string) (all []SeatTitle) {
	of := p.Typed.Title
	if prefix == "first_" {
		of = p.First
	}
	for _, l := range p.Langs() {
		all = append(all, SeatTitle{p.Form.At(prefix + string(l)), l, of[l]})
	}
	return all
}
