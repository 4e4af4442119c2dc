package tabular

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

func read(t *testing.T, b []byte, set Charset) Table {
	t.Helper()
	table, err := Read(b, set)
	if err != nil {
		t.Fatalf("%.60q: %v", b, err)
	}
	return table
}

func cells(t Table) (out [][]string) {
	for _, r := range t.Rows {
		out = append(out, r.Cells)
	}
	return out
}

// in writes text in a character set.
func in(t testing.TB, set Charset, text string) []byte {
	t.Helper()
	b, err := charsets[set].NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestRead_knowsCharacterSetsAndSeparators(t *testing.T) {
	want := [][]string{{"お名前", "メール"}, {"髙橋 ①郎", "t@example.jp"}, {"山田\n花子", "h@example.jp"}}
	csv := "お名前,メール\r\n髙橋 ①郎,t@example.jp\r\n\"山田\r\n花子\",h@example.jp\r\n"
	be := in(t, UTF16, csv)
	for i := 0; i+1 < len(be); i += 2 {
		be[i], be[i+1] = be[i+1], be[i]
	}
	for name, c := range map[string]struct {
		b     []byte
		set   Charset
		comma rune
	}{
		"UTF-8":                     {[]byte(csv), UTF8, ','},
		"UTF-8 with a mark":         {[]byte("\uFEFF" + csv), UTF8, ','},
		"UTF-16 little endian":      {in(t, UTF16, csv), UTF16, ','},
		"UTF-16 big endian":         {be, UTF16, ','},
		"Excel's Unicode text":      {in(t, UTF16, strings.ReplaceAll(csv, ",", "\t")), UTF16, '\t'},
		"CP932":                     {in(t, CP932, csv), CP932, ','},
		"semicolons":                {[]byte(strings.ReplaceAll(csv, ",", ";")), UTF8, ';'},
		"told by Excel's first row": {[]byte("sep=;\r\n" + strings.ReplaceAll(csv, ",", ";")), UTF8, ';'},
		"line ends of the old Mac":  {[]byte(strings.ReplaceAll(csv, "\r\n", "\r")), UTF8, ','},
		"pasted":                    {[]byte(strings.ReplaceAll(strings.TrimSpace(csv), ",", "\t")), UTF8, '\t'},
	} {
		got := read(t, c.b, Guess)
		if !reflect.DeepEqual(cells(got), want) || got.Charset != c.set || got.Comma != c.comma || got.Columns != 2 {
			t.Errorf("%s: %q as %s with %q", name, cells(got), got.Charset, got.Comma)
		}
	}
	if got := read(t, []byte("Name,City\n\xc9va,Z\xfcrich\n"), Western); got.Rows[1].Cells[0] != "Éva" || len(got.Rows[1].Faults) > 0 {
		t.Errorf("as chosen: %+v", got.Rows)
	}
	if _, err := Read([]byte(csv), "klingon"); !errors.Is(err, ErrNoSuchSet) {
		t.Error(err)
	}
}

func TestRead_numbersRowsAsASpreadsheetDoes(t *testing.T) {
	got := read(t, []byte("a,b\n\n\"x\ny\nz\",1\n\n , \nlast,2\n\"open,3\nbare 5\" screen,4\n\"q\"\"q\",5\n"), Guess)
	var numbers []int
	for _, r := range got.Rows {
		numbers = append(numbers, r.Number)
	}
	if want := []int{1, 3, 6, 7, 8, 9}; !slices.Equal(numbers, want) {
		t.Errorf("rows %v, want %v: %+v", numbers, want, got.Rows)
	}
	if c := got.Rows[4].Cells; c[0] != `bare 5" screen` || got.Rows[5].Cells[0] != `q"q` {
		t.Errorf("%+v", got.Rows)
	}
}

func TestRead_losesNothingInSilence(t *testing.T) {
	for name, c := range map[string]struct {
		b     string
		set   Charset
		row   int // of the fault, among those read
		fault Fault
		rows  int
	}{
		"a broken byte in UTF-8":            {"名前,住所\n山\xe7\x94,東京都千代田区\n田中,x\n", Guess, 1, Fault{Garbled, 0}, 3},
		"a broken byte in CP932":            {"\x96\xbc\x91\x4f,b\n\x96\xbc\xff,\x96\xbc\x91\x4f\n", Guess, 1, Fault{Garbled, 0}, 2},
		"what was lost before it came here": {"a,b\nx,\uFFFD\n", Guess, 1, Fault{Garbled, 1}, 2},
		"a last row that is cut off":        {"a,b,c\n1,2,3\n4,5", Guess, 2, Fault{Torn, -1}, 3},
		"cut off inside quotation marks":    {"a,b\n1,2\n\"4,5", Guess, 2, Fault{Torn, -1}, 3},
		"a mark that is never closed":       {"a,b\n\"Taro,t@x\nHana,h@x\nKen,k@x\n", Guess, 1, Fault{Quotes, -1}, 4},
		"a mark closed too early":           {"a,b\n\"Taro\" T,t@x\nHana,h@x\n", Guess, 1, Fault{Quotes, -1}, 3},
		"more than a cell holds":            {"a,b\n" + strings.Repeat("長", MaxCell+1) + ",x\n", Guess, 1, Fault{TooLong, 0}, 2},
	} {
		got := read(t, []byte(c.b), c.set)
		if len(got.Rows) != c.rows || !slices.Contains(got.Rows[c.row].Faults, c.fault) {
			t.Errorf("%s: %d rows, %+v", name, len(got.Rows), got.Rows)
		}
		for i, r := range got.Rows {
			if i != c.row && len(r.Faults) > 0 {
				t.Errorf("%s: row %d has %v, too", name, r.Number, r.Faults)
			}
		}
	}
	if got := read(t, []byte("a,b\n"+strings.Repeat("長", MaxCell)+",x"), Guess); len(got.Rows[1].Faults) > 0 {
		t.Errorf("a cell that just fits: %v", got.Rows[1].Faults)
	}
}

func TestRead_refusesWhatIsNoTable(t *testing.T) {
	var wide strings.Builder
	for range MaxColumns + 1 {
		wide.WriteString("x,")
	}
	for name, c := range map[string]struct {
		b    string
		want error
	}{
		"nothing":              {"", ErrNoTable},
		"blanks":               {" \r\n\t\n", ErrNoTable},
		"separators only":      {",,,\n,\n", ErrNoTable},
		"a picture":            {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", ErrNoTable},
		"an old or locked XLS": {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest", ErrOldExcel},
		"half an archive":      {"PK\x03\x04half", ErrNoTable},
		"too many rows":        {strings.Repeat("a\n", MaxRows+1), ErrTooMany},
		"too many columns":     {wide.String(), ErrTooWide},
	} {
		if got, err := Read([]byte(c.b), Guess); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, %d rows", name, err, len(got.Rows))
		}
	}
}

// book makes a workbook by cells; those that begin with = are formulas.
func book(t testing.TB, fill func(f *excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := fill(f); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRead_takesAWorkbookAsItShows(t *testing.T) {
	b := book(t, func(f *excelize.File) error {
		date, err := f.NewStyle(&excelize.Style{CustomNumFmt: ptr("yyyy-mm-dd")})
		if err != nil {
			return err
		}
		_, err = f.NewSheet("名簿")
		return errors.Join(err,
			f.SetSheetRow("名簿", "A1", &[]any{" お名前　", "番号", "日付"}),
			f.SetSheetRow("名簿", "A3", &[]any{"山田\n花子", 12, 46000}),
			f.SetCellStyle("名簿", "C3", "C3", date),
			f.SetSheetRow("名簿", "A4", &[]any{"=1+1", "x\uFFFDy"}),
			f.SetCellFormula("名簿", "A5", "=HYPERLINK(\"http://evil.example\")"),
			f.SetCellStyle("名簿", "A9", "C60", date)) // format without content
	})
	got := read(t, b, Guess)
	want := []Row{{Number: 1, Cells: []string{"お名前", "番号", "日付"}}, {Number: 3, Cells: []string{"山田\n花子", "12", "2025-12-09"}},
		{Number: 4, Cells: []string{"=1+1", "x\uFFFDy"}, Faults: []Fault{{Garbled, 1}}}}
	if got.Sheet != "名簿" || !reflect.DeepEqual(got.Rows, want) {
		t.Errorf("%q: %+v, want %+v", got.Sheet, got.Rows, want)
	}
}

func ptr(s string) *string { return &s }

// bomb is an archive whose files hold this many zeros, or say so.
func bomb(t testing.TB, sizes map[string]int64) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, n := range sizes {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.CopyN(w, zeros{}, n)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return copy(p, bytes.Repeat([]byte(" "), len(p))), nil }

func TestRead_defusesArchives(t *testing.T) {
	many := map[string]int64{}
	for i := range maxZipped + 1 {
		many[fmt.Sprintf("xl/%d.xml", i)] = 1
	}
	for name, sizes := range map[string]map[string]int64{
		"one sheet":     {"xl/worksheets/sheet1.xml": maxUnpacked + 1},
		"its texts":     {"xl/sharedStrings.xml": maxPart + 1},
		"all together":  {"xl/worksheets/sheet1.xml": maxUnpacked / 2, "xl/worksheets/sheet2.xml": maxUnpacked/2 + 1},
		"files in it":   many,
		"another place": {"docProps/app.xml": maxPart + 1},
	} {
		b := bomb(t, sizes)
		if _, err := Read(b, Guess); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s, %d bytes: %v", name, len(b), err)
		}
	}
	// An archive that lies about a size is held to it.
	honest := bomb(t, map[string]int64{"xl/workbook.xml": maxPart * 2})
	lying := bytes.ReplaceAll(honest, []byte{0, 0, 0, 3}, []byte{1, 0, 0, 0}) // 48 MB in the directory
	if bytes.Equal(lying, honest) {
		t.Fatal("no size to lie about")
	}
	if _, err := Read(lying, Guess); err == nil {
		t.Error("read all the same")
	}
	if _, err := Read(bomb(t, map[string]int64{"word/document.xml": 10}), Guess); !errors.Is(err, ErrNoTable) {
		t.Errorf("a letter: %v", err)
	}
}

func TestRead_takesTheRowsOfAWholeWorkbookButNoMore(t *testing.T) {
	write := func(rows int) []byte {
		var b bytes.Buffer
		w := NewXLSX(&b)
		s, err := w.Sheet("x", []Column{{Title: "お名前"}, {Title: "メール"}})
		for i := 0; i < rows && err == nil; i++ {
			err = s.WriteRow("名前", fmt.Sprintf("p%d@example.org", i))
		}
		if err = errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	if got := read(t, write(MaxRows-1), Guess); len(got.Rows) != MaxRows || got.Rows[MaxRows-1].Cells[1] != fmt.Sprintf("p%d@example.org", MaxRows-2) {
		t.Errorf("%d rows", len(got.Rows))
	}
	if _, err := Read(write(MaxRows), Guess); !errors.Is(err, ErrTooMany) {
		t.Error(err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("a,b\n1,2\n"), "")
	f.Add([]byte("\"a\n\"\"b\",\"c\n\"d,\"\n"), "utf8")
	f.Add([]byte("\xFE\xFF\x00a\x00\t\xD8\x00"), "")
	f.Add([]byte("\x83\x5c\x81,\x97\n\xff"), "cp932")
	f.Add([]byte("sep=;\n;\r\r\n\"\";\"\"\""), "")
	f.Add(book(f, func(x *excelize.File) error { return x.SetSheetRow("Sheet1", "B2", &[]any{"x", 1.5, true}) }), "")
	f.Fuzz(func(t *testing.T, b []byte, set string) {
		if set == string(UTF16) && len(b) > 1<<16 {
			return
		}
		got, err := Read(b, Charset(set))
		if err != nil {
			return
		}
		last := 0
		for _, r := range got.Rows {
			if r.Number <= last || len(r.Cells) > got.Columns || len(r.Cells) == 0 && len(r.Faults) == 0 {
				t.Fatalf("row %d after %d: %+v", r.Number, last, r)
			}
			last = r.Number
			for i, c := range r.Cells {
				if !utf8.ValidString(c) || strings.TrimSpace(c) != c {
					t.Fatalf("cell %q", c)
				}
				if strings.ContainsRune(c, utf8.RuneError) && !slices.Contains(r.Faults, Fault{Garbled, i}) &&
					!slices.ContainsFunc(r.Faults, func(f Fault) bool { return f.Column == -1 }) {
					t.Fatalf("%q without a word about it", c)
				}
			}
		}
	})
}
