package models

import "github.com/google/uuid"

// ID names a row. It is made by the program before the first try of a write, so that a write repeated after a lost answer is the
// same write. Being guessable it is no permission: what a person may open is a signed link or a session.
type ID = uuid.UUID

// NewID returns a UUIDv7: unique, and in order of creation.
func NewID() ID { return uuid.Must(uuid.NewV7()) }

// ParseID reads an ID as it stands in a URL or a form; the zero ID for anything else.
func ParseID(s string) ID {
	id, err := uuid.Parse(s)
	if err != nil || len(s) != 36 {
		return ID{}
	}
	return id
}
