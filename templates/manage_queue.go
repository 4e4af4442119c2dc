package templates

import (
	"time"

	"tsudoi/models"
)

// QueuePage shows who awaits a decision or a seat, category by category.
type QueuePage struct {
	Base
	Event      models.Event
	Categories []QueueCategory
	Several    bool // the event has several categories
}

func (QueuePage) Template() string { return "manage/queue" }

// QueueCategory is the queue of one category.
type QueueCategory struct {
	Row   SeatRow
	Lists []QueueList
}

// QueueList is those of one category who stand alike.
type QueueList struct {
	Event    models.Event
	Category models.ID
	State    models.RegistrationState
	Title    models.Text // of the category
	People   []QueuePerson
	Of       int // all of them, also those beyond the first
}

// At is the address that the list's form is sent to, and Back where it leads.
func (l QueueList) At() string   { return "/manage/events/" + l.Event.ID.String() + "/registrations" }
func (l QueueList) Back() string { return QueuePath(l.Event.ID) }

// ID tells the lists of a page apart.
func (l QueueList) ID() string { return string(l.State) + "-" + l.Category.String() }

// More counts those who are not on the page.
func (l QueueList) More() int { return l.Of - len(l.People) }

// May reports whether an act suits who is on the list.
func (l QueueList) May(act models.RegistrationAct) bool { return act.Suits(l.State) }

// QueuePerson is one of them. Instants are by the event's clock.
type QueuePerson struct {
	ID     models.ID
	Rank   int
	Name   string
	Email  string
	Lang   models.Lang
	At     time.Time
	Until  time.Time // of who is offered a seat
	Lapses int
}

// QueuePath is the address of those who await a decision or a seat.
func QueuePath(event models.ID) string { return "/manage/events/" + event.String() + "/queue" }
