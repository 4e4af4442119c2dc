package templates

import (
	"strings"
	"time"

	"tsudoi/i18n"
	"tsudoi/models"
)

// SeatChoice is a category of seats that everybody may choose, as the public is told of it.
type SeatChoice struct {
	ID       models.ID
	Title    models.Text
	Offer    models.Offer
	Room     models.Room
	Approval bool
	Presence models.Presence
	Opens    time.Time // by the event's clock; zero for from publishing
}

// NewSeatChoices lists the public categories of an event as they stand at now.
func NewSeatChoices(e models.Event, seats []models.Seating, now time.Time) (all []SeatChoice) {
	for _, s := range seats {
		if s.Access == models.AccessPublic {
			all = append(all, SeatChoice{s.ID, s.Title, s.Offer(e, now, false), s.Room(), s.Approval, s.Presence, by(e, s.OpensAt(e))})
		}
	}
	return all
}

// Takes reports whether somebody can register for it now.
func (c SeatChoice) Takes() bool {
	return c.Offer == models.OfferOpen || c.Offer == models.OfferWaiting
}

// State is where somebody stands who comes for it now, as long as nothing changes.
func (c SeatChoice) State() models.RegistrationState {
	switch {
	case c.Approval:
		return models.PendingReview
	case c.Offer == models.OfferWaiting:
		return models.Waitlisted
	}
	return models.Confirmed
}

// Chooses reports whether there are several categories to choose from.
func (c RegisterCard) Chooses() bool { return len(c.Choices) > 1 }

// Chosen is the category that was chosen, or the only one; the zero value where nothing was chosen yet, or nothing that there is.
func (c RegisterCard) Chosen() SeatChoice {
	for _, s := range c.Choices {
		if s.ID == c.Category || len(c.Choices) == 1 && c.Category == (models.ID{}) {
			return s
		}
	}
	return SeatChoice{}
}

// ByApproval reports whether the organisers decide on everybody who registers now.
func (c RegisterCard) ByApproval() bool {
	some := false
	for _, s := range c.Choices {
		if s.Takes() && !s.Approval {
			return false
		}
		some = some || s.Takes()
	}
	return some
}

// Opens is when the first of the categories opens that are not open yet; zero for none.
func (c RegisterCard) Opens() (first time.Time) {
	for _, s := range c.Choices {
		if s.Offer == models.OfferSoon && (first.IsZero() || s.Opens.Before(first)) {
			first = s.Opens
		}
	}
	return first
}

// Shut is why nobody can register now.
func (c RegisterCard) Shut() Shut { return Shut{c.Event, c.Offer, c.Opens(), c.Over} }

// Shut says why nobody can register for an event.
type Shut struct {
	Event models.Event
	Offer models.Offer
	Opens time.Time // for OfferSoon
	Over  bool      // the event itself is over
}

// Key is the part of the words' keys: shut.<key>.head and shut.<key>.what.
func (s Shut) Key() string {
	switch {
	case s.Offer == models.OfferCancelled, s.Offer == models.OfferSoon, s.Offer == models.OfferInvited:
		return string(s.Offer)
	case s.Over:
		return "over"
	}
	return "closed"
}

// Only is the category of who has no choice.
func (c RegisterCard) Only() SeatChoice {
	if len(c.Choices) != 1 {
		return SeatChoice{}
	}
	return c.Choices[0]
}

// forSeats lets a field be asked of who chooses one of its categories only.
func (c RegisterCard) forSeats(f models.Field, n FormField) FormField {
	var values, titles []string
	for _, s := range c.Choices {
		if f.For(s.ID) {
			values, titles = append(values, s.ID.String()), append(titles, s.Title.In(c.Lang))
		}
	}
	if len(values) == len(c.Choices) || n.If != "" { // a field that hangs on another follows that one; the server judges both
		return n
	}
	n.If, n.Values = "category", strings.Join(values, " ")
	n.Note = i18n.T(c.Lang, "choice.only_for", "titles", strings.Join(titles, i18n.T(c.Lang, "answer.or")))
	return n
}
