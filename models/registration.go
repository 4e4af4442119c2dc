package models

import (
	"slices"
	"time"
)

// RegistrationState is where a registration stands. Seats are taken by confirmed and offered.
type RegistrationState string

const (
	Unverified    RegistrationState = "unverified"
	PendingReview RegistrationState = "pending"
	Confirmed     RegistrationState = "confirmed"
	Waitlisted    RegistrationState = "waitlisted"
	Offered       RegistrationState = "offered"
	Refused       RegistrationState = "declined"
	Withdrawn     RegistrationState = "cancelled"
)

// RegistrationStates lists every state; the database's CHECK lists the same.
var RegistrationStates = []RegistrationState{Unverified, PendingReview, Confirmed, Waitlisted, Offered, Refused, Withdrawn}

// Open reports whether the registration still stands: an address has at most one open registration at an event.
func (s RegistrationState) Open() bool { return s != Refused && s != Withdrawn }

// ProofLife is how long a registration waits for its address to be proven.
const ProofLife = 48 * time.Hour

// ConsentVersion names the wording of the consent that the form shows now; each registration keeps the one it agreed to.
const ConsentVersion = "2026-11"

// Registration is one attendee at one event, by e-mail address; there is no account.
type Registration struct {
	ID               ID                `db:"id"`
	EventID          ID                `db:"event_id"`
	Number           int64             `db:"number"` // in order of arrival, from 1
	State            RegistrationState `db:"state"`
	Name             string            `db:"name"`
	Email            string            `db:"email"`
	Language         Lang              `db:"language"`
	Zone             string            `db:"zone"` // "" when the browser told none
	News             bool              `db:"news"`
	LinkVersion      int               `db:"link_version"`
	CalendarSequence int               `db:"calendar_seq"`
	CreatedAt        time.Time         `db:"created_at"`
	FirstJoinAt      *time.Time        `db:"first_join_at"`
	CategoryID       ID                `db:"category_id"`
	Category         Text              `db:"category"`      // its title; empty while the event has only one
	Presence         Presence          `db:"presence"`      // how people of its category take part
	Place            int64             `db:"place"`         // orders the waiting list of the category
	OfferedUntil     *time.Time        `db:"offered_until"` // until when an offered seat is kept
	Lapses           int               `db:"lapses"`        // offers that passed untaken
	DeclineReason    Text              `db:"decline_reason"`
	Invented         bool              `db:"invented"`       // by tsudoi demo: no letter to it may leave
	WaitingBefore    int               `db:"waiting_before"` // how many wait before this one; only filled for who waits
}

// Location is the attendee's own zone, or fallback where none is known.
func (r Registration) Location(fallback *time.Location) *time.Location {
	if r.Zone == "" {
		return fallback
	}
	l, err := time.LoadLocation(r.Zone)
	if err != nil {
		return fallback
	}
	return l
}

// RegistrationForm is what the form on the event page holds, as typed.
type RegistrationForm struct {
	Name     string
	Email    string
	Consent  bool
	Agreed   []ConsentText // whose boxes were ticked
	Language Lang
	Zone     string // the browser's, when a script could tell it
}

// NewRegistration is a checked form, with the key that makes a repeated submit the same registration.
type NewRegistration struct {
	ID       ID
	Name     string
	Email    string
	EmailKey string
	Language Lang
	Zone     string
	News     bool          // of any host
	Consents []ConsentText // what was agreed to, in the words that were shown
	Invented bool          // by tsudoi demo
	Answers  CheckedAnswers

	CategoryID ID     // the zero ID: the first that takes in everybody
	Source     string // how it came: form (also ""), desk, import, invitation
	Prove      bool   // the address first: until a letter to it is answered the registration takes no seat
	Reference  string // the organisers' own number of this person; "" for none
	Silent     bool   // no letter tells them; the organisers do it
	GuestID    ID     // of who comes with an invitation, with the version of its link
	GuestLink  int
	Invited    bool // by a personal invitation or by the desk: no approval, and also into what is not public
}

// From is how the registration came, as it is stored.
func (n NewRegistration) From() string {
	switch {
	case n.Invented:
		return "demo"
	case n.Source == "":
		return "form"
	}
	return n.Source
}

// MaxName is how long a person's name may be, in grapheme clusters.
const MaxName = 200

// Check reads the form. The ID is made here, before the first try of the write.
func (f RegistrationForm) Check() (NewRegistration, Problems) {
	p := Problems{}
	n := NewRegistration{ID: NewID(), Language: f.Language, Consents: f.Agreed}
	n.News = slices.ContainsFunc(f.Agreed, func(c ConsentText) bool { return c.Purpose == ConsentNews })
	var key string
	if n.Name, key = CleanLine(f.Name, MaxName); key != "" {
		p.Add("name", key, "max", MaxName)
	}
	if n.Email, n.EmailKey, key = Address(f.Email); key != "" {
		p.Add("email", key)
	}
	if !f.Consent {
		p.Add("consent", "register.consent_needed")
	}
	if !n.Language.Known() {
		n.Language = Japanese
	}
	// A zone that a browser tells and nobody knows is no reason to turn somebody away.
	if l, err := LoadZone(f.Zone); err == nil {
		n.Zone = l.String()
	}
	return n, p
}

// Correction is what an attendee may set right on their own page; the address is not among it, since the link was mailed to it.
type Correction struct {
	Name     string
	Language Lang
	Zone     string // IANA; "" leaves it open
}

// Check reads a correction as typed.
func (f Correction) Check() (Correction, Problems) {
	p := Problems{}
	n := Correction{Name: p.NeedLine("name", f.Name, MaxName), Language: f.Language}
	if !n.Language.Known() {
		p.Add("language", "my.language_needed")
	}
	if f.Zone != "" {
		l, err := LoadZone(f.Zone)
		if err != nil {
			p.Add("zone", "my.zone_unknown")
			return n, p
		}
		n.Zone = l.String()
	}
	return n, p
}
