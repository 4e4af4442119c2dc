package models

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// CategoryForm is what the form of a category of seats holds, as typed.
type CategoryForm struct {
	Title    Text
	Capacity string
	Approval bool
	Access   Access
	Presence Presence
	Opens    string // free text: a moment, or so long before the event
	Closes   string
	Domains  string
}

// CategoryFields lists the fields of the form by their names, in the order of the page for a reader of lang.
func CategoryFields(lang Lang) []string {
	return []string{"title_" + string(lang), "title_" + string(lang.Other()), "capacity", "approval", "access", "presence", "opens", "closes", "domains",
		"first_" + string(lang), "first_" + string(lang.Other())}
}

// MaxCategories bounds how many categories an event has.
const MaxCategories = 20

// Form is the category as somebody would type it who reads lang.
func (c Category) Form(e Event, lang Lang) CategoryForm {
	f := CategoryForm{Title: c.Title, Approval: c.Approval, Access: c.Access, Presence: c.Presence, Domains: strings.Join(c.Domains, "\n"),
		Opens: typedBefore(e, c.OpensBefore, lang), Closes: typedBefore(e, c.ClosesBefore, lang)}
	if c.Capacity > 0 {
		f.Capacity = strconv.Itoa(c.Capacity)
	}
	return f
}

// Check reads the form for an event as it stands at now. named is whether the event has other categories, so that this one needs a
// title. ID, event and position are the caller's.
func (f CategoryForm) Check(e Event, named bool, reader Lang, now time.Time) (Category, Problems) {
	p := Problems{}
	c := Category{Title: Text{}, Approval: f.Approval, Access: f.Access, Presence: f.Presence}
	if named {
		c.Title = CheckTitle(p, "title_", f.Title, reader)
	}
	c.Capacity = readCapacity(p, f.Capacity)
	if !slices.Contains(Accesses, f.Access) {
		p.Add("access", "seats.no_access")
	}
	if !slices.Contains(Presences, f.Presence) {
		p.Add("presence", "seats.no_presence")
	}
	c.OpensBefore = readBefore(p, "opens", f.Opens, e, now)
	c.ClosesBefore = readBefore(p, "closes", f.Closes, e, now)
	if c.OpensBefore != nil && c.ClosesBefore != nil && *c.OpensBefore <= *c.ClosesBefore {
		p.Add("closes", "seats.closes_first")
	}
	found, wrong := ReadDomains(f.Domains)
	if wrong != nil {
		p["domains"] = *wrong
	}
	c.Domains = append([]string{}, found...)
	return c, p
}

// CheckTitle reads the title of a category, which needs one in one language at least.
func CheckTitle(p Problems, prefix string, typed Text, reader Lang) Text {
	title := Text{}
	for _, l := range Langs {
		if s := p.Line(prefix+string(l), typed[l], MaxTitle); s != "" {
			title[l] = s
		}
	}
	if blank(typed) {
		p.Add(prefix+string(reader), "seats.title_needed")
	}
	return title
}

// readCapacity reads a number of seats; 0 where nothing is typed.
func readCapacity(p Problems, typed string) int {
	s := strings.NewReplacer(",", "", " ", "", "名", "", "人", "", "席", "").Replace(norm.NFKC.String(strings.TrimSpace(typed)))
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > maxCapacity {
		p.Add("capacity", formCapacity, "max", maxCapacity)
		return 0
	}
	return n
}
