package models

import (
	"database/sql/driver"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// MaxReference is how long the organisers' own number of a person may be, in grapheme clusters.
const MaxReference = 100

// Import is a table of people that an organiser has brought, between upload and import. Its content is dropped when it is done, or a day
// after it came.
type Import struct {
	ID        ID         `db:"id"`
	EventID   ID         `db:"event_id"`
	Name      string     `db:"name"` // of the file; "" for what was pasted
	Content   []byte     `db:"content"`
	Plan      ImportPlan `db:"plan"`
	Version   int64      `db:"version"` // of the plan
	Progress  int        `db:"progress"`
	Result    ImportSums `db:"result"` // of the rows up to Progress
	CreatedAt time.Time  `db:"created_at"`
	DoneAt    *time.Time `db:"done_at"`
}

// ImportPlan says how a table becomes registrations.
type ImportPlan struct {
	Charset  string        `json:"charset"`  // "" for a guess
	Columns  []ImportField `json:"columns"`  // nil for a guess
	Headless bool          `json:"headless"` // the first row is a person, too
	Language Lang          `json:"language"` // of rows that name none
	Category ID            `json:"category"` // of rows that name none; the zero ID: the first that takes in everybody
	Letters  bool          `json:"letters"`  // everybody new gets the letter that tells where they stand
}

// Value stores the plan as JSON.
func (p ImportPlan) Value() (driver.Value, error) { b, err := json.Marshal(p); return string(b), err }

// Scan reads what Value wrote.
func (p *ImportPlan) Scan(src any) error { *p = ImportPlan{}; return scanJSON(src, p) }

// Names reports whether the columns tell who somebody is: a name and an address.
func (p ImportPlan) Names() bool {
	has := func(f ImportField) bool { return slices.Contains(p.Columns, f) }
	return has(ImportEmail) && (has(ImportName) || has(ImportFamily) || has(ImportGiven))
}

// Fit makes the columns as many as the table has, each field in one at most.
func (p ImportPlan) Fit(columns int) ImportPlan {
	fitted := make([]ImportField, columns)
	for i := range fitted {
		if i < len(p.Columns) && slices.Contains(ImportFields, p.Columns[i]) && !slices.Contains(fitted[:i], p.Columns[i]) {
			fitted[i] = p.Columns[i]
		}
	}
	p.Columns = fitted
	return p
}

// ImportVerdict is what becomes of a row.
type ImportVerdict string

const (
	ImportNew       ImportVerdict = "new"
	ImportSame      ImportVerdict = "same"      // registered already, just so
	ImportCorrected ImportVerdict = "corrected" // registered; name, language, reference or address change
	ImportDouble    ImportVerdict = "double"    // an earlier row has the address
	ImportLeft      ImportVerdict = "left"      // took their registration back, or was declined: not registered anew
	ImportBad       ImportVerdict = "bad"       // see Problem
)

// ImportVerdicts lists them as a preview counts them.
var ImportVerdicts = []ImportVerdict{ImportNew, ImportCorrected, ImportSame, ImportDouble, ImportLeft, ImportBad}

// ImportLine is one row as a person, and what becomes of it.
type ImportLine struct {
	Row     int
	Person  NewRegistration
	Says    bool // the row itself names the language
	Verdict ImportVerdict
	Problem *Problem // of ImportBad
	Twin    int      // the row that an ImportDouble repeats
	Was     ImportKnown
}

// Readable reports whether the row names somebody: what becomes of them depends on who is registered.
func (l ImportLine) Readable() bool { return l.Verdict != ImportBad && l.Verdict != ImportDouble }

func (l *ImportLine) bad(key string, args ...any) {
	l.Verdict, l.Problem = ImportBad, problemOf(key, args...)
}

// ReadImport reads the rows of a table as its plan says. Each new person has their key from here on.
func ReadImport(rows []ImportRow, p ImportPlan, seats []Seating) []ImportLine {
	if !p.Headless && len(rows) > 0 {
		rows = rows[1:]
	}
	at := map[ImportField]int{}
	for _, f := range ImportFields {
		at[f] = slices.Index(p.Columns, f)
	}
	lines := make([]ImportLine, 0, len(rows))
	byKey, byReference := map[string]int{}, map[string]int{}
	for _, r := range rows {
		l := readImportRow(r, at, p, seats)
		if l.Verdict == "" {
			if twin, there := byKey[l.Person.EmailKey]; there {
				l.Verdict, l.Twin = ImportDouble, twin
			} else if twin, there := byReference[l.Person.Reference]; there && l.Person.Reference != "" {
				l.bad("import.bad_reference_twice", "row", twin)
			} else {
				byKey[l.Person.EmailKey], byReference[l.Person.Reference] = l.Row, l.Row
			}
		}
		lines = append(lines, l)
	}
	return lines
}

func readImportRow(r ImportRow, at map[ImportField]int, p ImportPlan, seats []Seating) ImportLine {
	cell := func(f ImportField) string { return r.Cell(at[f]) }
	l := ImportLine{Row: r.Number, Person: NewRegistration{ID: NewID(), Source: "import", Invited: true, Silent: !p.Letters, Language: p.Language, CategoryID: p.Category}}
	n := &l.Person
	name := cell(ImportName)
	if name == "" {
		name = fullName(cell(ImportFamily), cell(ImportGiven))
	}
	n.Name, n.Email = name, cell(ImportEmail) // as typed, for a row that is refused
	if r.Problem != nil && (r.Column < 0 || r.Column < len(p.Columns) && p.Columns[r.Column] != ImportNothing) {
		l.Verdict, l.Problem = ImportBad, r.Problem
		return l
	}
	cleaned, problem := CleanLine(name, MaxName)
	if problem == textRequired {
		problem = "import.bad_no_name"
	}
	if problem != "" {
		l.bad(problem, "max", MaxName)
		return l
	}
	shown, key, problem := Address(cell(ImportEmail))
	if problem != "" {
		l.bad(problem)
		return l
	}
	n.Name, n.Email, n.EmailKey = cleaned, shown, key
	if n.Reference, problem = CleanLine(cell(ImportReference), MaxReference); problem != "" && problem != textRequired {
		l.bad(problem, "max", MaxReference)
		return l
	}
	if lang := languageCalled(cell(ImportLanguage)); lang != "" {
		n.Language, l.Says = lang, true
	}
	if said := cell(ImportCategory); said != "" && len(seats) > 1 {
		i := slices.IndexFunc(seats, func(s Seating) bool { return s.called(said) })
		if i < 0 {
			l.bad("import.bad_category", "category", said)
			return l
		}
		n.CategoryID = seats[i].ID
	}
	return l
}

// fullName joins the parts of a name as its script has them: the family's name first in Japanese, last in Latin letters.
func fullName(family, given string) string {
	if strings.ContainsFunc(family+given, func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
	}) {
		return strings.TrimSpace(family + " " + given)
	}
	return strings.TrimSpace(given + " " + family)
}

// languageCalled reads the name or the code of a language; "" for what is none that the service speaks.
func languageCalled(s string) Lang {
	key := headingKey(s)
	switch key {
	case "日本語", "日語", "和文", "日本", "japanese", "jp", "jpn", "jajp", "nihongo":
		return Japanese
	case "英語", "英文", "english", "eng", "enus", "engb":
		return English
	}
	if l := Lang(key); l.Known() {
		return l
	}
	return ""
}

// called reports whether one of the category's titles is s, in any width and case.
func (c Category) called(s string) bool {
	fold := func(s string) string {
		return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(s))), " ")
	}
	for _, title := range c.Title {
		if title != "" && fold(title) == fold(s) {
			return true
		}
	}
	return false
}
