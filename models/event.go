package models

import "time"

// EventState is what the desk has said of an event. What the clock adds to it is Phase.
type EventState string

const (
	Draft     EventState = "draft"
	Published EventState = "published"
	Live      EventState = "live"  // the desk says that it has begun, whatever the clock says
	Ended     EventState = "ended" // the desk says that it is over
	Reported  EventState = "reported"
	Cancelled EventState = "cancelled"
)

// EventStates lists every state; the database's CHECK lists the same.
var EventStates = []EventState{Draft, Published, Live, Ended, Reported, Cancelled}

// Event is one webinar, hybrid or in-person event or multi-day tour, with one public address.
type Event struct {
	ID               ID         `db:"id"`
	Slug             string     `db:"slug"`
	State            EventState `db:"state"`
	Version          int64      `db:"version"`
	Title            Text       `db:"title"`
	About            Text       `db:"about"`
	FirstLanguage    Lang       `db:"first_language"`
	Zone             string     `db:"zone"`      // IANA
	StartsAt         time.Time  `db:"starts_at"` // zero while a draft has no time
	EndsAt           time.Time  `db:"ends_at"`
	AllDay           bool       `db:"all_day"`
	Capacity         int        `db:"capacity"` // of all its categories; 0 for unlimited
	Hue              string     `db:"hue"`
	Pattern          string     `db:"pattern"`
	DoorsMinutes     int        `db:"doors_minutes"` // how long before the start the join page opens
	RetentionMonths  int        `db:"retention_months"`
	QuestionsOpen    bool       `db:"questions_open"`
	CalendarSequence int        `db:"calendar_seq"`
	CancelReason     Text       `db:"cancel_reason"`
	RecordingNote    Text       `db:"recording_note"` // the organiser's line in the recording letter
	Prove            bool       `db:"prove"`          // everybody has to prove their address before their registration counts
	HostIDs          []ID       `db:"-"`
}

// Location is the event's zone.
func (e Event) Location() *time.Location {
	l, err := time.LoadLocation(e.Zone)
	if err != nil {
		return time.UTC // the zone was checked when it was stored
	}
	return l
}

// Phase is the state at now: a published event goes live and ends by the clock unless the desk said so before. What the desk set
// live stays live until the desk ends it (an overrun), but no longer than twelve hours after its planned end.
func (e Event) Phase(now time.Time) EventState {
	switch e.State {
	case Published:
		switch {
		case !now.Before(e.EndsAt):
			return Ended
		case !now.Before(e.StartsAt):
			return Live
		}
	case Live:
		if now.After(e.EndsAt.Add(overrun)) {
			return Ended
		}
	}
	return e.State
}

// Offer is what the registration card of an event says.
type Offer string

const (
	OfferOpen      Offer = "open"
	OfferWaiting   Offer = "waiting" // full: the waiting list
	OfferSoon      Offer = "soon"    // registration is not open yet
	OfferInvited   Offer = "invited" // by invitation only
	OfferOver      Offer = "over"    // ended: registration is closed
	OfferCancelled Offer = "cancelled"
	OfferNone      Offer = "none" // not published
)

// DoorsAt is when the join page opens.
func (e Event) DoorsAt() time.Time {
	return e.StartsAt.Add(-time.Duration(e.DoorsMinutes) * time.Minute)
}

// Host is an organisation that holds events; several stand on equal terms, in an order per event.
type Host struct {
	ID   ID     `db:"id"`
	Name Text   `db:"name"`
	Site string `db:"site"`
	Hue  string `db:"hue"`
	HostRecord
}

// HostRecord is what the law wants to be said of who handles personal data. What is not known is empty.
type HostRecord struct {
	Address          Text   `db:"address"`
	Representative   Text   `db:"representative"`  // name, with the office held
	PrivacyContact   string `db:"privacy_contact"` // an address or a telephone number, as people read it
	Policy           string `db:"policy"`          // web address
	EURepresentative Text   `db:"eu_representative"`
	DPO              string `db:"dpo"` // the data protection officer
}

// Channel is a way to take part. Language "" serves every language. URL is a join address: only registrants get it, and only on
// the join page.
type Channel struct {
	ID       ID     `db:"id"`
	Language Lang   `db:"language"`
	URL      string `db:"url"`
	Place    Text   `db:"place"`
}

// Item is one entry of the programme.
type Item struct {
	ID       ID        `db:"id"`
	Position int       `db:"position"`
	Kind     ItemKind  `db:"kind"`
	StartsAt time.Time `db:"starts_at"`
	Minutes  int       `db:"minutes"`
	Title    Text      `db:"title"`
	Note     Text      `db:"note"`
	Parts    []Part    `db:"-"`
}

// EndsAt is when the item is planned to end.
func (i Item) EndsAt() time.Time { return i.StartsAt.Add(time.Duration(i.Minutes) * time.Minute) }

// Part ties a person to an item in a role; one person has many parts.
type Part struct {
	ItemID ID       `db:"item_id"`
	Role   PartRole `db:"role"`
	Person
}

// Person is somebody on stage, named as they write themselves.
type Person struct {
	ID          ID     `db:"person_id"`
	Name        string `db:"name"`
	Reading     string `db:"reading"`
	Romanised   string `db:"romanised"` // "" where the name is written in Latin letters anyway
	Honorific   Text   `db:"honorific"`
	Affiliation Text   `db:"affiliation"`
}

// LastDay is the day on which the event ends, in its zone: what ends at midnight ends on the day before.
func (e Event) LastDay() time.Time { return e.EndsAt.In(e.Location()).Add(-time.Second) }

// Days is on how many days the event takes place. A night that goes on after midnight is one.
func (e Event) Days() int {
	if e.EndsAt.Sub(e.StartsAt) < 20*time.Hour {
		return 1
	}
	y, m, d := e.StartsAt.In(e.Location()).Date()
	first := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	y, m, d = e.LastDay().Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Sub(first).Hours()/24) + 1
}
