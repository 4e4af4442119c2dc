package tabular

import (
	"mime"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestDisposition_keeps_a_name_in_any_script(t *testing.T) {
	for name, want := range map[string][2]string{ // the name for old programs, the name itself
		"questions.csv":                   {"questions.csv", "questions.csv"},
		"つながる社会 第1回.xlsx":                 {"_ _1_.xlsx", "つながる社会 第1回.xlsx"},
		"50% \"off\";x='a'.csv":           {"50_ off ;x='a'.csv", "50% off ;x='a'.csv"},
		"../../etc/passwd":                {"etc passwd", "etc passwd"},
		`C:\a\b.csv`:                      {"C a b.csv", "C a b.csv"},
		"a\r\nX-Evil: 1\x00.csv":          {"aX-Evil 1.csv", "aX-Evil 1.csv"},
		"photo\u202egpj.exe\u2066.csv":    {"photogpj.exe.csv", "photogpj.exe.csv"},
		" .hidden. .csv":                  {"hidden.csv", "hidden.csv"},
		".csv":                            {"download.csv", "download.csv"},
		"":                                {"download", "download"},
		"\xff\xfe":                        {"download", "download"},
		"𠮷野.json":                         {"_.json", "𠮷野.json"},
		strings.Repeat("あ", 100) + ".csv": {"_.csv", strings.Repeat("あ", 65) + ".csv"},
	} {
		header := Disposition(name)
		if !utf8.ValidString(header) || strings.ContainsFunc(header, func(r rune) bool { return r < 0x20 || r > 0x7e }) {
			t.Errorf("%q: header %q", name, header)
		}
		kind, params, err := mime.ParseMediaType(header)
		if err != nil || kind != "attachment" || params["filename"] != want[1] {
			t.Errorf("%q: %s %q, want %q (%v)", name, kind, params["filename"], want[1], err)
		}
		if plain, _, _ := strings.Cut(header, "; filename*="); plain != `attachment; filename="`+want[0]+`"` {
			t.Errorf("%q: for old programs %s, want %q", name, plain, want[0])
		}
	}
}

func FuzzDisposition(f *testing.F) {
	f.Add("a\"b%0d%0a.csv")
	f.Add("\u3000.\u202e/..")
	f.Fuzz(func(t *testing.T, name string) {
		header := Disposition(name)
		_, params, err := mime.ParseMediaType(header)
		if err != nil {
			t.Fatalf("%q: %v", header, err)
		}
		got := params["filename"]
		if got == "" || len(got) > 200 || got != fileName(got) || strings.ContainsAny(got, "/\\\"\r\n\x00") || strings.HasPrefix(got, ".") {
			t.Fatalf("%q", got)
		}
	})
}
