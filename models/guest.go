package models

import "time"

// GuestState is where an invitation to take part in an event stands.
type GuestState string

const (
	GuestListed    GuestState = "listed"    // on the list; no letter yet
	GuestSilent    GuestState = "silent"    // invited, and has not replied
	GuestAccepted  GuestState = "accepted"  // registered, by the link or by the event's own form
	GuestDeclined  GuestState = "declined"  // can't come, and may still change their mind
	GuestLeft      GuestState = "left"      // accepted, and cancelled since
	GuestWithdrawn GuestState = "withdrawn" // the hosts took the invitation back; its link is dead
)

// GuestStates lists every state in the order in which the desk shows them.
var GuestStates = []GuestState{GuestListed, GuestSilent, GuestAccepted, GuestDeclined, GuestLeft, GuestWithdrawn}

// Guest is somebody whom the hosts invite to an event by name and address. An address is at most once on the list of an event.
type Guest struct {
	ID          ID         `db:"id"`
	EventID     ID         `db:"event_id"`
	CategoryID  ID         `db:"category_id"`
	Category    Text       `db:"category"` // its title; empty while the event has only one
	Version     int64      `db:"version"`  // of what the desk typed
	Name        string     `db:"name"`     // "" where only the address is known
	Email       string     `db:"email"`
	EmailKey    string     `db:"email_key"`
	Language    Lang       `db:"language"`
	Note        string     `db:"note"` // of the staff, for the staff
	CreatedAt   time.Time  `db:"created_at"`
	InvitedAt   *time.Time `db:"invited_at"` // when the letter was written
	RemindedAt  *time.Time `db:"reminded_at"`
	RepliedAt   *time.Time `db:"replied_at"` // the latest reply by the link
	DeclinedAt  *time.Time `db:"declined_at"`
	DeclineNote string     `db:"decline_note"` // a word of the guest to the hosts
	WithdrawnAt *time.Time `db:"withdrawn_at"`
	LinkVersion int        `db:"link_version"`

	ClosesBefore *int `db:"closes_before"` // of the category: minutes before the event's start; nil: when it ends

	// The registration that came of it: the one made by the link, or another one of the same address that stands.
	RegistrationID    ID                `db:"registration_id"`
	RegistrationState RegistrationState `db:"registration_state"` // "" for none
}

// State tells where the invitation stands. Who registered by the event's own form has replied, too.
func (g Guest) State() GuestState {
	switch {
	case g.RegistrationState != "" && g.RegistrationState.Open():
		return GuestAccepted
	case g.WithdrawnAt != nil:
		return GuestWithdrawn
	case g.RegistrationState != "":
		return GuestLeft
	case g.DeclinedAt != nil:
		return GuestDeclined
	case g.InvitedAt != nil:
		return GuestSilent
	}
	return GuestListed
}

// Remindable reports whether a reminder may be written at now: to who has not replied, and on no day, by the clock of the event,
// on which they were written to before.
func (g Guest) Remindable(now time.Time, place *time.Location) bool {
	if g.State() != GuestSilent {
		return false
	}
	last := *g.InvitedAt
	if g.RemindedAt != nil {
		last = *g.RemindedAt
	}
	return now.In(place).Format(time.DateOnly) > last.In(place).Format(time.DateOnly)
}

// ClosesAt is until when the guest can accept; the zero time where that is as long as the event itself.
func (g Guest) ClosesAt(e Event) time.Time { return Category{ClosesBefore: g.ClosesBefore}.ClosesAt(e) }

// LinkOpen reports whether the link of this version still opens the reply page.
func (g Guest) LinkOpen(version int) bool {
	return g.LinkVersion == version && g.WithdrawnAt == nil && g.InvitedAt != nil
}

// Invites reports whether a letter of this kind still says something true to the guest.
func (g Guest) Invites(k MailKind, e EventState) bool {
	return (k == MailGuest || k == MailGuestReminder) && (e == Published || e == Live) && g.State() == GuestSilent
}

// MaxGuests is how many people can be on the list of one event.
const MaxGuests = 2000

// MaxGuestNote is how long a line of the staff about a guest, and a guest's word to the hosts, may be.
const (
	MaxGuestNote   = 500
	MaxDeclineNote = 1000
)

// NewGuest is somebody to put on the list. The ID is made before the first try of the write.
type NewGuest struct {
	ID         ID
	CategoryID ID
	Name       string
	Email      string
	EmailKey   string
	Language   Lang
	Note       string
}

// GuestForm is what the desk may set right about one guest, as typed.
type GuestForm struct {
	Name, Email string
	Language    Lang
	CategoryID  ID
	Note        string
}

// Check reads the form. The ID is left to the caller.
func (f GuestForm) Check() (NewGuest, Problems) {
	p := Problems{}
	n := NewGuest{CategoryID: f.CategoryID, Language: f.Language, Name: p.Line("name", f.Name, MaxName), Note: p.Line("note", f.Note, MaxGuestNote)}
	var key string
	if n.Email, n.EmailKey, key = Address(f.Email); key != "" {
		p.Add("email", key)
	}
	if !n.Language.Known() {
		p.Add("language", "guests.language_needed")
	}
	if n.CategoryID == (ID{}) {
		p.Add("category", "guests.category_needed")
	}
	return n, p
}
