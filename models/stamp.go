package models

import (
	"encoding/binary"
	"time"
)

// SealForm is on a form that everybody may get: when it was made.
const SealForm Purpose = "form"

// People take longer than a moment to fill in a form, and seldom longer than a day, to which come the hours that their browser has kept it.
const (
	youngForm = 2 * time.Second
	oldForm   = 36 * time.Hour
)

// Stamp says on a form when it was made.
func (l Links) Stamp(now time.Time) string {
	return l.Seal(SealForm, binary.BigEndian.AppendUint64(nil, uint64(now.UnixMilli())), now.Add(oldForm))
}

// Handmade reports whether the form with this stamp may have been filled in by hand: it was one of ours, not of this moment and not of
// another day. It is no proof, and its lack is none either.
func (l Links) Handmade(stamp string, now time.Time) bool {
	age, ours := l.formAge(stamp, now)
	return ours && age >= youngForm
}

// Restamp returns the stamp of a form that comes back to be mended: its own, so that who mends it at once does not count as quick.
func (l Links) Restamp(stamp string, now time.Time) string {
	if _, ours := l.formAge(stamp, now); ours {
		return stamp
	}
	return l.Stamp(now)
}

func (l Links) formAge(stamp string, now time.Time) (age time.Duration, ours bool) {
	b, err := l.Unseal(SealForm, stamp, now)
	if err != nil || len(b) != 8 {
		return 0, false
	}
	return now.Sub(time.UnixMilli(int64(binary.BigEndian.Uint64(b)))), true
}
