package templates

import (
	"fmt"
	"strings"

	"tsudoi/models"
)

// EventForm is the form of an event: a new one, a draft, or one that is public.
type EventForm struct {
	Base
	Form    Form
	ID      models.ID
	Version int64
	Event   *models.Event // nil where it does not exist yet
	Typed   models.EventForm
	Read    EventRead
	Hosts   []HostChoice
	Zones   []string
	Slug    string // the address that it has or would be given; "" where nothing to make one from is typed yet
	Hue     string // the cover that it has or would be given
	Pattern string
	Counts  models.EventCounts
	// Categories is how many kinds of seats there are; with several, each has its own capacity.
	Categories int
	Gaps       []models.PrivacyGap // that keep the event from being public
	Tell       bool                // the box for telling the registrants is ticked
	// Theirs is what somebody else wrote after this form was shown; nil where nobody did.
	Theirs *models.EventForm
}

func (EventForm) Template() string { return "manage/event_form" }

// At is the address of the event's desk.
func (p EventForm) At() string { return "/manage/events/" + p.ID.String() }

// Places counts the hosts from 1.
func (p EventForm) Places() []int {
	places := make([]int, len(p.Hosts))
	for i := range places {
		places[i] = i + 1
	}
	return places
}

// Hues and Patterns are what a cover may have.
func (p EventForm) Hues() []string     { return models.CoverHues }
func (p EventForm) Patterns() []string { return models.CoverPatterns }

// Draft reports whether the event is not public yet.
func (p EventForm) Draft() bool { return p.Event == nil || p.Event.State == models.Draft }

// Seats is the address of the event's seats.
func (p EventForm) Seats() string { return SeatsPath(p.ID) }

// SlugFixed reports whether somebody may know the address already.
func (p EventForm) SlugFixed() bool { return !p.Draft() && p.Counts.Taken+p.Counts.Waiting > 0 }

// Langs lists the languages, the reader's first.
func (p EventForm) Langs() []FormLang {
	return []FormLang{{p.Lang, p.Lang, p}, {p.Lang.Other(), p.Lang, p}}
}

// FormLang is the part of the form that is written in one language.
type FormLang struct {
	Lang   models.Lang
	Reader models.Lang
	Page   EventForm
}

// Open reports whether the part is to be seen at once: it is the reader's language, or holds something already.
func (l FormLang) Open(field string) bool {
	return l.Lang == l.Reader || l.Page.Form.Wrong(field+"_"+string(l.Lang)) != "" || l.text(field) != ""
}

func (l FormLang) text(field string) string {
	if field == "title" {
		return l.Page.Typed.Title[l.Lang]
	}
	return l.Page.Typed.About[l.Lang]
}

// Areas groups the zones by the first part of their names, for the list to choose from.
func (p EventForm) Areas() []ZoneArea {
	var areas []ZoneArea
	for _, z := range p.Zones {
		name, _, _ := strings.Cut(z, "/")
		if len(areas) == 0 || areas[len(areas)-1].Name != name {
			areas = append(areas, ZoneArea{Name: name})
		}
		a := &areas[len(areas)-1]
		a.Zones = append(a.Zones, z)
	}
	return areas
}

// ZoneArea is a part of the world with its zones.
type ZoneArea struct {
	Name  string
	Zones []string
}

// Differences lists the fields in which the other's version differs, with the other's words.
func (p EventForm) Differences() (all []Difference) {
	if p.Theirs == nil {
		return nil
	}
	mine, theirs := p.Typed, *p.Theirs
	add := func(field, a, b string) {
		if strings.TrimSpace(a) != strings.TrimSpace(b) {
			all = append(all, Difference{field, b})
		}
	}
	for _, l := range []models.Lang{p.Lang, p.Lang.Other()} {
		add("title_"+string(l), mine.Title[l], theirs.Title[l])
	}
	add("when", mine.When, theirs.When)
	add("date", mine.Date+mine.Start+mine.End, strings.TrimSpace(theirs.Date+" "+theirs.Start+" "+theirs.End))
	add("zone", mine.Zone, theirs.Zone)
	add("join", mine.Join, theirs.Join)
	for _, l := range []models.Lang{p.Lang, p.Lang.Other()} {
		add("about_"+string(l), mine.About[l], theirs.About[l])
	}
	if p.Categories < 2 { // with several the form does not ask for it
		add("capacity", mine.Capacity, theirs.Capacity)
	}
	add("hosts", p.hostNames(mine.Hosts), p.hostNames(theirs.Hosts))
	add("hue", mine.Hue, theirs.Hue)
	add("pattern", mine.Pattern, theirs.Pattern)
	add("slug", mine.Slug, theirs.Slug)
	return all
}

func (p EventForm) hostNames(ids []models.ID) string {
	var names []string
	for _, id := range ids {
		for _, h := range p.Hosts {
			if h.Host.ID == id {
				names = append(names, h.Host.Name.In(p.Lang))
			}
		}
	}
	return strings.Join(names, "\n")
}

// Difference is one field as somebody else wrote it.
type Difference struct{ Field, Theirs string }

// HostChoice is one host to tick, and its place among those ticked.
type HostChoice struct {
	Host   models.Host
	Ticked bool
	Place  int
	Own    bool // the viewer acts for it
}

// EventRead is what was understood of a form.
type EventRead struct {
	When      WhenRead
	Programme ProgrammeRead
}

// WhenRead is a time as understood; its When is zero and Wrong says why where it was not.
type WhenRead struct {
	When  models.When
	Past  bool
	Wrong string
}

// None reports whether there is nothing to say yet.
func (r WhenRead) None() bool { return r.When.Start.IsZero() && r.Wrong == "" }

// ProgrammeRead is a pasted text as understood.
type ProgrammeRead struct {
	Items  []models.DraftItem
	People []models.DraftPerson
	Unread map[models.Lang][]models.UnreadLine
}

// Clock is when an item begins on its day: 09:05, or 25:30 in the night after it.
func (r ProgrammeRead) Clock(i models.DraftItem) string {
	return fmt.Sprintf("%02d:%02d", i.Start/60, i.Start%60)
}

// Names lists the people of an item.
func (r ProgrammeRead) Names(i models.DraftItem) (names []string) {
	for _, p := range i.Parts {
		names = append(names, r.People[p.Person].Name)
	}
	return names
}

// SomeUnread reports whether any line was not understood.
func (r ProgrammeRead) SomeUnread() bool {
	for _, lines := range r.Unread {
		if len(lines) > 0 {
			return true
		}
	}
	return false
}
