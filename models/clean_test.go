package models

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

func TestCleanLine_keepsWhatPeopleWriteAndRefusesTheRest(t *testing.T) {
	family := strings.Join([]string{"👨🏽", "👩🏽", "👧🏽", "👦🏽"}, "\u200d")
	cases := []struct {
		typed string
		max   int
		want  string
		key   string
	}{
		{"　山田　太郎 ", 10, "山田　太郎", ""},
		{"\ufeffTaro\u200b", 10, "Taro", ""},
		{"e\u0301", 1, "é", ""},
		{"㈱つどい", 5, "㈱つどい", ""},
		{"a\tb", 5, "a b", ""},
		{family, 3, family, ""},
		{family, 1, "", textTooLong}, // one character of 41 bytes: over the cap
		{"क्\u200dष", 5, "क्\u200dष", ""},
		{"\n", 5, "", textRequired},
		{"", 5, "", textRequired},
		{"　\u200b\u3164\u200d", 5, "", textRequired},
		{"あいうえお", 5, "あいうえお", ""},
		{"あいうえおか", 5, "", textTooLong},
		{strings.Repeat("é", 100000), 200, "", textTooLong},
		{"a" + strings.Repeat("\u0301", 3000), 200, "", textTooLong},
		{"a\x00b", 5, "", textControl},
		{"a\nb", 5, "", textControl},
		{"a\rb", 5, "", textControl},
		{"a\u0085b", 5, "", textControl},
		{"a\u2028b", 5, "", textControl},
		{"a\x7fb", 5, "", textControl},
		{"a\uffffb", 5, "", textControl},
		{"a\xffb", 5, "", textControl},
		{"\xed\xa0\x80", 5, "", textControl}, // half of a surrogate pair
		{"a\u202eb", 5, "", textBidi},
		{"a\u2069b", 5, "", textBidi},
		{"a\u200fb", 5, "a\u200fb", ""}, // a mark only, part of honest Hebrew and Arabic
	}
	for _, c := range cases {
		got, key := CleanLine(c.typed, c.max)
		if got != c.want || key != c.key {
			t.Errorf("CleanLine(%q, %d) = %q, %q; want %q, %q", c.typed, c.max, got, key, c.want, c.key)
		}
	}
}

func TestCleanText_keepsLinesAndTabs(t *testing.T) {
	got, key := CleanText("\r\n  一行目 \r\n\r\n二行目\tb　\r三行目\u2028四\n\n", 100)
	if want := "一行目\n\n二行目\tb\n三行目\n四"; got != want || key != "" {
		t.Errorf("got %q, %q; want %q", got, key, want)
	}
	if _, key := CleanText("a\x0bb", 10); key != textControl {
		t.Errorf("a vertical tab inside a line: %q", key)
	}
}

func TestProblems_readsFieldsThatMayOrMayNotStayEmpty(t *testing.T) {
	p := Problems{}
	if got := p.Line("a", "　", 5) + p.Text("b", "", 5); got != "" || len(p) != 0 {
		t.Errorf("optional and empty: %q, %v", got, p)
	}
	p.NeedLine("c", "　", 5)
	p.NeedText("d", "123456", 5)
	p.Line("e", "\x01a", 5)
	if p["c"].Key != textRequired || p["d"].Key != textTooLong || p["d"].Args["max"] != 5 || p["e"].Key != textControl {
		t.Errorf("problems: %v", p)
	}
}

func FuzzCleanLine(f *testing.F) {
	f.Add("　山田　太郎 ", 10)
	f.Add("e\u0301\u202e\r\n", 3)
	f.Fuzz(func(t *testing.T, s string, max int) {
		if max < 1 || max > 5000 {
			return
		}
		for name, read := range map[string]func(string, int) (string, string){"line": CleanLine, "text": CleanText} {
			got, key := read(s, max)
			if key != "" {
				if got != "" {
					t.Fatalf("%s: %q with problem %s", name, got, key)
				}
				continue
			}
			if !utf8.ValidString(got) || Blank(got) || uniseg.GraphemeClusterCount(got) > max || len(got) > max*bytesPerCharacter {
				t.Fatalf("%s: let %q through", name, got)
			}
			if again, key := read(got, max); again != got || key != "" {
				t.Fatalf("%s: %q read again is %q, %s", name, got, again, key)
			}
		}
	})
}
