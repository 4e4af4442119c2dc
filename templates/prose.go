package templates

import (
	"html/template"
	"regexp"
	"strings"

	"tsudoi/models"
)

// webAddress finds ASCII addresses only: next to Japanese text, which has no spaces, an address ends where ASCII ends.
var webAddress = regexp.MustCompile(`https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+`)

// Prose turns plain text into HTML: blank lines part paragraphs, line breaks stay, web addresses become links. No mark-up of the
// writer survives.
func Prose(s string) template.HTML {
	var b strings.Builder
	for _, paragraph := range strings.Split(strings.ReplaceAll(strings.TrimSpace(s), "\r\n", "\n"), "\n\n") {
		if strings.TrimSpace(paragraph) == "" {
			continue
		}
		b.WriteString("<p>")
		b.WriteString(strings.ReplaceAll(linked(strings.TrimSpace(paragraph)), "\n", "<br>\n"))
		b.WriteString("</p>\n")
	}
	return template.HTML(b.String())
}

// linked escapes s and links its web addresses.
func linked(s string) string {
	var b strings.Builder
	done := 0
	for _, m := range webAddress.FindAllStringIndex(s, -1) {
		u := trimAddress(s[m[0]:m[1]])
		e := template.HTMLEscapeString(u)
		b.WriteString(template.HTMLEscapeString(s[done:m[0]]))
		b.WriteString(`<a href="` + e + `" rel="nofollow ugc noopener noreferrer">` + e + `</a>`)
		done = m[0] + len(u)
	}
	b.WriteString(template.HTMLEscapeString(s[done:]))
	return b.String()
}

// trimAddress gives back the punctuation that ends the sentence and not the address.
func trimAddress(u string) string {
	for len(u) > len("https://") {
		c := u[len(u)-1]
		if strings.IndexByte(".,;:!?'*_~", c) < 0 &&
			!(c == ')' && strings.Count(u, "(") < strings.Count(u, ")")) &&
			!(c == ']' && strings.Count(u, "[") < strings.Count(u, "]")) {
			break
		}
		u = u[:len(u)-1]
	}
	return u
}

// proseOf is Prose of the reader's language, in an element that names the language where it is another one.
func proseOf(lang models.Lang, t models.Text) template.HTML {
	s, l := t.Pick(lang, lang.Other())
	if l == lang || l == "" {
		return Prose(s)
	}
	return `<div lang="` + template.HTML(l) + `">` + Prose(s) + `</div>`
}
