package models

import "time"

// MailKind says why a letter is written. Each has one prose file per language.
type MailKind string

const (
	MailConfirmed  MailKind = "confirmed"        // a seat, with the calendar invitation and the personal links
	MailWaitlisted MailKind = "waitlisted"       // a place in line
	MailSeat       MailKind = "seat"             // moved up from the waiting list: a seat after all
	MailReceived   MailKind = "received"         // the organisers will decide
	MailDeclined   MailKind = "declined"         // they have, with their reason
	MailOffer      MailKind = "offer"            // a seat is free and kept until a deadline
	MailLapsed     MailKind = "lapsed"           // the offer was not taken in time
	MailWithdrawn  MailKind = "withdrawn"        // the attendee cancelled; the calendar entry goes
	MailLinks      MailKind = "links"            // the links again, because the address came a second time or asked for them
	MailChanged    MailKind = "changed"          // title, time or zone changed; the calendar entry is updated
	MailCalledOff  MailKind = "called_off"       // the event is cancelled; the calendar entry goes
	MailRecording  MailKind = "recording"        // for those who joined
	MailMissed     MailKind = "recording_missed" // the recording, for those who did not come
	MailProve      MailKind = "prove"            // whether the address is that of who registered
	MailAddress    MailKind = "address"          // to a new address: whether it is the attendee's
	MailAddressNew MailKind = "address_new"      // the address was changed: the new links and calendar entry
	MailAddressOld MailKind = "address_old"      // to the address before, so that nobody is changed unawares
	MailSignIn     MailKind = "sign_in"          // staff
	MailErasure    MailKind = "erasure"          // to the organisers: the data of an event will be erased in 14 days
	MailInvitation MailKind = "invitation"       // to the desk

	MailGuest         MailKind = "guest_invitation" // to take part, by name
	MailGuestReminder MailKind = "guest_reminder"   // to who has not replied
)

// MailKinds lists every kind.
var MailKinds = []MailKind{MailConfirmed, MailWaitlisted, MailSeat, MailReceived, MailDeclined, MailOffer, MailLapsed, MailWithdrawn,
	MailLinks, MailChanged, MailCalledOff, MailRecording, MailMissed,
	MailProve, MailAddress, MailAddressNew, MailAddressOld, MailSignIn, MailErasure, MailInvitation, MailGuest, MailGuestReminder}

// MailState is the fate of a letter so far. A letter that a sender holds is still due: its due time lies ahead (the lease).
type MailState string

const (
	MailDue      MailState = "due"
	MailSent     MailState = "sent"
	MailFailed   MailState = "failed"   // refused for good, or given up after the last try
	MailDoubtful MailState = "doubtful" // handed over, but the answer was lost: never sent again by itself
	MailHeld     MailState = "held"     // a fact that it needs is missing; the desk is told
	MailVoid     MailState = "cancelled"
)

// MailStates lists every state; the database's CHECK lists the same.
var MailStates = []MailState{MailDue, MailSent, MailFailed, MailDoubtful, MailHeld, MailVoid}

// MailTries is how often a letter is tried before it is given up: with RetryAfter, about eleven hours.
const MailTries = 12

// RetryAfter is how long a letter waits after its nth failed try (n from 1): n⁴ seconds.
func RetryAfter(n int) time.Duration {
	return time.Duration(n*n*n*n) * time.Second
}

// Pointless reports whether a letter to a registration says nothing true any more, because what gave the reason for it has passed.
// It is judged when the letter is about to leave.
func (k MailKind) Pointless(e EventState, s RegistrationState) bool {
	if e == Cancelled && k != MailCalledOff && k != MailWithdrawn {
		return true
	}
	switch k {
	case MailConfirmed, MailSeat, MailChanged, MailRecording, MailMissed:
		return s != Confirmed
	case MailWaitlisted:
		return s != Waitlisted
	case MailProve:
		return s != Unverified
	case MailReceived:
		return s != PendingReview
	case MailDeclined:
		return s != Refused
	case MailOffer:
		return s != Offered
	case MailLapsed:
		return s != Waitlisted && s != Withdrawn
	case MailLinks, MailAddress, MailAddressNew:
		return !s.Open()
	case MailWithdrawn:
		return s.Open()
	}
	return false
}

// Calendar reports whether a letter of this kind brings a calendar entry, and whether it takes it away.
func (k MailKind) Calendar() (brings, takes bool) {
	switch k {
	case MailConfirmed, MailSeat, MailChanged, MailAddressNew:
		return true, false
	case MailWithdrawn, MailCalledOff:
		return true, true
	}
	return false, false
}

// Unproven reports whether anybody may be the reader of a letter about a registration: it holds neither personal links nor what was
// typed, so that nobody can have us send their words.
func (k MailKind) Unproven() bool { return k == MailProve || k.Elsewhere() }

// Elsewhere reports whether a letter about a registration goes to another address than the registration's.
func (k MailKind) Elsewhere() bool { return k == MailAddress || k == MailAddressOld }

// Recording is where the recording of an event is, in one language of its sound.
type Recording struct {
	ID       ID     `db:"id"`
	Language Lang   `db:"language"`
	URL      string `db:"url"`
}

// RecordingFor picks what a reader of l gets: their language, else the first other one. The second value tells that it is another.
func RecordingFor(recordings []Recording, l Lang) (r Recording, other bool) {
	for _, r := range recordings {
		if r.Language == l {
			return r, false
		}
	}
	for _, r := range recordings {
		return r, true
	}
	return Recording{}, false
}
