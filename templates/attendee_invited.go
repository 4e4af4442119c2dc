package templates

import "tsudoi/models"

// Invited is the page behind an invitation's link: the event, and both answers.
type Invited struct {
	Base
	Card   RegisterCard // its Offer is what the invitation offers now
	Venues models.Venues
	Guest  models.Guest
	Token  string
	Word   string // to the hosts, as typed by who can't come
	Denied bool   // the form for who can't come has something wrong in it
}

func (Invited) Template() string { return "attendee/invited" }

// Form is that of the page, for its summary.
func (p Invited) Form() Form { return p.Card.Form }

// Standing says how things stand, as part of the key of the words: invited.<standing>.head.
func (p Invited) Standing() string {
	switch s := p.Guest.State(); {
	case p.Card.Offer == models.OfferCancelled:
		return "called_off"
	case s == models.GuestAccepted && p.Guest.RegistrationState == models.Confirmed:
		return "accepted"
	case s == models.GuestAccepted:
		return "waiting"
	case p.Card.Offer == models.OfferOver || p.Card.Offer == models.OfferNone:
		return "over"
	case p.Card.Offer == models.OfferSoon:
		return "soon"
	case s == models.GuestDeclined:
		return "declined"
	case s == models.GuestLeft:
		return "left"
	}
	return "open"
}

// CanDecline reports whether there is still something to decline.
func (p Invited) CanDecline() bool {
	switch p.Standing() {
	case "open", "soon", "declined":
		return true
	}
	return false
}

// Pass is the card that shows what the invitation is to.
func (p Invited) Pass() Pass { return Pass{Event: p.Card.Event, Venues: p.Venues, Name: p.Guest.Name} }
