package models

// How people with a seat of a category take part decides what they are told: the place, the way in, or both.

// Joins reports whether they get the way in on a screen.
func (p Presence) Joins() bool { return p != PresenceOnSite }

// Visits reports whether they are told the place.
func (p Presence) Visits() bool { return p != PresenceOnline }

// For returns the venues that somebody is told of who takes part as p says.
func (v Venues) For(p Presence) Venues {
	own := Venues{}
	for _, x := range v {
		x.Online = x.Online && p.Joins()
		if !p.Visits() {
			x.Place = nil
		}
		if x.Online || !x.Place.Empty() {
			own = append(own, x)
		}
	}
	return own
}

// ChannelsOf returns the channels, with their addresses or places, for somebody who takes part as p says.
func ChannelsOf(channels []Channel, p Presence) []Channel {
	own := []Channel{}
	for _, c := range channels {
		if !p.Joins() {
			c.URL = ""
		}
		if !p.Visits() {
			c.Place = nil
		}
		if c.URL != "" || !c.Place.Empty() {
			own = append(own, c)
		}
	}
	return own
}
