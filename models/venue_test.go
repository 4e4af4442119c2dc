package models

import "testing"

func TestVenues_sayWhereAndInWhichLanguages(t *testing.T) {
	online := Venue{Language: Japanese, Online: true}
	english := Venue{Language: English, Online: true}
	room := Venue{Place: Text{"ja": "東京"}}
	for _, c := range []struct {
		venues Venues
		mode   Mode
		place  string
		langs  int
	}{
		{nil, ModeOpen, "", 0},
		{Venues{online, english}, ModeOnline, "", 2},
		{Venues{english, english}, ModeOnline, "", 1},
		{Venues{room}, ModePlace, "東京", 0},
		{Venues{online, room}, ModeHybrid, "東京", 1},
	} {
		if c.venues.Mode() != c.mode || c.venues.Place().In(English) != c.place || len(c.venues.Languages()) != c.langs {
			t.Errorf("%+v: %q %q %v", c.venues, c.venues.Mode(), c.venues.Place(), c.venues.Languages())
		}
	}
}
