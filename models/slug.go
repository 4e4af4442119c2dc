package models

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// MaxSlug is how long the readable part of an event's address may be. The database allows some more, for a number at its end.
const MaxSlug = 64

var slugShape = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// ValidSlug reports whether s can stand in an address as it is: a-z, 0-9 and single hyphens between them.
func ValidSlug(s string) bool { return len(s) <= MaxSlug && slugShape.MatchString(s) }

// SlugOf makes the readable part of an address from an English title, cut at a word's end; from the day, e-20261216, where the title
// has no letters for it.
func SlugOf(title string, start time.Time) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(title)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’': // São is sao, Workers' is workers
		default:
			b.WriteByte(' ')
		}
	}
	s := ""
	for _, word := range strings.Fields(b.String()) {
		if len(s)+1+len(word) > MaxSlug {
			break
		}
		s = strings.TrimPrefix(s+"-"+word, "-")
	}
	if len(s) < 3 {
		return "e-" + start.Format("20060102")
	}
	return s
}

// NextSlug is the first of want-2, want-3 … that is not taken.
func NextSlug(want string, taken []string) string {
	for n := 2; ; n++ {
		if s := want + "-" + strconv.Itoa(n); !slices.Contains(taken, s) {
			return s
		}
	}
}
