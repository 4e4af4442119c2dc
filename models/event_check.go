package models

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// Check reads the form at now. Problems stand under the names of EventFields. Whatever can be read is in the draft even where
// something else can't.
func (f EventForm) Check(now time.Time) (EventDraft, Problems) {
	p := Problems{}
	d := EventDraft{Language: f.Language, Title: Text{}, Zone: time.UTC, HostIDs: f.Hosts}
	if !d.Language.Known() {
		d.Language = Japanese
	}
	f.readTitle(&d, p)
	f.readWhen(&d, p, now)
	f.readJoin(&d, p)
	f.readProgramme(&d, p)
	d.Capacity = readCapacity(p, f.Capacity)
	if len(f.Hosts) == 0 {
		p.Add("hosts", formHosts)
	}
	if d.Hue = f.Hue; d.Hue != "" && !slices.Contains(CoverHues, d.Hue) {
		p.Add("hue", formCover)
		d.Hue = ""
	}
	if d.Pattern = f.Pattern; d.Pattern != "" && !slices.Contains(CoverPatterns, d.Pattern) {
		p.Add("pattern", formCover)
		d.Pattern = ""
	}
	if d.Slug = strings.ToLower(strings.TrimSpace(norm.NFKC.String(f.Slug))); d.Slug != "" && !ValidSlug(d.Slug) {
		p.Add("slug", formSlug, "max", MaxSlug)
		d.Slug = ""
	}
	return d, p
}

func (f EventForm) readTitle(d *EventDraft, p Problems) {
	for _, l := range Langs {
		if t := p.Line("title_"+string(l), f.Title[l], MaxTitle); t != "" {
			d.Title[l] = t
		}
	}
	if blank(f.Title) {
		p.Add("title_"+string(d.Language), textRequired)
	} else if d.Title[d.Language] == "" && d.Title[d.Language.Other()] != "" {
		d.Language = d.Language.Other() // it was first written in the language that it has
	}
}

// readWhen reads the free text, or the native fields where that is empty. A zone that the text names overrules the chosen one.
func (f EventForm) readWhen(d *EventDraft, p Problems, now time.Time) {
	zone, err := LoadZone(f.Zone)
	if err != nil {
		p.Add("zone", formZone)
		return
	}
	d.Zone = zone
	field, wrong := "when", (*Problem)(nil)
	if Blank(f.When) && f.Date+f.Start+f.End != "" {
		field = "date"
		d.When, wrong = ParseNative(f.Date, f.Start, f.End, zone, now)
	} else {
		d.When, wrong = ParseWhen(f.When, zone, now)
	}
	if wrong != nil {
		p[field] = *wrong
		d.When = When{}
		return
	}
	d.Zone = d.When.Start.Location()
}

var (
	scheme     = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.\-]*:`)
	bareDomain = regexp.MustCompile(`^[A-Za-z0-9.\-]+\.[A-Za-z]{2,}(?:[/?#]\S*)?$`)
)

// readJoin takes a web address, with or without its scheme, or else the words for a place.
func (f EventForm) readJoin(d *EventDraft, p Problems) {
	s := p.Line("join", f.Join, maxJoin)
	switch {
	case s == "":
	case scheme.MatchString(s) || bareDomain.MatchString(s):
		if !scheme.MatchString(s) {
			s = "https://" + s
		}
		address, wrong := WebAddress(s)
		if wrong != "" {
			p.Add("join", wrong)
			return
		}
		d.Channel.URL = address
	default:
		d.Channel.Place = Text{d.Language: s}
	}
}

// readProgramme reads both languages. A text that Clean refuses is not read at all.
func (f EventForm) readProgramme(d *EventDraft, p Problems) {
	pasted := map[Lang]Pasted{}
	d.Unread = map[Lang][]UnreadLine{}
	for _, l := range Langs {
		field := "about_" + string(l)
		text := p.Text(field, f.About[l], MaxPasted)
		r, wrong := ReadProgramme(text, d.When.Start, l)
		if wrong != nil {
			p.Add(field, wrong.Key, "max", MaxPasted)
			continue
		}
		pasted[l], d.Unread[l] = r, r.Unread
	}
	d.Programme = Bilingual(pasted[Japanese], pasted[English])
	d.endProgramme()
}

// endProgramme lets every item have a title, and the last one last until the event ends where the text does not say.
func (d *EventDraft) endProgramme() {
	for i := range d.Programme.Items {
		if item := &d.Programme.Items[i]; item.Title.Empty() {
			item.Title = Text{d.Language: "–"} // a time and nothing else
		}
	}
	if n := len(d.Programme.Items); n > 0 && !d.When.Start.IsZero() && !d.When.AllDay {
		last := &d.Programme.Items[n-1]
		if left := d.When.End.Sub(last.Begins(d.When.Start)); last.Minutes == 0 && left > 0 && left < 24*time.Hour {
			last.Minutes = int(left / time.Minute)
		}
	}
}
