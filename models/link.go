package models

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
)

// Purpose says what a signed link opens. A link of one purpose never opens another.
type Purpose string

const (
	LinkMy     Purpose = "my"      // an attendee's own registration: change, cancel, ask
	LinkJoin   Purpose = "join"    // the way in on the day, and the live room; stands in calendars, so it can't change anything else
	LinkSignIn Purpose = "sign-in" // staff
	LinkInvite Purpose = "invite"  // to the desk
	LinkStage  Purpose = "stage"   // an event's stage view
	LinkSetUp  Purpose = "set-up"  // the first visit
	LinkMove   Purpose = "address" // to a new address that asks to be proven; names the change
	LinkProof  Purpose = "proof"   // to the address of a registration that waits to be proven
	LinkGuest  Purpose = "guest"   // an invitation to take part: accept or decline, and nothing of a registration
)

// Links signs and reads the values in personal links: no secret is stored, so none can be read from the database. A value holds the
// row's ID and its link version; raising the version in the row makes all earlier links void.
type Links struct{ key []byte }

// NewLinks takes the installation's secret, at least 32 bytes.
func NewLinks(key []byte) Links { return Links{key} }

const macSize = 16

func (l Links) mac(p Purpose, body []byte) []byte {
	h := hmac.New(sha256.New, l.key)
	h.Write([]byte("tsudoi link\x00" + string(p) + "\x00"))
	h.Write(body)
	return h.Sum(nil)[:macSize]
}

// Sign returns the value for a URL: 46 characters of the URL alphabet.
func (l Links) Sign(p Purpose, id ID, version int) string {
	body := binary.BigEndian.AppendUint16(append([]byte{}, id[:]...), uint16(version))
	return base64.RawURLEncoding.EncodeToString(append(body, l.mac(p, body)...))
}

// Blind names a value for counting without telling it: the same value has the same name at one installation, and only there.
func (l Links) Blind(value string) string {
	return base64.RawURLEncoding.EncodeToString(l.mac("blind", []byte(value)))
}

// Open reads a value that Sign made for p. The caller compares version with the row's. ErrNotFound for anything else.
func (l Links) Open(p Purpose, value string) (id ID, version int, err error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(value)
	if err != nil || len(b) != len(id)+2+macSize {
		return ID{}, 0, ErrNotFound
	}
	body, mac := b[:len(id)+2], b[len(id)+2:]
	if subtle.ConstantTimeCompare(mac, l.mac(p, body)) != 1 {
		return ID{}, 0, ErrNotFound
	}
	copy(id[:], body)
	return id, int(binary.BigEndian.Uint16(body[len(id):])), nil
}
