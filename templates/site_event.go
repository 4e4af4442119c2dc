package templates

import (
	"strings"
	"time"

	"github.com/rivo/uniseg"

	"tsudoi/models"
)

// PublicEvent is the page of one event, with the registration card.
type PublicEvent struct {
	Base
	Event   models.Event
	Phase   models.EventState
	Venues  models.Venues
	Hosts   []models.Host
	Days    []ProgrammeDay
	OnStage []OnStage
	Card    RegisterCard
}

func (PublicEvent) Template() string { return "site/event" }

// Open reports whether one can register.
func (p PublicEvent) Open() bool { return p.Card.Open() }

// Data describes the event to search engines.
func (p PublicEvent) Data() EventData { return describe(p) }

// Summary is the beginning of what the event is about, for where a page is quoted.
func (p PublicEvent) Summary() string {
	about, _ := p.Event.About.Pick(p.Lang, p.Event.FirstLanguage)
	line := strings.Join(strings.Fields(about), " ")
	const most = 160
	g, end := uniseg.NewGraphemes(line), 0
	for n := 0; g.Next(); n++ {
		if n == most {
			return line[:end] + "…"
		}
		_, end = g.Positions()
	}
	return line
}

// ProgrammeDay is one day of the running order; Named where there are several days.
type ProgrammeDay struct {
	Date  time.Time
	Named bool
	Items []ProgrammeItem
}

// ProgrammeItem is an item, in the event's zone.
type ProgrammeItem struct {
	models.Item
	Now bool // it is on
}

// Pause reports whether nobody is on stage.
func (i ProgrammeItem) Pause() bool { return i.Kind == models.Break || i.Kind == models.Travel }

// Badge names the kind where the title of such an item does not say it by itself, as Opening or Break does.
func (i ProgrammeItem) Badge() models.ItemKind {
	switch i.Kind {
	case models.Opening, models.WrapUp, models.Closing, models.Break, models.Travel:
		return ""
	}
	return i.Kind
}

// OnStage is a person with everything that they do at the event.
type OnStage struct {
	models.Person
	Roles []models.PartRole
	Hue   string
}

// RegisterCard is the registration form in whatever state the event is, with what was typed.
type RegisterCard struct {
	Form
	Event models.Event
	Offer models.Offer
	Over  bool // the event itself
	Room  models.Room
	Hosts []models.Host

	Choices  []SeatChoice // the public categories of seats
	Category models.ID    // as chosen

	Name, Email string
	Stamp       string // when the form was made, sealed
	Consents    Consents

	Fields  models.Fields // that attendees are asked, and no other
	Answers models.AnswerForm
}

// Asked shows the organiser's own fields.
func (c RegisterCard) Asked() []FormField {
	asked := NewFormFields(c.Fields, c.Answers, c.Form, "")
	if c.Chooses() {
		for i, f := range c.Fields {
			asked[i] = c.forSeats(f, asked[i])
		}
	}
	return asked
}

// Open reports whether there is a form to fill in.
func (c RegisterCard) Open() bool {
	return c.Offer == models.OfferOpen || c.Offer == models.OfferWaiting
}

// Register is the form on a page of its own: to mend what was typed, and for links from elsewhere.
type Register struct {
	Base
	Card RegisterCard
}

func (Register) Template() string { return "site/register" }

// RegisterClosed says why nobody can register, to who tried.
type RegisterClosed struct {
	Base
	Shut
}

func (RegisterClosed) Template() string { return "site/closed" }

// Registered answers a registration. Who it was and how it went is told to the browser that sent the form, and to no other; whether
// the address was registered before is told to nobody.
type Registered struct {
	Base
	Event  models.Event
	Venues models.Venues
	// Email is empty for a browser that has not registered just now.
	Name, Email string
	State       models.RegistrationState
	Presence    models.Presence
	Seat        models.Text // the category's title; empty where the event has only one
}

func (Registered) Template() string { return "site/registered" }

// Standing is the part of the words' keys that tells how it went: done, waiting, pending or prove.
func (p Registered) Standing() string {
	switch p.State {
	case models.Waitlisted:
		return "waiting"
	case models.PendingReview:
		return "pending"
	case models.Unverified:
		return "prove" // the address is to be proven before the registration counts
	}
	return "done"
}

// Pass is the card that shows what somebody is registered for.
func (p Registered) Pass() Pass {
	return Pass{Event: p.Event, Venues: p.Venues, Name: p.Name, Seat: p.Seat}
}

// Pass is a registration as a card.
type Pass struct {
	Event  models.Event
	Venues models.Venues // that the person is told of
	Name   string
	Number int64       // 0 for none
	Seat   models.Text // the title of the category; empty where the event has only one
}

// EventList lists the public events.
type EventList struct {
	Base
	Coming, Past []ListedEvent
}

func (EventList) Template() string { return "site/events" }

// ListedEvent is one row of the list; N numbers it on the page.
type ListedEvent struct {
	N      int
	Event  models.Event
	Phase  models.EventState
	Offer  models.Offer
	Room   models.Room
	Venues models.Venues
}

// Privacy says what is kept of people and why.
type Privacy struct {
	Base
	Hosts []models.Host
}

func (Privacy) Template() string { return "site/privacy" }
