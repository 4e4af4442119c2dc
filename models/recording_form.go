package models

// MaxNote is how long the organiser's line in a recording letter may be, in grapheme clusters.
const MaxNote = 500

// RecordingForm is what the recordings page holds, as typed: an address and a line for each language, both of which may be empty.
type RecordingForm struct {
	URL  map[Lang]string
	Note map[Lang]string
}

// Recordings is a checked form.
type Recordings struct {
	URL  map[Lang]string // only the languages that have one
	Note Text
}

// Check reads the form. At least one language needs an address.
func (f RecordingForm) Check() (Recordings, Problems) {
	p := Problems{}
	r := Recordings{URL: map[Lang]string{}, Note: Text{}}
	for _, l := range Langs {
		if typed := f.URL[l]; !Blank(typed) {
			address, key := WebAddress(typed)
			if key != "" {
				p.Add("url_"+string(l), key, "max", MaxWebAddress)
			}
			r.URL[l] = address
		}
		if typed := f.Note[l]; !Blank(typed) {
			note, key := CleanText(typed, MaxNote)
			if key != "" {
				p.Add("note_"+string(l), key, "max", MaxNote)
			}
			r.Note[l] = note
		}
	}
	if len(r.URL) == 0 && len(p) == 0 {
		p.Add("url_"+string(Langs[0]), "recording.url_needed")
	}
	return r, p
}
