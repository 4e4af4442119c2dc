package templates

import (
	"time"

	"tsudoi/models"
)

// MyRegistration is everything that one registered person needs, behind their own link.
type MyRegistration struct {
	Base
	Form         Form
	Event        models.Event
	Phase        models.EventState
	Offer        models.Offer
	Venues       models.Venues
	Registration models.Registration
	Token        string
	Join         string // path of the way in
	JoinOpen     bool
	Recorded     bool // the event is over and can be watched, on the page that was the way in
	// Google and Outlook open a filled-in entry in a calendar on the web.
	Google, Outlook string
	// Typed is the form for setting things right, as typed.
	Typed models.Correction
	Zones []string
	Ask   *AskForm // nil for who takes no part
	// Wanted is the address that waits to be proven, "" for none; NewEmail is one as typed.
	Wanted, NewEmail string
	Consents         MyConsents
	Answers          *AnswersCard // to the organiser's own fields; nil where nothing was asked
}

func (MyRegistration) Template() string { return "attendee/registration" }

// Pass is the card that shows what the person is registered for.
func (p MyRegistration) Pass() Pass {
	return Pass{Event: p.Event, Venues: p.Venues, Name: p.Registration.Name, Number: p.Registration.Number, Seat: p.Registration.Category}
}

// Standing says how things stand, as part of the key of the words: my.<standing>.head.
func (p MyRegistration) Standing() string {
	switch {
	case p.Registration.State == models.Refused:
		return "declined"
	case !p.Registration.State.Open():
		return "withdrawn"
	case p.Phase == models.Cancelled:
		return "called_off"
	case p.Phase == models.Ended || p.Phase == models.Reported:
		return "over"
	case p.Registration.State == models.Waitlisted:
		return "waiting"
	case p.Registration.State == models.Offered:
		return "offered"
	case p.Registration.State == models.PendingReview:
		return "pending"
	}
	return "confirmed"
}

// Until is how long the offered seat is kept, by the reader's own clock.
func (p MyRegistration) Until() time.Time {
	if p.Registration.OfferedUntil == nil {
		return time.Time{}
	}
	return p.Registration.OfferedUntil.In(p.Registration.Location(p.Event.Location()))
}

// MayCancel reports whether there is something to take back.
func (p MyRegistration) MayCancel() bool {
	s := p.Standing()
	return s == "confirmed" || s == "waiting" || s == "offered" || s == "pending"
}

// Place is where the person stands in line, from 1.
func (p MyRegistration) Place() int { return p.Registration.WaitingBefore + 1 }

// Again reports whether the person may register anew.
func (p MyRegistration) Again() bool {
	return p.Standing() == "withdrawn" && (p.Offer == models.OfferOpen || p.Offer == models.OfferWaiting)
}

// CanMove reports whether the registration may get another address.
func (p MyRegistration) CanMove() bool {
	s := p.Standing()
	return s != "withdrawn" && s != "declined" && s != "called_off"
}

// MoveAddress is where the letter to a new address leads: one button, or why there is none.
type MoveAddress struct {
	Base
	Event models.Event
	Email string
	Step  string // ask, taken, over
}

func (MoveAddress) Template() string { return "attendee/address" }

// Proof is where the letter leads that asks whether an address is that of who registered: one button. Over says that it is too late;
// its Event may be the zero one.
type Proof struct {
	Base
	Event  models.Event
	Venues models.Venues
	Name   string
	Email  string
	Over   bool
}

func (Proof) Template() string { return "attendee/proof" }

// Pass is the card that shows what the person registered for.
func (p Proof) Pass() Pass { return Pass{Event: p.Event, Venues: p.Venues, Name: p.Name} }

// CancelMine asks before a registration is taken back.
type CancelMine struct {
	Base
	Event        models.Event
	Registration models.Registration
	Token        string
}

func (CancelMine) Template() string { return "attendee/cancel" }

// DeadLink is what a personal link shows that can't be used, with the way to a new one.
type DeadLink struct {
	Base
	Form  Form
	Email string
}

func (DeadLink) Template() string { return "attendee/dead" }

// AskLinks is the form by which a person gets their links again.
type AskLinks struct {
	Base
	Form  Form
	Email string
}

func (AskLinks) Template() string { return "attendee/links" }

// LinksSent answers it, the same for every address.
type LinksSent struct{ Base }

func (LinksSent) Template() string { return "attendee/links_sent" }
