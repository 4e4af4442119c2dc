package models

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"
)

// How long a password is, in grapheme clusters. The upper end only keeps a form from being a load.
const (
	MinPassword = 8
	MaxPassword = 1000
)

//go:embed passwords.txt
var commonList string

var commonPasswords = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for line := range strings.Lines(commonList) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, w := range strings.Fields(line) {
			m[w] = true
		}
	}
	return m
})

// CleanPassword makes one spelling of what a password is typed as on different keyboards: NFC, each kind of space as the ASCII one
// (OpaqueString of RFC 8265, 4.2.2). Nothing is trimmed or cut.
func CleanPassword(typed string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if r != ' ' && unicode.Is(unicode.Zs, r) {
			return ' '
		}
		return r
	}, typed))
}

// NewPassword reads a password that somebody chooses. There are no rules of composition: it must be long enough, and not among those
// that guessers try first, which include what is known of its owner.
func (p Problems) NewPassword(field, typed string, known ...string) string {
	s := CleanPassword(typed)
	n := uniseg.GraphemeClusterCount(s)
	switch {
	case s == "":
		p.Add(field, "password.required", "min", MinPassword)
	case n < MinPassword:
		p.Add(field, "password.too_short", "min", MinPassword)
	case n > MaxPassword || len(s) > MaxPassword*bytesPerCharacter:
		p.Add(field, textTooLong, "max", MaxPassword)
	case strings.IndexFunc(s, unicode.IsControl) >= 0:
		p.Add(field, textControl)
	case guessed(s, known):
		p.Add(field, "password.common")
	}
	return s
}

// guessed reports whether a guesser who knows the person begins with s.
func guessed(s string, known []string) bool {
	low := strings.ToLower(s)
	first, _ := utf8.DecodeRuneInString(low)
	if commonPasswords()[low] || strings.Trim(low, string(first)) == "" {
		return true
	}
	bare := strings.TrimRightFunc(low, func(r rune) bool { return unicode.IsDigit(r) || unicode.IsPunct(r) })
	for _, k := range known {
		k = strings.ToLower(strings.TrimSpace(k))
		local, _, _ := strings.Cut(k, "@")
		if k != "" && (low == k || bare == k || low == local || bare == local) {
			return true
		}
	}
	return false
}
