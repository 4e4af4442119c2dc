package models

import (
	"slices"
	"time"
)

// RegistrationAct is something that moves a registration from one state to another.
type RegistrationAct string

const (
	ActProve    RegistrationAct = "prove"    // the attendee answers the letter that asks whether the address is theirs
	ActApprove  RegistrationAct = "approve"  // the desk lets somebody in: a seat, or the end of the line
	ActDecline  RegistrationAct = "decline"  // the desk refuses, with a reason
	ActGiveSeat RegistrationAct = "seat"     // the desk gives a seat at once, beyond the capacity if need be
	ActMoveUp   RegistrationAct = "move_up"  // the desk puts somebody first in line
	ActCategory RegistrationAct = "category" // the desk moves somebody to another category, with the seat they have
	ActCancel   RegistrationAct = "cancel"   // by the attendee, or by the desk for them
	ActOffer    RegistrationAct = "offer"    // the line: a seat is free, and is kept for its next
	ActAccept   RegistrationAct = "accept"   // the attendee takes the offered seat
	ActLapse    RegistrationAct = "lapse"    // the clock: the offer was not taken in time
)

// RegistrationActs lists every act with the states that it starts from.
var RegistrationActs = map[RegistrationAct][]RegistrationState{
	ActProve:    {Unverified},
	ActApprove:  {PendingReview},
	ActDecline:  {PendingReview, Waitlisted},
	ActGiveSeat: {PendingReview, Waitlisted, Offered},
	ActMoveUp:   {Waitlisted},
	ActCategory: {PendingReview, Waitlisted, Offered, Confirmed},
	ActCancel:   {Unverified, PendingReview, Waitlisted, Offered, Confirmed},
	ActOffer:    {Waitlisted},
	ActAccept:   {Offered},
	ActLapse:    {Offered},
}

// Suits reports whether a may be done to a registration in this state.
func (a RegistrationAct) Suits(s RegistrationState) bool {
	return slices.Contains(RegistrationActs[a], s)
}

// ActsFor are the acts of the desk that suit one of the states at least, in the order in which they are offered.
func ActsFor(states ...RegistrationState) (acts []RegistrationAct) {
	for _, a := range DeskActs {
		if slices.ContainsFunc(states, a.Suits) {
			acts = append(acts, a)
		}
	}
	return acts
}

// Move tells what becomes of r by an act at now, and which letter says so; "" for none. s is where its seat is counted: for ActCategory
// the new category. A place in line that it gets is the caller's to fill in. It reports false where the act does not suit the state.
func (r Registration) Move(a RegistrationAct, e Event, s Seating, now time.Time) (Registration, MailKind, bool) {
	if !a.Suits(r.State) {
		return r, "", false
	}
	r.OfferedUntil = nil
	switch a {
	case ActProve:
		r.State = s.Admit(false)
		return r, r.State.Letter(), true
	case ActApprove:
		r.State = s.Seat()
		return r, r.State.Letter(), true
	case ActDecline:
		r.State = Refused
		return r, MailDeclined, true
	case ActGiveSeat:
		r.State = Confirmed
		return r, MailSeat, true
	case ActCategory:
		if r.CategoryID == s.ID {
			return r, "", false
		}
		r.CategoryID = s.ID
		if r.State == Offered {
			r.State = Confirmed // the desk has decided
			return r, MailSeat, true
		}
	case ActCancel:
		unproven := r.State == Unverified
		if r.State = Withdrawn; unproven {
			return r, "", true // nobody knows whose address it is
		}
		return r, MailWithdrawn, true
	case ActOffer:
		until := e.OfferUntil(now)
		r.State, r.OfferedUntil = Offered, &until
		return r, MailOffer, true
	case ActAccept:
		r.State = Confirmed
		return r, MailConfirmed, true
	case ActLapse:
		r.Lapses++
		r.State = Waitlisted
		if r.Lapses >= MaxLapses {
			r.State = Withdrawn
		}
		return r, MailLapsed, true
	}
	return r, "", true
}

// Letter is the letter that tells somebody new where they stand.
func (s RegistrationState) Letter() MailKind {
	switch s {
	case Unverified:
		return MailProve
	case Confirmed:
		return MailConfirmed
	case Waitlisted:
		return MailWaitlisted
	case PendingReview:
		return MailReceived
	}
	return ""
}

// UndoWindow is how long letters about an act of the desk wait, so that it can be undone before anybody has read of it.
const UndoWindow = time.Minute
