package tabular

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

func xlsxOf(t testing.TB, columns []Column, rows ...[]Cell) []byte {
	t.Helper()
	var b bytes.Buffer
	book := NewXLSX(&b)
	defer book.Discard()
	sheet, err := book.Sheet("質問", columns)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := sheet.WriteRow(r...); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(sheet.Close(), book.Close(), book.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func opened(t testing.TB, file []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// part is a file inside the archive.
func part(t *testing.T, file []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestWorkbook_is_read_back_as_it_is_shown(t *testing.T) {
	f := opened(t, xlsxOf(t, questions, rows...))
	got, err := f.GetRows("質問")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"番号", "質問", "受付 (Asia/Tokyo)", "所要", "録画"},
		{"1", "介護保険は、\"共助\"ですか?", "2026-12-16 16:05:01", "0:01:35", "1:02:03"},
		{"-2", "=HYPERLINK(\"http://evil\")", "2026-12-16 07:05:02", "-0:00:05", "javascript:alert(1)"},
		{"9007199254740993", "一行目\n二行目\n三行目", "", "27:00:01"},
		{"", "  ＋81 3 1234", "", "", "書く"},
		{"0", "", "2026-12-16 16:05:03", "0:00:00"},
		{"7", "𠮷野 \uFFFD\uFFFDgpj", "2026-12-16 16:05:04", "0:00:00", "x =cmd"},
	}
	if len(got) != len(want) {
		t.Fatalf("%d rows", len(got))
	}
	for i := range want {
		for len(got[i]) > len(want[i]) && got[i][len(got[i])-1] == "" {
			got[i] = got[i][:len(got[i])-1]
		}
		if fmt.Sprintf("%q", got[i]) != fmt.Sprintf("%q", want[i]) {
			t.Errorf("row %d:\n got %q\nwant %q", i, got[i], want[i])
		}
	}
}

func TestWorkbook_has_typed_cells_and_no_formula(t *testing.T) {
	file := xlsxOf(t, questions, rows...)
	f := opened(t, file)
	for cell, want := range map[string]excelize.CellType{"A2": excelize.CellTypeUnset, "A3": excelize.CellTypeUnset, "A4": excelize.CellTypeInlineString,
		"B3": excelize.CellTypeInlineString, "C2": excelize.CellTypeUnset, "D2": excelize.CellTypeUnset, "D3": excelize.CellTypeInlineString} {
		if got, err := f.GetCellType("質問", cell); err != nil || got != want {
			t.Errorf("%s has the type %v, want %v (%v)", cell, got, want, err)
		}
	}
	if raw, _ := f.GetCellValue("質問", "C2", excelize.Options{RawCellValue: true}); raw[:11] != "46372.67015" {
		t.Errorf("instant is kept as %s", raw)
	}
	if xml := part(t, file, "xl/worksheets/sheet1.xml"); strings.Contains(xml, "<f>") || strings.Contains(xml, "<f ") {
		t.Error("there is a formula")
	}
	if xml := part(t, file, "xl/worksheets/sheet1.xml"); strings.Contains(xml, `"B6"`) || strings.Contains(xml, `"E6"`) {
		t.Error("an empty text or link is a cell that is not blank")
	}
	style, err := f.GetCellStyle("質問", "B3")
	if err != nil {
		t.Fatal(err)
	}
	if s, err := f.GetStyle(style); err != nil || s.NumFmt != 49 {
		t.Errorf("text would become a formula when edited: %+v (%v)", s, err)
	}
}

func TestWorkbook_follows_only_safe_links(t *testing.T) {
	f := opened(t, xlsxOf(t, questions, rows...))
	for cell, want := range map[string]string{"E2": "https://video.example.org/v?t=3723", "E3": "", "E5": "mailto:a@example.org", "E7": ""} {
		if there, target, err := f.GetCellHyperLink("質問", cell); err != nil || there != (want != "") || target != want {
			t.Errorf("%s leads to %q, want %q (%v)", cell, target, want, err)
		}
	}
	for url, want := range map[string]bool{"HTTPS://a": true, "http://a": true, "mailto:a": true, "https://": false, "ftp://a": false, " https://a": false,
		"https://a b": false, "https://a\x00": false, "": false, "data:text/html,x": false, "file:///etc/passwd": false} {
		if (Link{URL: url}).safe() != want {
			t.Errorf("%q is safe: %v", url, !want)
		}
	}
}

func TestWorkbook_writes_further_links_as_words_and_address(t *testing.T) {
	var many [][]Cell
	for i := range maxLinks + 1 {
		many = append(many, []Cell{Link{fmt.Sprintf("https://example.org/%d", i), "go"}})
	}
	many = append(many, []Cell{Link{"https://example.org/" + strings.Repeat("x", 2079), ""}})
	start := time.Now()
	f := opened(t, xlsxOf(t, []Column{{Title: "l", Kind: Hyperlink}}, many...))
	t.Logf("%d links in %v", maxLinks, time.Since(start))
	if there, target, _ := f.GetCellHyperLink("質問", "A5001"); !there || target != "https://example.org/4999" {
		t.Errorf("the last link leads to %q", target)
	}
	if there, _, _ := f.GetCellHyperLink("質問", "A5002"); there {
		t.Error("one link too many")
	}
	if v, _ := f.GetCellValue("質問", "A5002"); v != "go https://example.org/5000" {
		t.Errorf("the next one reads %q", v)
	}
	if v, _ := f.GetCellValue("質問", "A5003"); len(v) != 2099 {
		t.Errorf("the long one reads %q", v)
	}
}

func TestWorkbook_keeps_titles_in_view_and_filters(t *testing.T) {
	file := xlsxOf(t, questions, rows...)
	xml := part(t, file, "xl/worksheets/sheet1.xml")
	for _, want := range []string{`<autoFilter ref="$A$1:$E$7"`, `ySplit="1"`, `topLeftCell="A2"`, `state="frozen"`, `min="2" max="2" width="60" customWidth="1"/><col min="3" max="3" width="20"`} {
		if !strings.Contains(xml, want) {
			t.Errorf("no %s in %.900s", want, xml)
		}
	}
	if book := part(t, file, "xl/workbook.xml"); !strings.Contains(book, `_xlnm._FilterDatabase`) {
		t.Error("Excel needs the filter's name in the workbook")
	}
	if props := part(t, file, "docProps/core.xml"); !strings.Contains(props, "Tsudoi") || strings.Contains(props, "xuri") {
		t.Errorf("made by %s", props)
	}
}

func TestWorkbook_holds_several_sheets_at_once(t *testing.T) {
	var b bytes.Buffer
	book := NewXLSX(&b)
	defer book.Discard()
	var sheets []*Sheet
	for _, name := range []string{"質問", "回答", "Sheet1"} {
		s, err := book.Sheet(name, []Column{{Title: name}})
		if err != nil {
			t.Fatal(err)
		}
		sheets = append(sheets, s)
	}
	for i := range 3 {
		for _, s := range sheets {
			if err := s.WriteRow(fmt.Sprint(s.name, i)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	f := opened(t, b.Bytes())
	if got := strings.Join(f.GetSheetList(), " "); got != "質問 回答 Sheet1" {
		t.Error(got)
	}
	if got, err := f.GetCellValue("回答", "A4"); err != nil || got != "回答2" {
		t.Error(got, err)
	}
}

func TestWorkbook_refuses_bad_sheets(t *testing.T) {
	book := NewXLSX(io.Discard)
	defer book.Discard()
	if _, err := book.Sheet("Questions", questions); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "questions", "a/b", "it's", "History", strings.Repeat("あ", 32), "a\nb", "a\x00"} {
		if _, err := book.Sheet(name, questions); err == nil {
			t.Errorf("sheet %q", name)
		}
	}
	if _, err := book.Sheet("empty", nil); err == nil {
		t.Error("a sheet without columns")
	}
	if err := NewXLSX(io.Discard).Close(); err == nil {
		t.Error("a workbook without sheets")
	}
	book.Discard()
	if _, err := book.Sheet("late", questions); err == nil {
		t.Error("a sheet in a discarded workbook")
	}
}

func TestWorkbook_cuts_what_no_cell_holds(t *testing.T) {
	whole := strings.Repeat("𠮷", 16383) + "x" // 32,767 units
	f := opened(t, xlsxOf(t, []Column{{Title: "t"}}, []Cell{whole}, []Cell{whole + "y"}))
	if got, _ := f.GetCellValue("質問", "A2"); got != whole {
		t.Errorf("%d octets of %d", len(got), len(whole))
	}
	if got, _ := f.GetCellValue("質問", "A3"); got != strings.Repeat("𠮷", 16383)+"…" {
		t.Errorf("ends with %q", got[len(got)-8:])
	}
}

func TestWorkbook_writes_old_instants_and_big_numbers_as_text(t *testing.T) {
	columns := []Column{{Title: "t", Kind: Instant}, {Title: "n", Kind: Integer}}
	f := opened(t, xlsxOf(t, columns,
		[]Cell{time.Date(1900, 2, 28, 23, 59, 59, 0, time.UTC), 999_999_999_999_999}, []Cell{time.Date(1900, 3, 1, 0, 0, 0, 0, tokyo), 1_000_000_000_000_000},
		[]Cell{time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), -1_000_000_000_000_000}))
	for cell, want := range map[string]string{"A2": "1900-02-28T23:59:59Z", "A3": "1900-03-01 00:00:00", "A4": "10000-01-01T00:00:00Z",
		"B2": "999999999999999", "B3": "1000000000000000", "B4": "-1000000000000000"} {
		got, err := f.GetCellValue("質問", cell)
		kind, _ := f.GetCellType("質問", cell)
		if text := cell != "A3" && cell != "B2"; err != nil || got != want || text != (kind == excelize.CellTypeInlineString) {
			t.Errorf("%s is %q of type %v, want %q (%v)", cell, got, kind, want, err)
		}
	}
}

func TestWorkbook_takes_little_memory_and_leaves_no_files(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	book := NewXLSX(io.Discard)
	sheet, err := book.Sheet("質問", questions)
	if err != nil {
		t.Fatal(err)
	}
	before, peak, text := heap(), uint64(0), strings.Repeat("質問と回答 ", 60)
	for i := range 100_000 {
		if err := sheet.WriteRow(i, text, asked(i), time.Second, nil); err != nil {
			t.Fatal(err)
		}
		if i%10_000 == 9_999 {
			peak = max(peak, heap())
		}
	}
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	if used := int64(peak) - int64(before); used > 64<<20 {
		t.Errorf("%d MB for 120 MB of rows", used>>20)
	}
	other := NewXLSX(io.Discard)
	if sheet, err = other.Sheet("質問", questions); err != nil {
		t.Fatal(err)
	}
	for i := range 20_000 {
		if err := sheet.WriteRow(i, text, nil, nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("%d temporary files in use, so the next check proves nothing", len(left))
	}
	other.Discard()
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// portions counts what is written to it, and fails when it is full.
type portions struct {
	disk           fullDisk
	total, largest int
}

func (p *portions) Write(b []byte) (int, error) {
	p.total, p.largest = p.total+len(b), max(p.largest, len(b))
	return p.disk.Write(b)
}

func TestWorkbook_goes_out_while_it_is_packed(t *testing.T) {
	for room, fails := range map[int]bool{1 << 30: false, 20_000: true} {
		w := &portions{disk: fullDisk{room}}
		book := NewXLSX(w)
		defer book.Discard()
		sheet, err := book.Sheet("x", questions)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 20_000 {
			if err := sheet.WriteRow(i, fmt.Sprint("質問", i*7919%100_003), nil, nil, nil); err != nil {
				t.Fatal(err)
			}
		}
		if err := book.Close(); (err != nil) != fails || fails && !strings.Contains(err.Error(), "disk full") {
			t.Errorf("room for %d octets: %v", room, err)
		}
		if w.largest > 64<<10 || !fails && w.total < 4*w.largest {
			t.Errorf("%d of %d octets at once", w.largest, w.total)
		}
	}
}

func FuzzWorkbook(f *testing.F) {
	for _, s := range []string{"=1", "_x0041_", "_x005F__x0041_", " a ", "\x01\t\n", "<&>\"'", "\ufffe\uffff", "007", "1e5", "TRUE", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		book := opened(t, xlsxOf(t, []Column{{Title: s}}, []Cell{s}))
		for _, cell := range []string{"A1", "A2"} {
			if got, err := book.GetCellValue("質問", cell); err != nil || got != cut(clean(s)) {
				t.Fatalf("%s: %q, want %q (%v)", cell, got, clean(s), err)
			}
		}
	})
}
