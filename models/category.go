package models

import (
	"encoding/json"
	"hash/fnv"
	"time"
)

// Access says who may take a seat of a category.
type Access string

const (
	AccessPublic  Access = "public"
	AccessInvited Access = "invited" // only who was invited; the public form does not show it
)

// Accesses lists them; the database's CHECK lists the same.
var Accesses = []Access{AccessPublic, AccessInvited}

// Presence says how people with a seat of a category take part.
type Presence string

const (
	PresenceAny    Presence = "any" // as the event's own ways to take part say
	PresenceOnline Presence = "online"
	PresenceOnSite Presence = "on_site"
)

// Presences lists them; the database's CHECK lists the same.
var Presences = []Presence{PresenceAny, PresenceOnline, PresenceOnSite}

// Category is a kind of seat with its own capacity, approval and access. Every event has one at least; as long as there is only one,
// its title is empty and nobody sees the word. An event's first category bears the event's ID.
type Category struct {
	ID           ID       `db:"id"`
	EventID      ID       `db:"event_id"`
	Position     int      `db:"position"`
	Title        Text     `db:"title"`
	Capacity     int      `db:"capacity"` // 0 for unlimited
	Approval     bool     `db:"approval"`
	Access       Access   `db:"access"`
	Domains      []string `db:"-"` // ASCII, lower case; none: any
	Presence     Presence `db:"mode"`
	OpensBefore  *int     `db:"opens_before"`  // minutes before the event's start; nil: from publishing
	ClosesBefore *int     `db:"closes_before"` // minutes before the event's start; nil: when the event ends
}

// Seating is a category and how many of its seats are given away.
type Seating struct {
	Category
	Taken   int `db:"taken"` // confirmed or offered
	Waiting int `db:"waiting"`
}

// OpensAt is when registration for the category opens; the zero time where it is open from publishing.
func (c Category) OpensAt(e Event) time.Time {
	if c.OpensBefore == nil {
		return time.Time{}
	}
	return e.StartsAt.Add(-time.Duration(*c.OpensBefore) * time.Minute)
}

// ClosesAt is when registration for the category closes. What runs longer than planned is open as long as it runs, unless the category
// has a time of its own: then it is the zero time.
func (c Category) ClosesAt(e Event) time.Time {
	if c.ClosesBefore == nil {
		return time.Time{}
	}
	return e.StartsAt.Add(-time.Duration(*c.ClosesBefore) * time.Minute)
}

// Offer is what somebody who comes to e now is offered in this category. invited is who has a personal invitation.
func (s Seating) Offer(e Event, now time.Time, invited bool) Offer {
	switch e.Phase(now) {
	case Published, Live:
	case Ended, Reported:
		return OfferOver
	case Cancelled:
		return OfferCancelled
	default:
		return OfferNone
	}
	opens, closes := s.OpensAt(e), s.ClosesAt(e)
	switch {
	case s.Access == AccessInvited && !invited:
		return OfferInvited
	case !closes.IsZero() && !now.Before(closes):
		return OfferOver
	case now.Before(opens):
		return OfferSoon
	case s.Full() && !s.Reviews(invited):
		return OfferWaiting
	}
	return OfferOpen
}

// Full reports whether all seats are given away.
func (s Seating) Full() bool { return s.Capacity > 0 && s.Taken >= s.Capacity }

// Reviews reports whether the organisers decide on somebody who comes: an invitation is their decision already.
func (c Category) Reviews(invited bool) bool { return c.Approval && !invited }

// Admit decides on the next registration in order of arrival: nobody passes those who wait.
func (s Seating) Admit(invited bool) RegistrationState {
	if s.Reviews(invited) {
		return PendingReview
	}
	return s.Seat()
}

// Seat decides on somebody who may have a seat: confirmed, or the end of the line.
func (s Seating) Seat() RegistrationState {
	if s.Capacity == 0 || s.Taken < s.Capacity && s.Waiting == 0 {
		return Confirmed
	}
	return Waitlisted
}

// Vacant tells to how many of those who wait a seat can be offered.
func (s Seating) Vacant() int {
	if s.Capacity == 0 {
		return s.Waiting
	}
	return max(0, min(s.Waiting, s.Capacity-s.Taken))
}

// Count adds n registrations of a state to the seats, or takes them away.
func (s *Seating) Count(state RegistrationState, n int) {
	switch state {
	case Confirmed, Offered:
		s.Taken += n
	case Waitlisted:
		s.Waiting += n
	}
}

// MaxLapses is how many offers somebody may let pass before their registration is taken back.
const MaxLapses = 2

// OfferUntil is how long a seat that is offered at now is kept: a day; an hour in the last two days; and never longer than the event.
func (e Event) OfferUntil(now time.Time) time.Time {
	until := now.Add(24 * time.Hour)
	if now.After(e.StartsAt.Add(-48 * time.Hour)) {
		until = now.Add(time.Hour)
	}
	if until.After(e.EndsAt) && now.Before(e.EndsAt) {
		until = e.EndsAt
	}
	return until
}

// Offer tells what somebody who comes now is offered: the best of what the event's categories offer to everybody.
func (e Event) Offer(now time.Time, seats []Seating) Offer {
	best := OfferNone
	for _, s := range seats {
		if o := s.Offer(e, now, false); offerRank[o] > offerRank[best] {
			best = o
		}
	}
	return best
}

var offerRank = map[Offer]int{OfferNone: 0, OfferCancelled: 1, OfferOver: 2, OfferInvited: 3, OfferSoon: 4, OfferWaiting: 5, OfferOpen: 6}

// Choice finds the category that a form names, or, where it names none, the first that takes in everybody who comes.
func Choice(e Event, now time.Time, seats []Seating, category ID, invited bool) (int, bool) {
	first := -1
	for i, s := range seats {
		switch o := s.Offer(e, now, invited); {
		case s.ID == category:
			return i, true
		case category != (ID{}) || o != OfferOpen && o != OfferWaiting:
		case first < 0 || o == OfferOpen && seats[first].Offer(e, now, invited) == OfferWaiting:
			first = i
		}
	}
	if first < 0 && category == (ID{}) && len(seats) > 0 {
		return 0, true // nothing is open: the answer is that of the first
	}
	return first, first >= 0
}

// SeatsVersion stands for what the categories of an event say, so that whoever changes them can tell what that is based on.
func SeatsVersion(seats []Seating) int64 {
	h := fnv.New64a()
	for _, s := range seats {
		b, err := json.Marshal(s.Category)
		if err != nil {
			return 0 // no version: nothing can be based on it
		}
		h.Write(b)
	}
	return int64(h.Sum64() >> 1)
}

// SameAs reports whether c says the same as d, wherever they stand in the order.
func (c Category) SameAs(d Category) bool {
	d.Position = c.Position
	one := func(c Category) int64 { return SeatsVersion([]Seating{{Category: c}}) }
	return one(c) == one(d)
}
