package models

import "time"

// AnnounceBefore is how long before personal data is erased the organisers are told. Nothing is erased that was not announced for this
// long, also where the service stood still meanwhile.
const AnnounceBefore = 14 * 24 * time.Hour

// KeptUntil is when the retention of the event's registrations ends; the zero time for an event that has no time yet.
func (e Event) KeptUntil() time.Time {
	if e.EndsAt.IsZero() {
		return time.Time{}
	}
	return e.EndsAt.AddDate(0, e.RetentionMonths, 0)
}

// ErasesAt is when the personal data of e will be erased, as things stand at now: the announced moment where one holds, else the end of
// the retention, but not before there was time to announce it.
func (p EventPrivacy) ErasesAt(e Event, now time.Time) time.Time {
	end := e.KeptUntil()
	if p.EraseAt != nil && !p.EraseAt.Before(end) {
		return *p.EraseAt
	}
	if soonest := now.Add(AnnounceBefore); end.Before(soonest) {
		return soonest
	}
	return end
}

// ErasureStep is what the nightly round does about one event.
type ErasureStep string

const (
	ErasureWait     ErasureStep = "wait"
	ErasureAnnounce ErasureStep = "announce"
	ErasureDo       ErasureStep = "erase"
)

// ErasureStep decides for e at now. An announcement that the retention has outlived, because somebody postponed it, counts no more.
func (p EventPrivacy) ErasureStep(e Event, now time.Time) ErasureStep {
	end := e.KeptUntil()
	switch {
	case end.IsZero() || now.Before(end.Add(-AnnounceBefore)):
		return ErasureWait
	case p.EraseAt == nil || p.EraseAt.Before(end):
		return ErasureAnnounce
	case now.Before(*p.EraseAt):
		return ErasureWait
	}
	return ErasureDo
}
