package models

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// PastedPerson is somebody named on a line of a pasted programme, each part as it was typed.
type PastedPerson struct {
	Name        string
	Honorific   string // Mr., Prof., 氏, 教授
	Affiliation string
	Role        PartRole
}

var (
	roleWords = []struct {
		role PartRole
		word *regexp.Regexp
	}{
		{RoleModerator, roleWord(`総合司会|司会進行|司会|進行役?|モデレータ[ー]?|ファシリテータ[ー]?|コーディネータ[ー]?|座長|moderators?|moderated by|chaired by|chair|facilitators?|mc`)},
		{RolePanelist, roleWord(`パネリスト|パネラー|panell?ists?`)},
		{RoleInterpreter, roleWord(`(?:同時|逐次)?通訳者?|interpreters?|interpretation(?: by)?`)},
		{RoleOperator, roleWord(`配信担当|operators?`)},
		{RoleHost, roleWord(`主催者?|hosts?|hosted by`)},
		{RoleSpeaker, roleWord(`登壇者?|講師|講演者?|発表者?|報告者?|話し手|スピーカー|speakers?|presenters?|lecturers?`)},
	}
	titleBefore = regexp.MustCompile(`(?i)^(?:(?:(?:assoc(?:iate|\.)?|asst\.?|assistant|emeritus)\s+)?(?:mr|ms|mrs|miss|mx|dr|prof|professor|sir|dame|rev|hon|amb|ambassador|h\.e)\b\.?\s*)+`)
	titleAfter  = regexp.MustCompile(`\s*(?:各氏|氏|さん|様|先生|(?:名誉|特任|客員|准|助)?教授|博士|殿)$`)
	wordAnd     = regexp.MustCompile(`(?i)^\s+and\s+`)
	// officeWords tell "Mr. A, Director, ILO" from a list of people.
	officeWords = regexp.MustCompile(`(?i)\b(?:director|manager|president|chair(?:person|man|woman)?|officer|professor|lecturer|researcher|fellow|founder|ceo|coo|cto|head|secretary|representative|` +
		`coordinator|specialist|adviser|advisor|official|minister|university|college|ministry|institute|office|association|union|council|corporation|company|foundation|alliance|inc|ltd|ilo|jca)\b`)
)

func roleWord(words string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(?:` + words + `)(?:\s*:\s*|\s+)`)
}

// readPeople reads a list of people. Certain reports whether at least one carries a title, an affiliation or a role,
// so that the text can hardly be anything else; ok is false where the text does not read as a list of people at all.
func readPeople(raw string) (people []PastedPerson, certain, ok bool) {
	role := PartRole("")
	for _, piece := range splitPeople(raw) {
		if r, n := leadingRole(piece); n > 0 {
			role, piece, certain = r, cutRunes(piece, n), true
		}
		if len(people) > 0 && aboutPrevious(piece, people[len(people)-1]) {
			last := &people[len(people)-1]
			last.Affiliation = joinWith(last.Affiliation, ", ", piece)
			continue
		}
		p, sure := readPerson(piece)
		if p.Name == "" || !couldBeName(p.Name) {
			return nil, false, false
		}
		if p.Role == "" {
			p.Role = role
		}
		people, certain = append(people, p), certain || sure
	}
	return people, certain, len(people) > 0
}

// leadingRole finds a word such as 司会： or Moderator at the beginning; n counts characters.
func leadingRole(piece string) (role PartRole, n int) {
	folded := foldWidth(piece)
	for _, w := range roleWords {
		if m := w.word.FindString(folded); m != "" && len(m) < len(folded) {
			return w.role, utf8.RuneCountInString(m)
		}
	}
	return "", 0
}

// aboutPrevious tells an office after a comma from the next person: only after a titled name without an affiliation in brackets.
func aboutPrevious(piece string, previous PastedPerson) bool {
	return titleBefore.MatchString(previous.Honorific+" ") && !titleBefore.MatchString(piece) && officeWords.MatchString(piece) && !strings.ContainsAny(piece, "(（")
}

// readPerson reads one of: Mr. Name (Affiliation), Name氏（所属）, Name（所属）教授, Name.
func readPerson(piece string) (p PastedPerson, certain bool) {
	name, brackets := takeBrackets(strings.TrimSpace(piece))
	for _, b := range brackets {
		if r := exactRole(b); r != "" && p.Role == "" {
			p.Role = r
		} else {
			p.Affiliation = joinWith(p.Affiliation, ", ", b)
		}
	}
	if m := titleBefore.FindString(name); m != "" && len(m) < len(name) {
		p.Honorific, name = strings.TrimSpace(m), name[len(m):]
	}
	if m := titleAfter.FindStringIndex(name); m != nil && m[0] > 0 {
		p.Honorific = joinWith(p.Honorific, " ", strings.TrimSpace(name[m[0]:]))
		name = name[:m[0]]
	}
	p.Name = strings.Trim(name, " \u3000/-–—〜~:・")
	return p, p.Honorific != "" || len(brackets) > 0
}

// exactRole reads a role that stands in brackets after a name: Takasaki氏（司会）.
func exactRole(s string) PartRole {
	s += ":"
	if r, n := leadingRole(s + "x"); n == utf8.RuneCountInString(s) {
		return r
	}
	return ""
}

// takeBrackets gives what is left of s without its outer brackets, and what was in each.
func takeBrackets(s string) (rest string, inside []string) {
	var out, in strings.Builder
	depth := 0
	for _, r := range s {
		switch {
		case r == '(' || r == '（':
			if depth++; depth == 1 {
				continue
			}
		case (r == ')' || r == '）') && depth > 0:
			if depth--; depth == 0 {
				inside = append(inside, strings.TrimSpace(in.String()))
				in.Reset()
				continue
			}
		}
		if depth > 0 {
			in.WriteRune(r)
		} else {
			out.WriteRune(r)
		}
	}
	if left := strings.TrimSpace(in.String()); left != "" { // never closed
		inside = append(inside, left)
	}
	kept := inside[:0]
	for _, b := range inside {
		if b != "" {
			kept = append(kept, b)
		}
	}
	return strings.TrimSpace(out.String()), kept
}

// splitPeople cuts a list at its separators, never inside brackets; where semicolons separate, commas belong to a person.
func splitPeople(s string) []string {
	commas := !strings.ContainsAny(outsideBrackets(s), ";；")
	var pieces []string
	runes, depth, from := []rune(s), 0, 0
	for i := 0; i < len(runes); i++ {
		switch runes[i] {
		case '(', '（':
			depth++
		case ')', '）':
			depth = max(0, depth-1)
		}
		if n := peopleSeparator(runes, i, commas); depth == 0 && n > 0 {
			pieces = append(pieces, string(runes[from:i]))
			from = i + n
			i = from - 1
		}
	}
	pieces = append(pieces, string(runes[from:]))
	kept := pieces[:0]
	for _, p := range pieces {
		if p = strings.TrimSpace(p); p != "" {
			kept = append(kept, p)
		}
	}
	return kept
}

// peopleSeparator is the number of characters of the separator at i, 0 when there is none.
func peopleSeparator(runes []rune, i int, commas bool) int {
	switch runes[i] {
	case ';', '；', '&', '＆', '／', '\t', '、', '，':
		return 1
	case ',':
		if commas {
			return 1
		}
	case '/':
		if i > 0 && i+1 < len(runes) && unicode.IsSpace(runes[i-1]) && unicode.IsSpace(runes[i+1]) {
			return 1
		}
	case 'と':
		// Only between names, not inside さとう.
		if i > 0 && i+1 < len(runes) && endsName(runes[:i]) && !unicode.Is(unicode.Hiragana, runes[i+1]) {
			return 1
		}
	case ' ':
		if m := wordAnd.FindString(string(runes[i:min(len(runes), i+12)])); m != "" {
			return utf8.RuneCountInString(m)
		}
	}
	return 0
}

func endsName(before []rune) bool {
	r := before[len(before)-1]
	return !unicode.Is(unicode.Hiragana, r) || titleAfter.MatchString(string(before[max(0, len(before)-4):]))
}

func outsideBrackets(s string) string {
	rest, _ := takeBrackets(s)
	return rest
}

const longestPastedName = 60 // characters; beyond it a text is no name

// couldBeName refuses what is plainly a sentence or an address on the web.
func couldBeName(s string) bool {
	return utf8.RuneCountInString(s) <= longestPastedName && !strings.ContainsAny(s, "。？！?!:：「」『』“”\"") && strings.ContainsFunc(s, unicode.IsLetter)
}

func joinWith(a, sep, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + sep + b
}
