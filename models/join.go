package models

import "time"

// JoinStep is what the join page of one attendee shows.
type JoinStep string

const (
	JoinWaiting   JoinStep = "waiting"   // on the waiting list: no seat yet
	JoinCancelled JoinStep = "cancelled" // the registration was taken back
	JoinCalledOff JoinStep = "called_off"
	JoinEarly     JoinStep = "early" // the doors are not open yet
	JoinOpen      JoinStep = "open"
	JoinOver      JoinStep = "over"
)

// JoinStep tells where an attendee stands at now.
func (e Event) JoinStep(now time.Time, r RegistrationState) JoinStep {
	phase := e.Phase(now)
	switch {
	case phase == Cancelled:
		return JoinCalledOff
	case !r.Open():
		return JoinCancelled
	case r != Confirmed:
		return JoinWaiting
	case phase == Ended || phase == Reported:
		return JoinOver
	case phase == Live || !now.Before(e.DoorsAt()):
		return JoinOpen
	}
	return JoinEarly
}

// ChannelsFor returns the ways to take part that suit a reader of l: their language's own, and those that serve every language.
func ChannelsFor(channels []Channel, l Lang) []Channel {
	var own []Channel
	for _, c := range channels {
		if c.Language == "" || c.Language == l {
			own = append(own, c)
		}
	}
	if len(own) == 0 {
		return channels
	}
	return own
}
