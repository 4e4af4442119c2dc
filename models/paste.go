package models

import (
	"strings"
	"time"
	"unicode/utf8"
)

// Pasted is what was read from a text with a running order in it. Every line that is not blank is in it somewhere.
type Pasted struct {
	Lang   Lang // of the text
	About  string
	Items  []PastedItem // in the order of the text; none where it holds fewer than three times
	Days   []PastedDay  // lines that begin a day, with what else they say
	Unread []UnreadLine
	Ends   []int // numbers of the lines that only say when it is over
}

// PastedItem is one item of the running order.
type PastedItem struct {
	Line    int // in the text, from 1
	Day     int // 1 is the first day of the event
	Start   int // minutes from the beginning of the day; 24 hours and more are in the night after it
	Minutes int // to its own end or to the next item; 0 where the text does not tell
	Kind    ItemKind
	Title   string
	Note    string
	People  []PastedPerson
}

// PastedDay is a line that begins a day.
type PastedDay struct {
	Line, Day int
	Text      string
}

// UnreadLine is a line that looks as if it should say more than could be read. Its text is kept all the same:
// in the note of an item, or in About where Item is -1.
type UnreadLine struct {
	Line int
	Text string
	Key  string // why: paste.clock, paste.backwards, paste.day, paste.end
	Item int    // index in Items, or -1
}

const (
	leastTimes = 3     // lines with a time that make a programme
	MaxPasted  = 20000 // characters of a text to read
)

// Keys of what is wrong with a pasted text as a whole, and with a line of it.
const (
	pasteTooLong   = "paste.too_long"  // {max}
	pasteClock     = "paste.clock"     // no clock shows such a time
	pasteBackwards = "paste.backwards" // earlier than the line before, without a new day
	pasteDay       = "paste.day"       // a day before the one before, or too far from the start
	pasteEnd       = "paste.end"       // an end with nothing before it
)

// ReadProgramme reads a text in which organisers paste what their event is about and its running order: lines that
// begin with a time, in the many ways in which they are written in both languages, between days, notes and people.
// Start, in the zone of the event, is its first day; zero where it is not known yet. The only problem is a text of more
// than MaxPasted characters.
func ReadProgramme(typed string, start time.Time, lang Lang) (Pasted, *Problem) {
	if utf8.RuneCountInString(typed) > MaxPasted {
		return Pasted{}, problemOf(pasteTooLong, "max", MaxPasted)
	}
	texts := strings.Split(lineEnds.Replace(strings.ToValidUTF8(typed, "\ufffd")), "\n")
	four := fourDigitTimes(texts)
	var lines []pastedLine
	times, first := 0, -1
	for i, t := range texts {
		l := readLine(i+1, t, four)
		if l.timed && l.sound {
			if times++; first < 0 {
				first = i
			}
		}
		lines = append(lines, l)
	}
	r := &pasteReading{out: Pasted{Lang: lang}, day: 1, start: start}
	if times < leastTimes {
		r.out.About = strings.TrimSpace(strings.Join(texts, "\n"))
		return r.out, nil
	}
	first = withHeaders(lines, first)
	r.out.About = strings.TrimSpace(strings.Join(texts[:first], "\n"))
	for _, l := range lines[:first] {
		if l.timed && !l.sound {
			r.unread(l, pasteClock)
		}
	}
	for i, l := range lines[first:] {
		r.take(l, l.day != nil && nextTimed(lines[first+i+1:]))
	}
	r.finish()
	return r.out, nil
}

// withHeaders moves the beginning of the programme up to the line of the day above its first time.
func withHeaders(lines []pastedLine, first int) int {
	for i := first - 1; i >= 0; i-- {
		switch l := lines[i]; {
		case l.text == "":
		case l.day != nil && !l.timed:
			first = i
		default:
			return first
		}
	}
	return first
}

// nextTimed reports whether the next line that is not blank begins with a time.
func nextTimed(lines []pastedLine) bool {
	for _, l := range lines {
		if l.text != "" {
			return l.timed && l.day == nil
		}
	}
	return false
}

// pasteReading goes through the lines of a programme.
type pasteReading struct {
	out    Pasted
	day    int
	first  day // the date of day 1, where a text without a start tells one
	start  time.Time
	ends   []int    // explicit ends of the items, in minutes of their day; 0 where none
	over   [][2]int // days and minutes at which the text says that it is over
	latest [2]int   // day and minutes of the last time read
	opened bool     // there was an opening
}

func (r *pasteReading) take(l pastedLine, timedNext bool) {
	switch {
	case l.text == "":
		return
	case l.day != nil && (l.timed || l.header() || timedNext):
		n, ok := r.dayNumber(*l.day)
		if !ok {
			r.unread(l, pasteDay)
			return
		}
		r.day = n
		if !l.timed {
			r.out.Days = append(r.out.Days, PastedDay{l.number, n, l.text})
			return
		}
	}
	switch {
	case !l.timed:
		r.note(l)
	case !l.sound:
		r.unread(l, pasteClock)
	case endTitle.MatchString(foldWidth(l.rest)):
		r.end(l)
	default:
		r.item(l)
	}
}

// dayNumber counts a day from the first of the event; ok is false where it lies before the day that we are in.
func (r *pasteReading) dayNumber(m dayMark) (n int, ok bool) {
	if n = m.count; n == 0 {
		if r.first == (day{}) && !r.start.IsZero() {
			r.first = dayOf(r.start)
		}
		d := m.date
		if d.year == 0 {
			if d.year = r.first.year; d.year == 0 {
				d.year = 2000 // any leap year will do to count days
			}
			if r.first != (day{}) && d.before(r.first) {
				d.year++
			}
		}
		if !d.exists() || d.year > lastYear {
			return 0, false
		}
		if r.first == (day{}) {
			r.first = d.plus(1 - r.day)
		}
		n = r.first.daysUntil(d) + 1
	}
	return n, n >= r.day && n <= longestEvent+1
}

func (r *pasteReading) end(l pastedLine) {
	switch {
	case len(r.out.Items) == 0:
		r.unread(l, pasteEnd)
	case !r.forward(l.start.minutes):
		r.unread(l, pasteBackwards)
	default:
		r.over = append(r.over, [2]int{r.day, l.start.minutes})
		r.out.Ends = append(r.out.Ends, l.number)
	}
}

func (r *pasteReading) item(l pastedLine) {
	item := PastedItem{Line: l.number, Day: r.day, Start: l.start.minutes}
	end := 0
	if l.end != nil {
		if item.Start, end = joinHalves(l.start, *l.end); end <= item.Start && item.Start >= lateStart && end < earlyEnd {
			end += 24 * 60
		}
		if end < item.Start {
			r.unread(l, pasteBackwards)
			return
		}
	}
	if !r.forward(item.Start) {
		r.unread(l, pasteBackwards)
		return
	}
	r.entitle(&item, l.rest)
	r.out.Items = append(r.out.Items, item)
	r.ends = append(r.ends, end)
}

// forward moves on to a time of the day that we are in; false where that is before the last one.
func (r *pasteReading) forward(minutes int) bool {
	if r.latest[0] == r.day && minutes < r.latest[1] {
		return false
	}
	r.latest = [2]int{r.day, minutes}
	return true
}

// entitle gives an item its title, kind and people.
func (r *pasteReading) entitle(item *PastedItem, text string) {
	item.Title, item.People = splitTitle(text)
	item.Kind = kindOf(item.Title)
	r.giveRoles(item)
	r.opened = r.opened || item.Kind == Opening
}

func (r *pasteReading) giveRoles(item *PastedItem) {
	for i := range item.People {
		if p := &item.People[i]; p.Role == "" {
			p.Role = roleOf(item.Kind, i == 0 && !r.opened)
		}
	}
}

// note keeps a line under the item before it: as the title where the line of the time had none, as people where it
// begins with a role (司会：…), as a note otherwise.
func (r *pasteReading) note(l pastedLine) {
	if len(r.out.Items) == 0 {
		r.out.About = joinWith(r.out.About, "\n", l.text)
		return
	}
	item := &r.out.Items[len(r.out.Items)-1]
	if item.Title == "" && item.Note == "" && len(item.People) == 0 {
		r.entitle(item, l.text)
		return
	}
	if text := cutBullet(l.text); roleLine.MatchString(foldWidth(text)) {
		if people, certain, ok := readPeople(text); ok && certain {
			item.People = append(item.People, people...)
			r.giveRoles(item)
			return
		}
	}
	item.Note = joinWith(item.Note, "\n", l.text)
}

// unread keeps a line where notes are kept, and says so.
func (r *pasteReading) unread(l pastedLine, key string) {
	at := len(r.out.Items) - 1
	r.out.Unread = append(r.out.Unread, UnreadLine{l.number, l.text, key, at})
	switch {
	case at >= 0:
		r.out.Items[at].Note = joinWith(r.out.Items[at].Note, "\n", l.text)
	case !strings.Contains(r.out.About, l.text):
		r.out.About = joinWith(r.out.About, "\n", l.text)
	}
}

// finish works out how long each item takes.
func (r *pasteReading) finish() {
	for i := range r.out.Items {
		item := &r.out.Items[i]
		end := r.ends[i]
		for _, next := range r.out.Items[i+1:] {
			if end == 0 && next.Day == item.Day && next.Start > item.Start {
				end = next.Start
			}
		}
		for _, over := range r.over {
			if end == 0 && over[0] == item.Day && over[1] > item.Start {
				end = over[1]
			}
		}
		item.Minutes = max(0, end-item.Start)
	}
}
