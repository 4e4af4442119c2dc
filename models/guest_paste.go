package models

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// GuestVerdict says what becomes of one row of a list of people to invite.
type GuestVerdict string

const (
	GuestNew        GuestVerdict = "new"
	GuestAgain      GuestVerdict = "again"      // their invitation was withdrawn: a new one
	GuestOnList     GuestVerdict = "listed"     // on the list already, without a letter so far
	GuestInvited    GuestVerdict = "invited"    // has an invitation
	GuestRegistered GuestVerdict = "registered" // has registered by themselves
	GuestTwice      GuestVerdict = "twice"      // stands further up in the same list
	GuestUnread     GuestVerdict = "unread"
)

// Adds reports whether a row with this verdict puts somebody on the list.
func (v GuestVerdict) Adds() bool { return v == GuestNew || v == GuestAgain }

// GuestRow is one person of a list as it was read, with what is wrong with it.
type GuestRow struct {
	Line  int    // in the text, from 1
	Typed string // what stands there
	NewGuest
	Verdict GuestVerdict
	Problem *Problem // of an unread row
}

// Keys of what is wrong with a list of people, and with a row of it.
const (
	guestsTooLong  = "guests.too_long"   // {max}
	guestsNobody   = "guests.nobody"     // nothing was typed
	guestNoAddress = "guests.no_address" // no @ in it
)

// ReadGuests reads a list of people to invite as it comes out of a spreadsheet, a mail program or somebody's head, in both languages:
//
//	Hanako Yamada <hanako@example.jp>        山田花子様　hanako@example.jp
//	amina@example.org                        山田　花子、hanako@example.jp、日本語
//	Amina Wanjiru, amina@example.org, en     "Wanjiru, Amina" <a@example.org>; Ben <b@example.org>
//
// or columns parted by tabs or commas below a line that names them. A word for a language or the title of a category belongs to the
// person beside it; who has none gets those of d. What is left over becomes the note of the staff. Blank lines mean nothing.
//
// Rows that can't be read and addresses that stand there twice are among the rows. The only problem of the whole is a list of nobody,
// or of more than MaxGuests.
func ReadGuests(text string, d NewGuest, categories []Category) ([]GuestRow, *Problem) {
	r := guestReader{defaults: d, categories: categories}
	for i, line := range strings.Split(lineEnds.Replace(strings.ToValidUTF8(text, "\ufffd")), "\n") {
		if len(r.rows) > MaxGuests || i > 4*MaxGuests {
			return nil, problemOf(guestsTooLong, "max", MaxGuests)
		}
		if line = strings.TrimFunc(foldWidth(line), invisibleEdgeButTab); strings.TrimSpace(line) != "" {
			r.line(i+1, line)
		}
	}
	switch {
	case len(r.rows) == 0:
		return nil, problemOf(guestsNobody)
	case len(r.rows) > MaxGuests:
		return nil, problemOf(guestsTooLong, "max", MaxGuests)
	}
	return markTwice(r.rows), nil
}

// invisibleEdgeButTab keeps the tabs at the edges: they are empty columns.
func invisibleEdgeButTab(r rune) bool { return r != '\t' && invisibleEdge(r) }

func markTwice(rows []GuestRow) []GuestRow {
	seen := map[string]bool{}
	for i := range rows {
		switch key := rows[i].EmailKey; {
		case rows[i].Verdict != GuestNew:
		case seen[key]:
			rows[i].Verdict = GuestTwice
		default:
			seen[key] = true
		}
	}
	return rows
}

type guestReader struct {
	defaults   NewGuest
	categories []Category
	columns    *guestColumns // once a line has named them
	rows       []GuestRow
}

func (r *guestReader) line(n int, s string) {
	if r.columns != nil {
		r.add(n, s, r.columns.read(s))
		return
	}
	if len(r.rows) == 0 && !strings.Contains(s, "@") {
		if r.columns = readGuestColumns(s); r.columns != nil {
			return
		}
	}
	for _, entry := range guestEntries(s) {
		r.add(n, entry, readGuestEntry(entry))
	}
}

// guestPieces is an entry taken apart: what stands before the address, the address, and what else is there.
type guestPieces struct {
	name, address string
	rest          []string
}

func (r *guestReader) add(line int, typed string, p guestPieces) {
	row := GuestRow{Line: line, Typed: strings.TrimSpace(typed), NewGuest: r.defaults, Verdict: GuestNew}
	row.ID = NewID()
	problems, notes := Problems{}, []string(nil)
	for _, word := range p.rest {
		if lang := languageWord(word); lang != "" {
			row.Language = lang
		} else if c, found := r.category(word); found {
			row.CategoryID = c
		} else if word = strings.Trim(word, ` "'`); word != "" {
			notes = append(notes, word)
		}
	}
	row.Name = problems.Line("name", guestName(p.name), MaxName)
	row.Note = problems.Line("note", strings.Join(notes, ", "), MaxGuestNote)
	var key string
	if !strings.Contains(p.address, "@") {
		problems.Add("email", guestNoAddress)
	} else if row.Email, row.EmailKey, key = Address(bareAddress(p.address)); key != "" {
		problems.Add("email", key)
	}
	for _, field := range []string{"email", "name", "note"} {
		if wrong, is := problems[field]; is && row.Problem == nil {
			row.Verdict, row.Problem = GuestUnread, &wrong
		}
	}
	r.rows = append(r.rows, row)
}

// category finds the category whose title, in any language, is word.
func (r *guestReader) category(word string) (ID, bool) {
	for _, c := range r.categories {
		for _, title := range c.Title {
			if title != "" && strings.EqualFold(foldWidth(title), strings.TrimSpace(word)) {
				return c.ID, true
			}
		}
	}
	return ID{}, false
}

var languageWords = map[string]Lang{
	"ja": Japanese, "jp": Japanese, "jpn": Japanese, "japanese": Japanese, "日": Japanese, "和": Japanese, "日本語": Japanese, "和文": Japanese,
	"en": English, "eng": English, "english": English, "英": English, "英語": English, "英文": English,
}

func languageWord(s string) Lang {
	return languageWords[strings.ToLower(strings.Trim(s, " ()[]「」"))]
}

// bareAddress drops what mail programs and people put around an address.
func bareAddress(s string) string {
	s = strings.Trim(s, " \t<>()[]「」【】\"'“”,:")
	if len(s) > 7 && strings.EqualFold(s[:7], "mailto:") {
		s = s[7:]
	}
	return s
}

// guestName is a name without quotes and the polite word after it, which every letter writes by itself.
func guestName(s string) string {
	s = strings.Join(strings.Fields(strings.Trim(s, " \t,;:")), " ")
	for _, pair := range []string{`""`, "''", "“”", "‘’", "「」"} {
		if open, size := utf8.DecodeRuneInString(pair); strings.HasPrefix(s, string(open)) && strings.HasSuffix(s, pair[size:]) && len(s) > len(pair) {
			s = strings.TrimSpace(s[size : len(s)-len(pair[size:])])
		}
	}
	for _, polite := range []string{"様", "さま", "殿", "氏", "さん", "御中"} {
		if name, found := strings.CutSuffix(s, polite); found && utf8.RuneCountInString(strings.TrimSpace(name)) > 1 {
			return strings.TrimSpace(name)
		}
	}
	if family, given, found := strings.Cut(s, ", "); found && latin(s) && !strings.Contains(given, ",") {
		return given + " " + family
	}
	return s
}

func latin(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) {
			return false
		}
	}
	return true
}
