package models

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// WrittenForm writes the form of an event that no form made, the way somebody would have typed it: so that whoever edits it finds
// everything there, and saving it loses nothing.
func WrittenForm(e Event, channels []Channel, items []Item) EventForm {
	zone := e.Location()
	f := EventForm{Language: e.FirstLanguage, Title: e.Title, Zone: e.Zone, About: Text{}, Hosts: e.HostIDs, Hue: e.Hue, Pattern: e.Pattern, Slug: e.Slug,
		When: When{Start: e.StartsAt.In(zone), End: e.EndsAt.In(zone), AllDay: e.AllDay}.Typed()}
	if e.Capacity > 0 {
		f.Capacity = strconv.Itoa(e.Capacity)
	}
	if len(channels) > 0 {
		if f.Join = channels[0].URL; f.Join == "" {
			f.Join, _ = channels[0].Place.Pick(e.FirstLanguage, e.FirstLanguage)
		}
	}
	for _, l := range Langs {
		f.About[l] = strings.TrimSpace(e.About[l] + "\n\n" + writtenProgramme(items, dayOf(e.StartsAt.In(zone)), zone, l))
	}
	return f
}

// writtenProgramme writes the items that have a title in l, one a line, with a line of its own for each further day.
func writtenProgramme(items []Item, today day, zone *time.Location, l Lang) string {
	var b strings.Builder
	for _, i := range items {
		if i.Title[l] == "" {
			continue
		}
		start, end := i.StartsAt.In(zone), i.EndsAt().In(zone)
		if d := dayOf(start); d != today {
			today = d
			fmt.Fprintf(&b, "%s\n", d)
		}
		b.WriteString(start.Format("15:04"))
		if i.Minutes > 0 && dayOf(end) == today {
			b.WriteString("–" + end.Format("15:04"))
		}
		b.WriteString(" " + i.Title[l] + writtenPeople(i.Parts, l) + "\n")
		if note := i.Note[l]; note != "" {
			b.WriteString(note + "\n")
		}
	}
	return b.String()
}

func writtenPeople(parts []Part, l Lang) string {
	var people []string
	for _, p := range parts {
		name, before, after := p.Name, p.Honorific[l]+" ", ""
		open, end := " (", ")"
		if l == Japanese {
			before, after, open, end = "", p.Honorific[l], "（", "）"
		} else if p.Romanised != "" {
			name = p.Romanised
		}
		s := strings.TrimSpace(before + name + after)
		if a := p.Affiliation[l]; a != "" {
			s += open + a + end
		}
		people = append(people, s)
	}
	switch {
	case len(people) == 0:
		return ""
	case l == Japanese:
		return "／" + strings.Join(people, "、")
	}
	return " / " + strings.Join(people, ", ")
}
