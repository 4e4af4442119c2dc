package calendar

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"tsudoi/models"
)

// lines collects content lines (RFC 5545, 3.1).
type lines struct{ strings.Builder }

const lineOctets = 75

// line ends a content line with CRLF and folds it at 75 octets, never inside a character.
func (b *lines) line(s string) {
	room := lineOctets
	for len(s) > room {
		n := room
		for !utf8.RuneStart(s[n]) {
			n--
		}
		b.WriteString(s[:n])
		b.WriteString("\r\n ")
		s, room = s[n:], lineOctets-1 // the blank counts
	}
	b.WriteString(s)
	b.WriteString("\r\n")
}

// text writes a property of the value type TEXT (3.3.11).
func (b *lines) text(property, value string) { b.line(property + ":" + escape.Replace(clean(value))) }

var escape = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`)

var breaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// clean makes every kind of line break a line feed and drops the other control characters, tab excepted.
// The Unicode breaks go as well because some readers split lines at them.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, breaks.Replace(strings.ToValidUTF8(s, "\uFFFD")))
}

// commonName is the parameter that shows a name for an address. A quoted parameter cannot hold a double quote (3.1),
// and readers that know RFC 6868's way round that are few.
func commonName(name string) string {
	name = strings.TrimSpace(strings.NewReplacer(`"`, "'", "\n", " ", "\t", " ").Replace(clean(name)))
	if name == "" {
		return ""
	}
	return `;CN="` + name + `"`
}

func language(l models.Lang) string {
	if l == "" {
		return ""
	}
	return ";LANGUAGE=" + string(l)
}

// plainTag reports whether l can stand in a parameter as it is.
func plainTag(l models.Lang) bool {
	return strings.Trim(string(l), "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == ""
}

// asciiURI percent-encodes what may not stand in a URI (RFC 3986) and leaves the rest, percent signs included, alone.
func asciiURI(s string) string { return percent(s, " \"<>\\^`{|}") }

// mailto is the address as a URI (RFC 6068, 2).
func mailto(address string) string {
	return "mailto:" + percent(strings.TrimSpace(address), " \"<>\\^`{|}%/?#[]&;=:,")
}

func percent(s, special string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if c := s[i]; c <= 0x20 || c >= 0x7f || strings.IndexByte(special, c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
