package models

import (
	"regexp"
	"slices"
	"strings"
)

// listMark is what numbers or marks a line of a list.
var listMark = regexp.MustCompile(`^\s*(?:[•・●○◦]\s*|[-*]\s+|\(?\d{1,4}[.)]\s+)`)

// inBrackets is an address in brackets of another kind than a mail program would use.
var inBrackets = regexp.MustCompile(`[(\[「【]\s*(?:mailto:)?([^\s()\[\]「」【】]+@[^\s()\[\]「」【】]+)\s*[)\]」】]`)

// cells splits a line at the separators that stand outside quotes and angle brackets. "" in quotes is one of them.
func cells(s, separators string) []string {
	var out []string
	var b strings.Builder
	quoted, angle := false, false
	for _, r := range s {
		switch {
		case r == '"' && (quoted || strings.TrimSpace(b.String()) == ""):
			quoted = !quoted
			b.WriteRune(r)
			continue
		case r == '"' && quoted:
			quoted = false
		case r == '<':
			angle = true
		case r == '>':
			angle = false
		case !quoted && !angle && strings.ContainsRune(separators, r):
			out = append(out, b.String())
			b.Reset()
			continue
		}
		b.WriteRune(r)
	}
	return append(out, b.String())
}

// unquote takes a cell out of its quotes, as CSV has them.
func unquote(s string) string {
	s = strings.TrimSpace(s)
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		s = strings.ReplaceAll(s[1:len(s)-1], `""`, `"`)
	}
	return strings.TrimSpace(s)
}

// guestEntries parts a line with several people in it: at semicolons, as Outlook writes them, or at the commas between addresses.
func guestEntries(s string) []string {
	s = strings.ReplaceAll(listMark.ReplaceAllString(s, ""), "、", ",")
	s = inBrackets.ReplaceAllString(s, " <$1>")
	if strings.Count(s, "@") < 2 || strings.Contains(s, "\t") {
		return []string{s}
	}
	var out []string
	for _, some := range cells(s, ";") {
		if strings.Count(some, "@") > 1 {
			out = append(out, betweenAddresses(some)...)
		} else if strings.TrimSpace(some) != "" {
			out = append(out, some)
		}
	}
	return out
}

// betweenAddresses parts people at the commas that follow an address. A language after that belongs to the person before it.
func betweenAddresses(s string) (out []string) {
	open := ""
	for _, piece := range cells(s, ",") {
		switch {
		case open == "" && len(out) > 0 && languageWord(piece) != "": // belongs to the address before it
			out[len(out)-1] += "," + piece
			continue
		case open != "":
			open += ","
		}
		if open += piece; strings.Contains(piece, "@") {
			out, open = append(out, open), ""
		}
	}
	if strings.TrimSpace(open) != "" {
		out = append(out, open)
	}
	return out
}

// readGuestEntry takes apart what stands for one person.
func readGuestEntry(s string) guestPieces {
	if name, tail, found := strings.Cut(s, "<"); found && !strings.Contains(s, "\t") {
		if address, after, closed := strings.Cut(tail, ">"); closed && strings.Contains(address, "@") {
			p := guestPieces{name: strings.TrimSpace(name), address: address, rest: words(cells(after, ",;"))}
			if before := words(cells(name, ",")); len(before) > 1 && !latin(name) {
				p.name, p.rest = before[0], append(before[1:], p.rest...)
			}
			return p
		}
	}
	separators := ",;"
	if strings.Contains(s, "\t") {
		separators = "\t"
	}
	parts := words(cells(s, separators))
	if len(parts) == 1 {
		parts = parted(parts[0])
	}
	var p guestPieces
	for _, part := range parts {
		switch {
		case p.address == "" && strings.Contains(part, "@"):
			inside := readInside(part)
			p.address, p.rest = inside.address, append(p.rest, inside.rest...)
			if p.name == "" {
				p.name = inside.name
			} else if inside.name != "" {
				p.rest = append(p.rest, inside.name)
			}
		case p.name == "" && languageWord(part) == "":
			p.name = part
		default:
			p.rest = append(p.rest, part)
		}
	}
	return p
}

// readInside takes a name and an address apart that stand in one cell.
func readInside(part string) guestPieces {
	if strings.ContainsAny(part, " <") {
		if name, tail, found := strings.Cut(part, "<"); found {
			address, after, _ := strings.Cut(tail, ">")
			return guestPieces{name: name, address: address, rest: words([]string{after})}
		}
		in := parted(part)
		for i, w := range in {
			if strings.Contains(w, "@") {
				return guestPieces{name: strings.Join(in[:i], " "), address: w, rest: in[i+1:]}
			}
		}
	}
	return guestPieces{address: part}
}

// parted splits at spaces what has no other separators: the words before the address are the name.
func parted(s string) []string {
	fields := strings.Fields(s)
	at := slices.IndexFunc(fields, func(f string) bool { return strings.Contains(f, "@") })
	if at < 1 {
		return fields
	}
	return append([]string{strings.Join(fields[:at], " ")}, fields[at:]...)
}

// words drops empty cells, and the quotes of the others.
func words(cells []string) []string {
	var out []string
	for _, c := range cells {
		if c = unquote(c); c != "" {
			out = append(out, c)
		}
	}
	return out
}

// guestColumns says which column holds what, after a line that names them.
type guestColumns struct {
	separator string
	kinds     []string // name, family, given, email, language, category, note; "" for what is left out
}

// columnWords are the names of columns, without spaces and marks, in lower case.
var columnWords = map[string]string{
	"name": "name", "fullname": "name", "氏名": "name", "名前": "name", "お名前": "name", "姓名": "name", "ご芳名": "name", "芳名": "name", "guest": "name",
	"lastname": "family", "surname": "family", "familyname": "family", "姓": "family", "名字": "family", "苗字": "family",
	"firstname": "given", "givenname": "given", "名": "given",
	"email": "email", "mail": "email", "emailaddress": "email", "mailaddress": "email", "address": "email", "メール": "email", "メールアドレス": "email",
	"eメール": "email", "電子メール": "email", "アドレス": "email", "eメールアドレス": "email",
	"language": "language", "lang": "language", "言語": "language", "使用言語": "language",
	"category": "category", "区分": "category", "種別": "category", "参加区分": "category",
	"note": "note", "notes": "note", "remarks": "note", "comment": "note", "organisation": "note", "organization": "note", "affiliation": "note",
	"company": "note", "country": "note", "title": "note", "position": "note", "備考": "note", "メモ": "note", "所属": "note", "団体": "note", "団体名": "note",
	"会社": "note", "会社名": "note", "組織": "note", "職名": "note", "役職": "note", "肩書": "note", "国": "note", "国名": "note",
}

// readGuestColumns reads a line that names columns, an address among them; nil for any other line.
func readGuestColumns(s string) *guestColumns {
	c := guestColumns{separator: ","}
	for _, sep := range []string{"\t", ";"} {
		if strings.Contains(s, sep) {
			c.separator = sep
			break
		}
	}
	if c.separator == "," {
		s = strings.ReplaceAll(s, "、", ",")
	}
	drop := strings.NewReplacer(" ", "", "-", "", "_", "", ".", "", ":", "", "*", "")
	for _, cell := range cells(s, c.separator) {
		c.kinds = append(c.kinds, columnWords[strings.ToLower(drop.Replace(unquote(cell)))])
	}
	if !slices.Contains(c.kinds, "email") {
		return nil
	}
	return &c
}

func (c *guestColumns) read(s string) guestPieces {
	var p guestPieces
	var family, given string
	for i, cell := range cells(s, c.separator) {
		if i >= len(c.kinds) {
			break
		}
		cell = unquote(cell)
		switch c.kinds[i] {
		case "name":
			p.name = cell
		case "family":
			family = cell
		case "given":
			given = cell
		case "email":
			p.address = cell
		case "language", "category", "note":
			p.rest = append(p.rest, cell)
		}
	}
	if p.name == "" {
		p.name = joinWith(given, " ", family)
		if !latin(family + given) {
			p.name = joinWith(family, " ", given)
		}
	}
	return p
}
