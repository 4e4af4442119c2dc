package models

// Venue is what the public may know of a channel: never its join address.
type Venue struct {
	Language Lang `db:"language"` // "" serves every language
	Online   bool `db:"online"`
	Place    Text `db:"place"`
}

// Venues are the ways to take part in one event, in the order of its channels.
type Venues []Venue

// Mode says whether people meet on a screen or in a room.
type Mode string

const (
	ModeOpen   Mode = "" // not settled yet
	ModeOnline Mode = "online"
	ModePlace  Mode = "place"
	ModeHybrid Mode = "hybrid"
)

// Mode is what the venues come to together.
func (v Venues) Mode() Mode {
	online, place := false, false
	for _, x := range v {
		online = online || x.Online
		place = place || !x.Place.Empty()
	}
	switch {
	case online && place:
		return ModeHybrid
	case online:
		return ModeOnline
	case place:
		return ModePlace
	}
	return ModeOpen
}

// Place is where to go; empty for an event that is only online.
func (v Venues) Place() Text {
	for _, x := range v {
		if !x.Place.Empty() {
			return x.Place
		}
	}
	return Text{}
}

// Languages lists the languages that have a channel of their own, each once.
func (v Venues) Languages() []Lang {
	var langs []Lang
	for _, l := range Langs {
		for _, x := range v {
			if x.Language == l {
				langs = append(langs, l)
				break
			}
		}
	}
	return langs
}
