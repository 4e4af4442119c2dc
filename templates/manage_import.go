package templates

import (
	"strings"

	"tsudoi/models"
)

// ImportPage takes a table of people: a file, or rows that are pasted.
type ImportPage struct {
	Base
	Form  Form
	Event models.Event
	Rows  string // as pasted
	MaxMB int
	Max   int // rows
}

func (ImportPage) Template() string { return "manage/import" }

// ImportPreview shows what would become of a table, before anything is written, and what became of it.
type ImportPreview struct {
	Base
	Form       Form
	Event      models.Event
	ID         models.ID
	Version    int64
	Name       string // of the file; "" for what was pasted
	Sheet      string // of a workbook
	Charset    string // of a text
	Charsets   []string
	Separator  string // comma, semicolon, tab; of a text
	Columns    []ImportColumn
	Fields     []models.ImportField
	Plan       models.ImportPlan
	Ready      bool // it is clear which columns hold the names and the addresses
	Categories []models.Seating
	Sums       models.ImportSums // as forecast; what became of it where Done
	Lines      []ImportLine      // the first
	Bad        []ImportLine      // the first that can't be taken, or need a look
	Rows       int
	Checked    int // of Bad: how many there are
	Progress   int // rows that an import which was cut off has done
	Done       bool
	Closed     bool // the event takes in nobody
}

func (ImportPreview) Template() string { return "manage/import_preview" }

// At is where the import's forms go.
func (p ImportPreview) At() string {
	return "/manage/events/" + p.Event.ID.String() + "/import/" + p.ID.String()
}

// Acts tells how many rows an import would write.
func (p ImportPreview) Acts() int { return p.Sums.Acts() }

// ImportColumn is one column of the table, with what it is taken for.
type ImportColumn struct {
	N       int    // from 1
	Letter  string // as a spreadsheet names it
	Heading string
	Sample  string
	Field   models.ImportField
}

// ImportLine is one row of the table, and what becomes of it.
type ImportLine struct {
	models.ImportLine
	Wrong    string // what is wrong with it, in words
	Category models.Text
}

// Badge is the colour of the verdict.
func (l ImportLine) Badge() string { return importBadge(l.Verdict) }

func importBadge(v models.ImportVerdict) string {
	switch v {
	case models.ImportNew:
		return "ok"
	case models.ImportCorrected:
		return "acc"
	case models.ImportBad:
		return "bad"
	case models.ImportDouble, models.ImportLeft:
		return "warn"
	}
	return ""
}

// ImportCount is how many rows share a verdict.
type ImportCount struct {
	Verdict models.ImportVerdict
	N       int
}

// Badge is the colour of the verdict.
func (c ImportCount) Badge() string { return importBadge(c.Verdict) }

// Counts lists the verdicts that there are.
func (p ImportPreview) Counts() (out []ImportCount) {
	for _, v := range models.ImportVerdicts {
		if n := p.Sums.Rows[v]; n > 0 {
			out = append(out, ImportCount{v, n})
		}
	}
	return out
}

// ImportStand is how many of the new people stand somewhere.
type ImportStand struct {
	State models.RegistrationState
	N     int
}

// Stands lists where those who are new stand, or would.
func (p ImportPreview) Stands() (out []ImportStand) {
	for _, s := range models.RegistrationStates {
		if n := p.Sums.States[s]; n > 0 {
			out = append(out, ImportStand{s, n})
		}
	}
	return out
}

// Other reports whether rows show a language, a category or a reference of their own.
func (p ImportPreview) Other(f string) bool {
	for _, c := range p.Plan.Columns {
		if strings.EqualFold(string(c), f) {
			return true
		}
	}
	return false
}
