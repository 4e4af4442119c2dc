package models

import "time"

// Typed writes w the way somebody would type it so that ParseWhen, in the same zone and at any time, reads the very same instants:
// with its year, and with the offset where clocks show a time twice.
func (w When) Typed() string {
	if w.AllDay {
		first, last := dayOf(w.Start), dayOf(w.End.Add(-time.Second))
		if first == last {
			return first.String() + " all day"
		}
		return first.String() + " – " + last.String()
	}
	s := w.Start.Format(wallTime) + twiceShown(w.Start) + "–"
	if dayOf(w.Start) != dayOf(w.End) {
		return s + w.End.Format(wallTime) + twiceShown(w.End)
	}
	return s + w.End.Format("15:04") + twiceShown(w.End)
}

// twiceShown is the offset to add to a time that clocks in its zone show twice, "" for any other.
func twiceShown(t time.Time) string {
	if len(instants(shown(t), t.Location())) < 2 {
		return ""
	}
	return " " + offsetName(t)
}
