package models

import (
	"database/sql/driver"
	"encoding/json"
	"time"
)

// ImportKnown is a registration of the event under an address or a reference of the table.
type ImportKnown struct {
	ID        ID                `db:"id"`
	State     RegistrationState `db:"state"`
	Name      string            `db:"name"`
	Email     string            `db:"email"`
	EmailKey  string            `db:"email_key"`
	Language  Lang              `db:"language"`
	Reference string            `db:"reference"`
}

// JudgeImport says of each readable row what becomes of it, beside what is registered under their addresses and references. A row is known
// by its reference first, then by its address. The registration of a row that an earlier try has made counts as new.
func JudgeImport(lines []ImportLine, known []ImportKnown) {
	byKey, byReference := map[string]ImportKnown{}, map[string]ImportKnown{}
	gone, goneReference := map[string]bool{}, map[string]ImportKnown{} // of who does not come any more
	for _, k := range known {
		if k.State == Unverified {
			continue // nobody has proven the address: it gives way
		}
		if k.State.Open() {
			byKey[k.EmailKey], byReference[k.Reference] = k, k
		} else {
			gone[k.EmailKey], goneReference[k.Reference] = true, k
		}
	}
	delete(byReference, "")
	delete(goneReference, "")
	for i := range lines {
		if l := &lines[i]; l.Readable() {
			k, there := byKey[l.Person.EmailKey]
			r, referred := byReference[l.Person.Reference]
			g, left := goneReference[l.Person.Reference]
			switch {
			case there && (referred && k.ID != r.ID || left && g.EmailKey != k.EmailKey):
				l.bad("import.bad_reference_taken")
			case there:
				l.compare(k)
			case referred:
				l.compare(r)
			case left || gone[l.Person.EmailKey]:
				l.Verdict = ImportLeft
			default:
				l.Verdict = ImportNew
			}
		}
	}
}

// compare tells whether a row that is registered says anything new. What it does not say stays as it is.
func (l *ImportLine) compare(k ImportKnown) {
	l.Was = k
	if k.ID == l.Person.ID {
		l.Verdict = ImportNew
		return
	}
	l.Person.ID = k.ID
	if !l.Says {
		l.Person.Language = k.Language
	}
	if l.Person.Reference == "" {
		l.Person.Reference = k.Reference
	}
	l.Verdict = ImportSame
	if l.Person.Name != k.Name || l.Person.Language != k.Language || l.Person.Reference != k.Reference || l.Moves() {
		l.Verdict = ImportCorrected
	}
}

// Moves reports whether the row gives somebody who is registered another address: their links go there.
func (l ImportLine) Moves() bool { return l.Was.ID != (ID{}) && l.Was.EmailKey != l.Person.EmailKey }

// ForecastImport counts where those who are new would stand if the table were imported now, with seats as they are given away now. Rows
// whose category takes in nobody now become bad.
func ForecastImport(e Event, now time.Time, seats []Seating, lines []ImportLine) map[RegistrationState]int {
	seats = append([]Seating(nil), seats...)
	states := map[RegistrationState]int{}
	for i := range lines {
		l := &lines[i]
		if l.Verdict != ImportNew {
			continue
		}
		at, found := Choice(e, now, seats, l.Person.CategoryID, l.Person.Invited)
		if !found {
			l.bad("import.bad_closed")
			continue
		}
		if o := seats[at].Offer(e, now, l.Person.Invited); o != OfferOpen && o != OfferWaiting {
			l.bad("import.bad_closed")
			continue
		}
		state := seats[at].Admit(l.Person.Invited)
		seats[at].Count(state, 1)
		states[state]++
	}
	return states
}

// ImportSums counts rows by what became of them.
type ImportSums struct {
	Rows   map[ImportVerdict]int     `json:"rows"`
	States map[RegistrationState]int `json:"states"` // of those that are new
}

// Add counts one more row; state is where somebody new stands.
func (s *ImportSums) Add(v ImportVerdict, state RegistrationState) {
	if s.Rows == nil {
		s.Rows, s.States = map[ImportVerdict]int{}, map[RegistrationState]int{}
	}
	s.Rows[v]++
	if v == ImportNew {
		s.States[state]++
	}
}

// Acts tells how many rows change anything.
func (s ImportSums) Acts() int { return s.Rows[ImportNew] + s.Rows[ImportCorrected] }

// Value stores the sums as JSON.
func (s ImportSums) Value() (driver.Value, error) { b, err := json.Marshal(s); return string(b), err }

// Scan reads what Value wrote.
func (s *ImportSums) Scan(src any) error { *s = ImportSums{}; return scanJSON(src, s) }
