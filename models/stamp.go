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
	b, err := l.Unseal(SealForm, stamp, now)
	if err != nil || len(b) != 8 {
		return false
	}
	return now.Sub(time.UnixMilli(int64(binary.BigEndian.Uint64(b)))) >= youngForm
}
