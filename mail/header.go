package mail

import (
	"encoding/base64"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

const (
	longestName    = 80  // grapheme clusters of a display name
	longestSubject = 200 // grapheme clusters of a subject
	longestWord    = 60  // ASCII octets without a space that a header line may hold
	encodedOctets  = 39  // text in one encoded word: 64 octets on the wire, which fit behind any field name on a line of 76
)

// oneLine turns anything into one line of valid text: line breaks and tabs become spaces, runs of spaces one space; other
// controls go, and so do the characters that reorder what stands around them.
func oneLine(s string) string {
	var b strings.Builder
	space := false
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		switch {
		case r == ' ', r == '\t', r == '\n', r == '\r', r == '\u0085', r == '\u2028', r == '\u2029':
			space = true
			continue
		case unicode.IsControl(r), reorders(r), r == '\uFEFF':
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String())
}

// reorders: the embeddings, overrides and isolates of the bidirectional algorithm (UAX 9).
func reorders(r rune) bool {
	return r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069'
}

// shorten keeps at most n grapheme clusters, and of monstrous clusters at most 32 n octets.
func shorten(s string, n int) string {
	g := uniseg.NewGraphemes(s)
	for i := 1; g.Next(); i++ {
		_, end := g.Positions()
		if i == n && end < len(s) || end > 32*n {
			start, _ := g.Positions()
			return strings.TrimSpace(s[:start]) + "…"
		}
	}
	return s
}

// headerText is a text as it may stand in a header: itself if nothing in it can be misread, otherwise B-encoded words (RFC 2047).
// "=?" is encoded too, because readers would decode it, and so is a word too long for a line.
func headerText(s string) string {
	if ascii(s) && !strings.Contains(s, "=?") && !hasLongWord(s) {
		return s
	}
	var words []string
	for len(s) > 0 {
		end := 0
		for end < len(s) {
			_, size := utf8.DecodeRuneInString(s[end:])
			if end+size > encodedOctets {
				break
			}
			end += size
		}
		words = append(words, "=?UTF-8?b?"+base64.StdEncoding.EncodeToString([]byte(s[:end]))+"?=")
		s = s[end:]
	}
	return strings.Join(words, " ")
}

func hasLongWord(s string) bool {
	for _, w := range strings.Fields(s) {
		if len(w) > longestWord {
			return true
		}
	}
	return false
}
