package models

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"
)

// Keys of what CleanLine and CleanText say. text.too_long has the hole {max}.
const (
	textRequired = "text.required"
	textTooLong  = "text.too_long"
	textControl  = "text.control"
	textBidi     = "text.bidi"
)

// bytesPerCharacter caps the bytes behind one visible character, so that a tower of combining marks cannot fill a table.
// The widest emoji sequence in use, a family with skin tones, has 41; an average of 16 leaves room for a name made of flags.
const bytesPerCharacter = 16

// CleanLine reads one line that a person typed: valid UTF-8, NFC, trimmed (ideographic spaces too), tabs as spaces,
// no line breaks, no control characters, no characters that turn the direction of the text around it, and at most
// max grapheme clusters. The second value is the key of the problem, empty when there is none; text.too_long wants
// the argument max. An empty line is text.required: a field that may stay empty goes through Problems.Line.
func CleanLine(typed string, max int) (string, string) {
	return clean(strings.ReplaceAll(typed, "\t", " "), max, false)
}

// CleanText is CleanLine for a text of several lines: line feeds and tabs stay, other line ends become line feeds,
// blanks at the ends of lines go.
func CleanText(typed string, max int) (string, string) {
	lines := strings.Split(lineEnds.Replace(typed), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRightFunc(l, unicode.IsSpace)
	}
	return clean(strings.Trim(strings.Join(lines, "\n"), "\n"), max, true)
}

// lineEnds turns the line ends of every system into line feeds.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n")

func clean(s string, max int, lines bool) (string, string) {
	if !utf8.ValidString(s) {
		return "", textControl
	}
	s = strings.TrimFunc(norm.NFC.String(s), invisibleEdge)
	if Blank(s) {
		return "", textRequired
	}
	for _, r := range s {
		switch {
		case lines && (r == '\n' || r == '\t'):
		case unicode.IsControl(r), r == '\u2028', r == '\u2029', r == '\ufffe', r == '\uffff':
			return "", textControl
		case turnsDirection(r):
			return "", textBidi
		}
	}
	if len(s) > max*bytesPerCharacter || uniseg.GraphemeClusterCount(s) > max {
		return "", textTooLong
	}
	return s, ""
}

// Blank reports whether s shows nothing: spaces, format characters and fillers only.
func Blank(s string) bool {
	for _, r := range s {
		switch {
		case unicode.IsSpace(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
		case r == '\u115f', r == '\u1160', r == '\u3164', r == '\uffa0', r == '\u2800', r == '\u034f':
		default:
			return false
		}
	}
	return true
}

// invisibleEdge is what nobody types on purpose at the beginning or the end of a text. Joiners stay: scripts need them.
func invisibleEdge(r rune) bool {
	return unicode.IsSpace(r) || r == '\u200b' || r == '\u2060' || r == '\ufeff'
}

// turnsDirection covers the overrides, embeddings and isolates, with which a name can make the line around it lie.
func turnsDirection(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// Line reads an optional field of one line and records its problem under the field's name.
func (p Problems) Line(field, typed string, max int) string {
	s, key := CleanLine(typed, max)
	return p.optional(field, s, key, max)
}

// Text reads an optional field of several lines.
func (p Problems) Text(field, typed string, max int) string {
	s, key := CleanText(typed, max)
	return p.optional(field, s, key, max)
}

// NeedLine is Line for a field that must not stay empty.
func (p Problems) NeedLine(field, typed string, max int) string {
	s, key := CleanLine(typed, max)
	return p.required(field, s, key, max)
}

// NeedText is Text for a field that must not stay empty.
func (p Problems) NeedText(field, typed string, max int) string {
	s, key := CleanText(typed, max)
	return p.required(field, s, key, max)
}

func (p Problems) optional(field, s, key string, max int) string {
	if key == textRequired {
		return ""
	}
	return p.required(field, s, key, max)
}

func (p Problems) required(field, s, key string, max int) string {
	if key != "" {
		p.Add(field, key, "max", max)
	}
	return s
}
