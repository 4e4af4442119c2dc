package models

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// EventForm is what the form of an event holds, as typed. It is kept beside the event, so that nothing typed is ever lost, be it
// readable yet or not, and so that whoever edits the event finds their own words again.
type EventForm struct {
	Language Lang   `json:"language"` // of the interface it was typed in
	Title    Text   `json:"title"`
	When     string `json:"when"` // free text; where it is empty the three native fields count
	Date     string `json:"date"`
	Start    string `json:"start"`
	End      string `json:"end"`
	Zone     string `json:"zone"`
	Join     string `json:"join"`  // a join address or a place
	About    Text   `json:"about"` // what it is about and its programme, as pasted
	Capacity string `json:"capacity"`
	Hosts    []ID   `json:"hosts"` // in their order
	Hue      string `json:"hue"`
	Pattern  string `json:"pattern"`
	Slug     string `json:"slug"`
}

// EventDraft is a form as understood. What could not be read is zero, and a problem.
type EventDraft struct {
	Language  Lang // the event's first one
	Title     Text
	When      When
	Zone      *time.Location
	Channel   Channel // without an ID; both URL and place empty where nobody said how to take part
	Capacity  int     // 0 for unlimited
	HostIDs   []ID
	Hue       string // "" for one made from the slug, like Pattern
	Pattern   string
	Slug      string // "" where none was chosen
	Programme ProgrammeDraft
	Unread    map[Lang][]UnreadLine // lines of the programme that look as if they say more than could be read
}

// Bounds of the form's fields, in grapheme clusters; the programme's is MaxPasted.
const (
	MaxTitle    = 120
	maxJoin     = 500
	maxCapacity = 1_000_000
)

// Keys of what can be wrong with the form of an event besides its texts and its time.
const (
	formZone     = "event_form.bad_zone"
	formCapacity = "event_form.bad_capacity" // {max}
	formHosts    = "event_form.no_host"
	formSlug     = "event_form.bad_slug" // {max}
	formCover    = "event_form.cover"
)

// EventFields lists the fields of the form by their names, in the order of the page for a reader of lang.
func EventFields(lang Lang) []string {
	o := lang.Other()
	return []string{"title_" + string(lang), "title_" + string(o), "when", "date", "start", "end", "zone", "join", "about_" + string(lang),
		"about_" + string(o), "capacity", "hosts", "hue", "pattern", "slug"}
}

// Missing lists the fields that an event can't be published without and that are empty still, as for EventFields.
func (f EventForm) Missing() (fields []string) {
	if blank(f.Title) {
		fields = append(fields, "title_"+string(f.Language))
	}
	if Blank(f.When) && f.Date == "" {
		fields = append(fields, "when")
	}
	if len(f.Hosts) == 0 {
		fields = append(fields, "hosts")
	}
	return fields
}

func blank(t Text) bool {
	for _, s := range t {
		if !Blank(s) {
			return false
		}
	}
	return true
}

// Settled is the form as it is kept once the event is published: as typed, but saying the same at any later time. The time has its
// year and its zone, and the address and the cover no longer depend on the title.
func (f EventForm) Settled(d EventDraft, slug, hue, pattern string) EventForm {
	f.When, f.Date, f.Start, f.End = d.When.Typed(), "", "", ""
	f.Zone, f.Slug, f.Hue, f.Pattern = d.Zone.String(), slug, hue, pattern
	return f
}

// Cover is what was chosen, or what a slug is given by itself.
func (d EventDraft) Cover(slug string) (hue, pattern string) {
	hue, pattern = CoverOf(slug)
	if d.Hue != "" {
		hue = d.Hue
	}
	if d.Pattern != "" {
		pattern = d.Pattern
	}
	return hue, pattern
}

// WantedSlug is what was chosen, or else made from the English title or the day; where that is taken, a number follows.
func (d EventDraft) WantedSlug() string {
	if d.Slug != "" {
		return d.Slug
	}
	return SlugOf(d.Title[English], d.When.Start)
}

// Same reports whether two forms hold the same.
func (f EventForm) Same(g EventForm) bool {
	return maps.Equal(typedTexts(f.Title), typedTexts(g.Title)) && maps.Equal(typedTexts(f.About), typedTexts(g.About)) &&
		slices.Equal(f.Hosts, g.Hosts) && f.lines() == g.lines()
}

func (f EventForm) lines() [11]string {
	return [...]string{string(f.Language), f.When, f.Date, f.Start, f.End, f.Zone, f.Join, f.Capacity, f.Hue, f.Pattern, f.Slug}
}

// typedTexts is t without its empty languages.
func typedTexts(t Text) Text {
	c := maps.Clone(t)
	maps.DeleteFunc(c, func(_ Lang, s string) bool { return s == "" })
	return c
}

// MaxForm is how many bytes of a form are kept.
const MaxForm = 256 << 10

// Storable is the form in the shape that a database can hold: without NUL, which nobody can type on purpose.
func (f EventForm) Storable() EventForm {
	clean := func(s string) string { return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "") }
	texts := func(t Text) Text {
		c := Text{}
		for l, s := range typedTexts(t) {
			c[l] = clean(s)
		}
		return c
	}
	f.Title, f.About = texts(f.Title), texts(f.About)
	for _, s := range []*string{&f.When, &f.Date, &f.Start, &f.End, &f.Zone, &f.Join, &f.Capacity, &f.Hue, &f.Pattern, &f.Slug} {
		*s = clean(*s)
	}
	return f
}
