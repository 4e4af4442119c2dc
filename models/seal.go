package models

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"
)

// SealRegistered is what the page after a registration says back to the browser that registered.
const SealRegistered Purpose = "registered"

const sealHead = 8 // the end of its time, in Unix seconds

// Seal wraps a value that a browser keeps for us until a moment. Its owner can read it; nobody can make or change one.
func (l Links) Seal(p Purpose, value []byte, until time.Time) string {
	body := append(binary.BigEndian.AppendUint64(nil, uint64(until.Unix())), value...)
	return base64.RawURLEncoding.EncodeToString(append(body, l.sealMAC(p, body)...))
}

// Unseal returns what Seal wrapped for p: ErrGone when its time is over, ErrNotFound for anything that Seal didn't make.
func (l Links) Unseal(p Purpose, sealed string, now time.Time) ([]byte, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(sealed)
	if err != nil || len(b) < sealHead+sha256.Size {
		return nil, ErrNotFound
	}
	body, mac := b[:len(b)-sha256.Size], b[len(b)-sha256.Size:]
	if !hmac.Equal(mac, l.sealMAC(p, body)) {
		return nil, ErrNotFound
	}
	if now.Unix() > int64(binary.BigEndian.Uint64(body)) {
		return nil, ErrGone
	}
	return body[sealHead:], nil
}

// sealMAC has a name of its own in front, so that no link passes for a sealed value.
func (l Links) sealMAC(p Purpose, body []byte) []byte {
	h := hmac.New(sha256.New, l.key)
	h.Write([]byte("tsudoi seal\x00" + string(p) + "\x00"))
	h.Write(body)
	return h.Sum(nil)
}
