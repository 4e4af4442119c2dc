package models

import (
	"testing"
	"time"
)

func aWebinar() Event {
	start := time.Date(2026, 12, 16, 16, 0, 0, 0, time.UTC)
	return Event{State: Published, StartsAt: start, EndsAt: start.Add(150 * time.Minute), DoorsMinutes: 15}
}

func TestPhase_followsTheClockUnlessTheDeskSaysOtherwise(t *testing.T) {
	e := aWebinar()
	for _, c := range []struct {
		state EventState
		after time.Duration // the start
		want  EventState
	}{
		{Draft, time.Hour, Draft},
		{Published, -time.Second, Published},
		{Published, 0, Live},
		{Published, 149 * time.Minute, Live},
		{Published, 150 * time.Minute, Ended},
		{Live, -time.Hour, Live},
		{Live, 160 * time.Minute, Live}, // an overrun
		{Live, 20 * time.Hour, Ended},   // forgotten
		{Ended, time.Minute, Ended},     // over before its time
		{Reported, time.Minute, Reported},
		{Cancelled, time.Minute, Cancelled},
	} {
		e.State = c.state
		if got := e.Phase(e.StartsAt.Add(c.after)); got != c.want {
			t.Errorf("%s, %v after the start: %s, want %s", c.state, c.after, got, c.want)
		}
	}
}

func TestAdmit_nobodyPassesThoseWhoWait(t *testing.T) {
	for _, c := range []struct {
		capacity, taken, waiting int
		want                     RegistrationState
	}{
		{0, 100000, 0, Confirmed}, {50, 49, 0, Confirmed}, {50, 50, 0, Waitlisted}, {50, 51, 0, Waitlisted}, {50, 49, 1, Waitlisted}, {1, 0, 0, Confirmed},
	} {
		s := Seating{Category{Capacity: c.capacity}, c.taken, c.waiting}
		if got := s.Admit(false); got != c.want {
			t.Errorf("capacity %d, %d taken, %d waiting: %s", c.capacity, c.taken, c.waiting, got)
		}
	}
}

func TestVacant_isNeverMoreThanThereIs(t *testing.T) {
	for _, c := range []struct{ capacity, taken, waiting, want int }{
		{50, 50, 3, 0}, {50, 49, 3, 1}, {50, 40, 3, 3}, {50, 60, 3, 0}, {0, 60, 3, 3}, {50, 0, 0, 0},
	} {
		s := Seating{Category{Capacity: c.capacity}, c.taken, c.waiting}
		if got := s.Vacant(); got != c.want {
			t.Errorf("capacity %d, %d taken, %d waiting: %d", c.capacity, c.taken, c.waiting, got)
		}
	}
}

func TestOffer_saysWhatWhoComesNowIsGiven(t *testing.T) {
	e := aWebinar()
	before, during, after := e.StartsAt.Add(-time.Hour), e.StartsAt.Add(time.Hour), e.EndsAt
	for _, c := range []struct {
		state EventState
		now   time.Time
		taken int
		want  Offer
	}{
		{Published, before, 1, OfferOpen}, {Published, before, 2, OfferWaiting}, {Published, during, 1, OfferOpen}, {Published, after, 1, OfferOver},
		{Draft, before, 0, OfferNone}, {Cancelled, before, 0, OfferCancelled}, {Reported, after, 0, OfferOver},
	} {
		e.State = c.state
		if got := e.Offer(c.now, []Seating{{Category{Capacity: 2, Access: AccessPublic}, c.taken, 0}}); got != c.want {
			t.Errorf("%s: %s, want %s", c.state, got, c.want)
		}
	}
}

func TestJoinStep_letsInOnlyConfirmedPeopleInTheWindow(t *testing.T) {
	e := aWebinar()
	for _, c := range []struct {
		event EventState
		reg   RegistrationState
		after time.Duration
		want  JoinStep
	}{
		{Published, Confirmed, -16 * time.Minute, JoinEarly}, {Published, Confirmed, -15 * time.Minute, JoinOpen},
		{Published, Confirmed, time.Hour, JoinOpen}, {Published, Confirmed, 3 * time.Hour, JoinOver},
		{Published, Waitlisted, time.Hour, JoinWaiting}, {Published, Offered, time.Hour, JoinWaiting}, {Published, Withdrawn, time.Hour, JoinCancelled},
		{Cancelled, Confirmed, time.Hour, JoinCalledOff}, {Live, Confirmed, -2 * time.Hour, JoinOpen}, {Ended, Confirmed, time.Minute, JoinOver},
	} {
		e.State = c.event
		if got := e.JoinStep(e.StartsAt.Add(c.after), c.reg); got != c.want {
			t.Errorf("%s, %s, %v after the start: %s, want %s", c.event, c.reg, c.after, got, c.want)
		}
	}
}

func TestPointless_letterIsOneThatIsNotTrueAnyMore(t *testing.T) {
	for _, c := range []struct {
		kind  MailKind
		event EventState
		reg   RegistrationState
		want  bool
	}{
		{MailConfirmed, Published, Confirmed, false}, {MailConfirmed, Published, Withdrawn, true}, {MailConfirmed, Cancelled, Confirmed, true},
		{MailWaitlisted, Published, Confirmed, true}, {MailWaitlisted, Published, Waitlisted, false},
		{MailWithdrawn, Cancelled, Withdrawn, false}, {MailWithdrawn, Published, Confirmed, true},
		{MailCalledOff, Cancelled, Confirmed, false}, {MailLinks, Published, Waitlisted, false}, {MailLinks, Published, Refused, true},
		{MailRecording, Ended, Confirmed, false}, {MailMissed, Ended, Withdrawn, true},
	} {
		if got := c.kind.Pointless(c.event, c.reg); got != c.want {
			t.Errorf("%s, event %s, registration %s: %v", c.kind, c.event, c.reg, got)
		}
	}
}
