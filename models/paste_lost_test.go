package models

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// letters is what must not be lost of a text: its letters and digits.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

func FuzzReadProgramme(f *testing.F) {
	f.Add(sample(f, Japanese))
	f.Add(sample(f, English))
	f.Add("About\nDay 1\n9:00 A / Mr. B (C), D and E\nnote\n司会：F氏\n25:61 odd\n8:00 back\n2日目 つくば\n9時半〜10時 休憩\n10:00 End\n10:00\n\tG")
	f.Add("1900 A\n1930 B\n2000 C\n(12月16日(水)) 9:00 D／E氏（（F）\n第3日\n午後12時 G")
	start := time.Date(2026, 12, 16, 16, 0, 0, 0, mustZone(f, "Asia/Tokyo"))
	f.Fuzz(func(t *testing.T, text string) {
		began := time.Now()
		for _, s := range []time.Time{start, {}} {
			p, problem := ReadProgramme(text, s, Japanese)
			if problem != nil {
				return
			}
			nothingLost(t, text, p)
			d := Bilingual(p, p)
			if len(d.Items) != len(p.Items) {
				t.Fatalf("%d items, paired with themselves %d", len(p.Items), len(d.Items))
			}
		}
		if took := time.Since(began); took > 3*time.Second {
			t.Fatalf("%d bytes took %v", len(text), took)
		}
	})
}

// TestReadProgramme_losesNoLine throws pieces of the grammar together, which random bytes seldom do.
func TestReadProgramme_losesNoLine(t *testing.T) {
	pieces := []string{"\n", "\n", "\n", "\n9:00", "\n10:30 ", "\n11時半", "\n午後3時〜4時", "\n1600", "\n4pm–5pm ", "\n25:61", "\n8:00 ", "\n終了", "End", "\n18:00 終了", "\n12月16日(水)", "\nDay 2",
		"\n3日目", "\n・", "\n1. ", "①", "(", "）", "（", ")", "／", " / ", " - ", "\t", "、", ", ", ";", "と", " and ", "&", "：", ": ", "司会：", "Moderator ", "通訳", "Mr. ", "Prof. ", "氏", "教授", "さん", "さとう", "高崎真一",
		"Hanako Sato", "ボーダレス・ジャパン", "ILO", "Director", "開会", "Panel", "休憩", "基調講演", "Q&A", "https://example.org/a", "「題」", "。", " ", "　", "\r\n", "\u2028", "é", "👩‍👩‍👧", "\x00", "\xff", "-", "〜", "2026/12/17 ", "水曜日", "16"}
	r := rand.New(rand.NewPCG(1, 2))
	for range 4000 {
		var b strings.Builder
		for range 3 + r.IntN(60) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		if r.IntN(2) == 0 {
			b.WriteString("\n23:00 A\n23:10 B\n23:20 C")
		}
		p, problem := ReadProgramme(b.String(), time.Time{}, Japanese)
		if problem != nil {
			t.Fatal(problem)
		}
		nothingLost(t, b.String(), p)
		Bilingual(p, p)
	}
}

func TestReadProgramme_readsTheLongestTextQuickly(t *testing.T) {
	start := time.Date(2026, 12, 16, 16, 0, 0, 0, mustZone(t, "Asia/Tokyo"))
	for _, piece := range []string{"a / ", "／", "9:00 a\n", "9:00 ", "9:00 A氏、", "(", "\n", "12月16日(水)\n\n", "25:61\n", "と", " and ", "9:00 a - b - ", "1. ", "Mr. ", "司会：", "9:00 a / b(c), d\n"} {
		text := "9:00 A\n9:00 B\n9:00 " + strings.Repeat(piece, (MaxPasted-30)/utf8.RuneCountInString(piece))
		began := time.Now()
		p, problem := ReadProgramme(text, start, English)
		if problem != nil {
			t.Fatal(problem)
		}
		Bilingual(p, p)
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("%q again and again took %v", piece, took)
		}
	}
}

// anyRole finds the words that become a role, and so need not be kept as text.
var anyRole = regexp.MustCompile(`(?i)司会|モデレータ|座長|進行|主催|講師|登壇者|パネリスト|通訳|moderators?|moderated by|chaired by|chair|facilitators?|mc|hosted by|hosts?|operators?|speakers?|presenters?|lecturers?|panell?ists?|interpreters?|interpretation(?: by)?`)

// nothingLost checks that each line is where Pasted says, with all the letters that are not part of a time or a role.
func nothingLost(t *testing.T, text string, p Pasted) {
	t.Helper()
	elsewhere := map[int]bool{}
	kept := []string{p.About}
	for _, n := range p.Ends {
		elsewhere[n] = true
	}
	for _, d := range p.Days {
		kept = append(kept, d.Text)
	}
	items := map[int]PastedItem{}
	for _, i := range p.Items {
		items[i.Line] = i
		kept = append(kept, i.Title, i.Note)
		for _, who := range i.People {
			kept = append(kept, who.Name, who.Honorific, who.Affiliation)
		}
		if i.Minutes < 0 || i.Day < 1 || i.Start < 0 || i.Start >= 30*60 {
			t.Fatalf("item %+v", i)
		}
	}
	all := strings.Join(kept, "\n")
	four := fourDigitTimes(strings.Split(lineEnds.Replace(text), "\n"))
	for i, line := range strings.Split(lineEnds.Replace(strings.ToValidUTF8(text, "\ufffd")), "\n") {
		n := i + 1
		line = strings.TrimSpace(line)
		if line == "" || elsewhere[n] || strings.Contains(all, line) {
			continue
		}
		rest := line
		if _, there := items[n]; there {
			rest = readLine(n, line, four).rest
		}
		for _, piece := range splitPeople(strings.NewReplacer("(", " ", "（", " ", ")", " ", "）", " ").Replace(anyRole.ReplaceAllString(rest, ""))) {
			for _, r := range letters(piece) {
				if r != 'と' && !strings.ContainsRune(all, r) { // と separates two names
					t.Fatalf("line %d, %q: %q is lost in\n%+v", n, line, string(r), p)
				}
			}
		}
	}
}
