package tabular

import (
	"bytes"
	"encoding/csv"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

var update = flag.Bool("update", false, "write the golden files anew")

var tokyo = time.FixedZone("Asia/Tokyo", 9*3600)

var questions = []Column{{Title: "番号", Kind: Integer}, {Title: "質問", Kind: Text, Width: 60}, {Title: "受付 (Asia/Tokyo)", Kind: Instant},
	{Title: "所要", Kind: Duration}, {Title: "録画", Kind: Hyperlink}}

func asked(second int) time.Time { return time.Date(2026, 12, 16, 16, 5, second, 0, tokyo) }

var rows = [][]Cell{
	{1, "介護保険は、\"共助\"ですか?", asked(1), 95 * time.Second, Link{"https://video.example.org/v?t=3723", "1:02:03"}},
	{int64(-2), "=HYPERLINK(\"http://evil\")", asked(2).UTC(), -5 * time.Second, Link{URL: "javascript:alert(1)"}},
	{9007199254740993, "一行目\r\n二行目\r三行目", time.Time{}, 27*time.Hour + 600*time.Millisecond, nil},
	{nil, "  ＋81 3 1234", nil, nil, Link{"mailto:a@example.org", "書く"}},
	{0, "", asked(3), time.Duration(0), Link{}},
	{7, "𠮷野 \x00\u202egpj", asked(4), 499 * time.Millisecond, Link{"=cmd", "x"}},
}

func csvOf(t testing.TB, o CSVOptions, columns []Column, rows ...[]Cell) string {
	t.Helper()
	var b bytes.Buffer
	c, err := NewCSV(&b, o, columns)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := c.WriteRow(r...); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestCSV_keeps_its_form(t *testing.T) {
	for name, o := range map[string]CSVOptions{"comma.csv": {BOM: true}, "semicolon.csv": {Comma: ';'}, "tab.csv": {BOM: true, Comma: '\t'}} {
		got, file := csvOf(t, o, questions, rows...), filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
}

func TestCSV_is_read_back(t *testing.T) {
	text := csvOf(t, CSVOptions{BOM: true}, questions, rows...)
	if strings.Count(text, "\r") != strings.Count(text, "\r\n") || strings.Count(text, "\r\n") != len(rows)+1 {
		t.Error("lines do not end with CRLF")
	}
	got, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\uFEFF"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"番号", "質問", "受付 (Asia/Tokyo)", "所要", "録画"},
		{"1", "介護保険は、\"共助\"ですか?", "2026-12-16T16:05:01+09:00", "0:01:35", "https://video.example.org/v?t=3723"},
		{"-2", "'=HYPERLINK(\"http://evil\")", "2026-12-16T07:05:02Z", "-0:00:05", "javascript:alert(1)"},
		{"9007199254740993", "一行目\n二行目\n三行目", "", "27:00:01", ""},
		{"", "'  ＋81 3 1234", "", "", "mailto:a@example.org"},
		{"0", "", "2026-12-16T16:05:03+09:00", "0:00:00", ""},
		{"7", "𠮷野 \uFFFD\uFFFDgpj", "2026-12-16T16:05:04+09:00", "0:00:00", "'=cmd"},
	}
	for i := range want {
		for j := range want[i] {
			if got[i][j] != want[i][j] {
				t.Errorf("line %d, field %d: %q, want %q", i, j, got[i][j], want[i][j])
			}
		}
	}
}

func TestCSV_of_one_column_has_no_empty_line(t *testing.T) {
	got, err := csv.NewReader(strings.NewReader(csvOf(t, CSVOptions{}, []Column{{Title: "x"}}, []Cell{""}, []Cell{nil}, []Cell{"y"}))).ReadAll()
	if err != nil || len(got) != 4 {
		t.Errorf("%q (%v)", got, err)
	}
}

func TestCSV_guards_its_titles(t *testing.T) {
	if got := csvOf(t, CSVOptions{}, []Column{{Title: "=1+1"}}); got != "'=1+1\r\n" {
		t.Errorf("%q", got)
	}
}

func TestGuard_knows_the_beginnings_of_formulas(t *testing.T) {
	for s, want := range map[string]bool{
		"=1": true, "+1": true, "-1": true, "@a": true, "\tx": true, "\rx": true, "\nx": true, "\x00x": true, "＝1": true, "＋1": true, "－1": true, "＠a": true,
		" =1": true, "\u3000=1": true, "\u00a0\u3000 ＠": true, "  \tx": true, "\u200b=1": true, "\ufeff-1": true, "\x01=1": true, "\v+": true,
		"": false, " ": false, "\u3000": false, "a=1": false, "'=1": false, "1-2": false, "ー": false, "−1": false, "→": false, "?=": false, "\xff=1": false,
	} {
		if dangerous(s) != want {
			t.Errorf("%q: dangerous %v", s, !want)
		}
		if got := guarded(s); strings.HasPrefix(got, "'") != (want || strings.HasPrefix(s, "'")) {
			t.Errorf("%q becomes %q", s, got)
		}
	}
}

func TestTables_refuse_what_does_not_fit(t *testing.T) {
	now := time.Now()
	bad := map[string][]Cell{
		"too few":        {1, "a", now, time.Second},
		"too many":       {1, "a", now, time.Second, nil, nil},
		"a number typed": {"1", "a", now, time.Second, nil},
		"a float":        {1.5, "a", now, time.Second, nil},
		"a pointer":      {1, "a", &now, time.Second, nil},
		"seconds":        {1, "a", now, 5, nil},
		"an address":     {1, "a", now, time.Second, "https://example.org"},
		"text elsewhere": {1, 2, now, time.Second, nil},
	}
	book := NewXLSX(io.Discard)
	defer book.Discard()
	sheet, err := book.Sheet("x", questions)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	list, err := NewCSV(&out, CSVOptions{}, questions)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []Writer{sheet, list} {
		for name, row := range bad {
			if err := w.WriteRow(row...); err == nil {
				t.Errorf("%T took %s", w, name)
			}
		}
		if err := errors.Join(w.WriteRow(rows[0]...), w.Close(), w.Close()); err != nil {
			t.Errorf("%T: %v", w, err)
		}
		if w.WriteRow(rows[0]...) == nil {
			t.Errorf("%T took a row after its end", w)
		}
	}
	if lines := strings.Count(out.String(), "\r\n"); lines != 2 {
		t.Errorf("%d lines: a refused row left something behind", lines)
	}
	for name, make := range map[string]func() error{
		"separator":  func() error { _, err := NewCSV(io.Discard, CSVOptions{Comma: '"'}, questions); return err },
		"no columns": func() error { _, err := NewCSV(io.Discard, CSVOptions{}, nil); return err },
		"no kind":    func() error { _, err := NewCSV(io.Discard, CSVOptions{}, []Column{{Kind: 9}}); return err },
	} {
		if make() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

type fullDisk struct{ room int }

func (d *fullDisk) Write(p []byte) (int, error) {
	if d.room -= len(p); d.room < 0 {
		return 0, errors.New("disk full")
	}
	return len(p), nil
}

func TestCSV_tells_that_it_could_not_be_written(t *testing.T) {
	c, err := NewCSV(&fullDisk{10}, CSVOptions{}, questions)
	if err == nil {
		err = c.WriteRow(rows[0]...)
	}
	if err == nil {
		err = c.Close()
	}
	if err == nil || !strings.Contains(err.Error(), "disk full") {
		t.Error(err)
	}
}

func TestCSV_takes_no_memory_for_its_rows(t *testing.T) {
	c, err := NewCSV(io.Discard, CSVOptions{}, questions)
	if err != nil {
		t.Fatal(err)
	}
	peak := uint64(0)
	text := strings.Repeat("質問 ", 100)
	for i := range 100_000 {
		if err := c.WriteRow(i, text, asked(i), time.Second, nil); err != nil {
			t.Fatal(err)
		}
		if i%10_000 == 0 {
			peak = max(peak, heap())
		}
	}
	if err := c.Close(); err != nil || peak > 16<<20 {
		t.Errorf("peak of %d MB for 70 MB of CSV (%v)", peak>>20, err)
	}
}

// heap is the memory in use after a collection.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func FuzzCSV(f *testing.F) {
	f.Add("=1", "a;b,c\td\"e", byte(0))
	f.Add("\u3000＝\r\n", "\xff\x00", byte(1))
	f.Add(" ", "\ufeff@", byte(2))
	f.Fuzz(func(t *testing.T, a, b string, option byte) {
		o := CSVOptions{BOM: option&4 != 0, Comma: []rune{',', ';', '\t', 0}[option%4]}
		text := csvOf(t, o, []Column{{Title: b}, {Title: "n", Kind: Integer}, {Title: a}}, []Cell{a, -5, b}, []Cell{b, nil, a})
		if !utf8.ValidString(text) || strings.HasPrefix(text, "\uFEFF\uFEFF") {
			t.Fatalf("%q", text)
		}
		text, marked := strings.CutPrefix(text, "\uFEFF")
		if marked != o.BOM {
			t.Fatalf("mark %v", marked)
		}
		r := csv.NewReader(strings.NewReader(text))
		if r.Comma = o.Comma; o.Comma == 0 {
			r.Comma = ','
		}
		got, err := r.ReadAll()
		if err != nil {
			t.Fatalf("%v in %q", err, text)
		}
		for i, line := range [][]string{{b, "n", a}, {a, "-5", b}, {b, "", a}} {
			for j, s := range line {
				field := got[i][j]
				if (i == 0 || j != 1) && field != guarded(s) || j == 1 && field != s {
					t.Fatalf("line %d, field %d: %q for %q", i, j, field, s)
				}
				shown := strings.TrimLeftFunc(field, unicode.IsSpace)
				if j != 1 && (strings.IndexAny(field, "\t\r\n\x00") == 0 || strings.IndexAny(shown, "=+-@＝＋－＠\x00") == 0) {
					t.Fatalf("unguarded %q", field)
				}
			}
		}
	})
}
