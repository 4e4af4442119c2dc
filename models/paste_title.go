package models

import (
	"regexp"
	"strings"
	"unicode"
)

// roleLine matches a line under an item that names people by their role.
var roleLine = regexp.MustCompile(`(?i)^[\p{L} ]{1,24}\s*:`)

// longestSplit is the length in bytes up to which a line is searched for people; the search tries every slash.
const longestSplit = 3000

// splitTitle separates what happens from who does it: 開会／Takasaki氏（ILO）, Keynote / Prof. Itami, title TAB people.
// A slash or a tab is enough where the kind of item has people; a dash needs people beyond doubt, since titles have
// dashes too.
func splitTitle(s string) (title string, people []PastedPerson) {
	if len(s) > longestSplit {
		return s, nil
	}
	for _, strict := range []bool{false, true} {
		for _, cut := range titleCuts(s, strict) {
			before, after := strings.TrimSpace(s[:cut[0]]), strings.TrimSpace(s[cut[1]:])
			if before == "" || after == "" {
				continue
			}
			who, certain, ok := readPeople(after)
			if !ok || !certain && (strict || !hasPeople(kindOf(before))) {
				continue
			}
			return before, who
		}
	}
	return s, nil
}

// hasPeople reports whether an item of a kind has people on stage, so that a bare name after a slash is one.
func hasPeople(kind ItemKind) bool {
	switch kind {
	case Break, Travel, Visit, AudienceQA, CrossQuestions, Screening:
		return false
	}
	return true
}

// titleCuts finds the places where a title may end, outside brackets: tabs and slashes, or (dashes) dashes between spaces.
func titleCuts(s string, dashes bool) (cuts [][2]int) {
	depth := 0
	for i, r := range s {
		end := i + len(string(r))
		switch r {
		case '(', '（', '「', '『', '“':
			depth++
		case ')', '）', '」', '』', '”':
			depth = max(0, depth-1)
		}
		if depth > 0 {
			continue
		}
		switch r {
		case '\t', '／':
			if !dashes {
				cuts = append(cuts, [2]int{i, end})
			}
		case '/':
			if !dashes && spaced(s, i, end) {
				cuts = append(cuts, [2]int{i, end})
			}
		case '-', '–', '—', '―':
			if dashes && spaced(s, i, end) {
				cuts = append(cuts, [2]int{i, end})
			}
		}
	}
	return cuts
}

// spaced reports whether there are spaces on both sides of s[from:to].
func spaced(s string, from, to int) bool {
	before, after := []rune(s[:from]), []rune(s[to:])
	return len(before) > 0 && len(after) > 0 && unicode.IsSpace(before[len(before)-1]) && unicode.IsSpace(after[0])
}
