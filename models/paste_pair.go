package models

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// ProgrammeDraft is a running order in both languages, before it is stored.
type ProgrammeDraft struct {
	About  Text
	Items  []DraftItem // by day and start
	People []DraftPerson
}

// DraftItem is an item of a draft. Start counts minutes from the beginning of its day, as PastedItem does.
type DraftItem struct {
	Day, Start, Minutes int
	Kind                ItemKind
	Title, Note         Text
	Parts               []DraftPart
}

// DraftPart ties somebody to an item.
type DraftPart struct {
	Person int // index in People
	Role   PartRole
}

// DraftPerson is somebody on stage, once for the whole programme. Romanised is the name in Latin letters where the two
// languages write it in two scripts.
type DraftPerson struct {
	Name, Romanised        string
	Honorific, Affiliation Text
}

// Begins is the instant of an item, on the clocks of the zone of first, which is any time of the event's first day.
// Where the clocks are changed at that time it is the first moment at which they show it, or have passed it.
func (i DraftItem) Begins(first time.Time) time.Time {
	return firstInstant(dayOf(first).plus(i.Day-1).at(i.Start), first.Location())
}

// Bilingual puts the two languages of one programme together. Items belong together when they begin at the same time
// of the same day, in order where several do; what only one language has stays, in that language. People are the same
// when their names are, whatever the width, case and spaces; or, within one item, when they stand at the same place
// and one name is in Japanese letters, the other in Latin ones. Either language may be empty.
func Bilingual(ja, en Pasted) ProgrammeDraft {
	d := draft{names: map[string]int{}}
	d.out.About = textOf(ja.About, en.About)
	for _, pair := range pairItems(ja.Items, en.Items) {
		d.add(pair[0], pair[1])
	}
	return d.out
}

// pairItems gives the items of both languages in order of time; one of a pair may be nil.
func pairItems(ja, en []PastedItem) (pairs [][2]*PastedItem) {
	type place struct{ day, start, order int }
	at := map[place]int{}
	var places []place
	for side, items := range [][]PastedItem{ja, en} {
		count := map[place]int{}
		for i := range items {
			p := place{items[i].Day, items[i].Start, 0}
			count[p]++
			p.order = count[place{p.day, p.start, 0}]
			n, there := at[p]
			if !there {
				n = len(pairs)
				at[p], pairs, places = n, append(pairs, [2]*PastedItem{}), append(places, p)
			}
			pairs[n][side] = &items[i]
		}
	}
	order := make([]int, len(pairs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := places[a], places[b]
		return (x.day-y.day)*1_000_000 + (x.start-y.start)*100 + min(99, x.order) - min(99, y.order)
	})
	sorted := make([][2]*PastedItem, len(pairs))
	for i, n := range order {
		sorted[i] = pairs[n]
	}
	return sorted
}

// draft is a ProgrammeDraft in the making.
type draft struct {
	out   ProgrammeDraft
	names map[string]int // folded names, in any script, to people
}

func (d *draft) add(ja, en *PastedItem) {
	var j, e PastedItem
	switch {
	case ja == nil:
		e, j.Kind = *en, Presentation
	case en == nil:
		j, e.Kind = *ja, Presentation
	default:
		j, e = *ja, *en
	}
	item := DraftItem{Day: max(j.Day, e.Day), Start: max(j.Start, e.Start), Minutes: j.Minutes, Kind: j.Kind,
		Title: textOf(j.Title, e.Title), Note: textOf(j.Note, e.Note)}
	if item.Minutes == 0 {
		item.Minutes = e.Minutes
	}
	if item.Kind == Presentation {
		item.Kind = e.Kind
	}
	for _, pair := range d.pairPeople(j.People, e.People) {
		part := DraftPart{Person: d.person(pair[0], pair[1]), Role: roleOfPair(pair[0], pair[1])}
		if !slices.Contains(item.Parts, part) {
			item.Parts = append(item.Parts, part)
		}
	}
	d.out.Items = append(d.out.Items, item)
}

// pairPeople finds who is who among the people of one item, in the order of the first language.
func (d *draft) pairPeople(ja, en []PastedPerson) (pairs [][2]*PastedPerson) {
	left := []*PastedPerson{}
	for i := range en {
		left = append(left, &en[i])
	}
	for i := range ja {
		pair := [2]*PastedPerson{&ja[i], nil}
		for k, e := range left {
			if e != nil && d.same(ja[i].Name, e.Name) {
				pair[1], left[k] = e, nil
				break
			}
		}
		pairs = append(pairs, pair)
	}
	if len(ja) == len(en) {
		for i := range pairs {
			if e := left[i]; pairs[i][1] == nil && e != nil && writtenInJapanese(ja[i].Name) && !writtenInJapanese(e.Name) {
				pairs[i][1], left[i] = e, nil
			}
		}
	}
	for _, e := range left {
		if e != nil {
			pairs = append(pairs, [2]*PastedPerson{nil, e})
		}
	}
	return pairs
}

// same reports whether two names are one, or are known from another item to be of one person.
func (d *draft) same(a, b string) bool {
	a, b = foldName(a), foldName(b)
	i, known := d.names[a]
	k, also := d.names[b]
	return a == b || known && also && i == k
}

// person finds or adds somebody, and fills in what is still unknown of them.
func (d *draft) person(ja, en *PastedPerson) int {
	n, known := -1, false
	for _, p := range []*PastedPerson{ja, en} {
		if p != nil && !known {
			n, known = d.names[foldName(p.Name)]
		}
	}
	if !known {
		n = len(d.out.People)
		d.out.People = append(d.out.People, DraftPerson{Honorific: Text{}, Affiliation: Text{}})
	}
	who := &d.out.People[n]
	for i, p := range []*PastedPerson{ja, en} {
		if p == nil {
			continue
		}
		if _, taken := d.names[foldName(p.Name)]; !taken {
			d.names[foldName(p.Name)] = n
		}
		switch {
		case who.Name == "":
			who.Name = p.Name
		case foldName(who.Name) != foldName(p.Name) && who.Romanised == "" && !writtenInJapanese(p.Name):
			who.Romanised = p.Name
		}
		lang := Langs[i]
		if who.Honorific[lang] == "" && p.Honorific != "" {
			who.Honorific[lang] = p.Honorific
		}
		if who.Affiliation[lang] == "" && p.Affiliation != "" {
			who.Affiliation[lang] = p.Affiliation
		}
	}
	return n
}

// roleOfPair prefers the language that says more than that somebody speaks.
func roleOfPair(ja, en *PastedPerson) PartRole {
	switch {
	case ja == nil:
		return en.Role
	case en == nil || ja.Role != RoleSpeaker:
		return ja.Role
	}
	return en.Role
}

// foldName makes names comparable: width, case and spaces do not count.
func foldName(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, strings.ToLower(norm.NFKC.String(s)))
}

func textOf(ja, en string) Text {
	t := Text{}
	if ja != "" {
		t[Japanese] = ja
	}
	if en != "" {
		t[English] = en
	}
	return t
}
