package models

import "testing"

func TestPresence_tellsEachThePlaceTheWayInOrBoth(t *testing.T) {
	hall := Text{Japanese: "京都の会館"}
	channels := []Channel{{ID: NewID(), URL: "https://video.example.org/1", Place: hall}, {ID: NewID(), Language: English, URL: "https://video.example.org/2"},
		{ID: NewID(), Place: hall}, {ID: NewID()}}
	var venues Venues
	for _, c := range channels {
		venues = append(venues, Venue{Language: c.Language, Online: c.URL != "", Place: c.Place})
	}
	for p, want := range map[Presence]struct {
		mode         Mode
		urls, places int
	}{
		PresenceAny: {ModeHybrid, 2, 2}, PresenceOnline: {ModeOnline, 2, 0}, PresenceOnSite: {ModePlace, 0, 2}, "": {ModeHybrid, 2, 2},
	} {
		urls, places := 0, 0
		for _, c := range ChannelsOf(channels, p) {
			if c.URL != "" {
				urls++
			}
			if !c.Place.Empty() {
				places++
			}
		}
		if got := venues.For(p).Mode(); got != want.mode || urls != want.urls || places != want.places {
			t.Errorf("%q: %s, %d addresses, %d places", p, got, urls, places)
		}
	}
	if channels[0].URL == "" || channels[0].Place.Empty() || venues[0].Place.Empty() {
		t.Error("what was handed in has changed")
	}
}
