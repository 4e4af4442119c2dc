package tabular

import (
	"slices"
	"strings"
	"testing"
)

func TestCSV_inCP932_isReadBack(t *testing.T) {
	columns := []Column{{Title: "氏名"}, {Title: "会費 〜¢"}}
	text := csvOf(t, CSVOptions{BOM: true, Charset: CP932}, columns, []Cell{"髙﨑 ①", "=1"}, []Cell{"한국 𠮷野", "−1"})
	if strings.HasPrefix(text, "\xEF\xBB\xBF") {
		t.Error("a mark of another character set")
	}
	got := read(t, []byte(text), CP932)
	want := [][]string{{"氏名", "会費 ～￠"}, {"髙﨑 ①", "'=1"}, {"〓〓 〓野", "'－1"}} // the twin of the minus sign begins formulas
	for i, row := range got.Rows {
		if !slices.Equal(row.Cells, want[i]) {
			t.Errorf("%q, want %q", row.Cells, want[i])
		}
	}
}

func TestUnwritable_namesEachCharacterOnce(t *testing.T) {
	for s, want := range map[string]string{"山田 〜 − ー": "", "髙﨑①㈱": "", "𠮷野 𠮷": "𠮷", "Éva Ñ": "ÉÑ", "👨‍👩": "👨\u200d👩", "": "", "a\x00b": "\uFFFD"} {
		if got := string(Unwritable(s)); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestCheck_tellsWhereTheyStand(t *testing.T) {
	c := NewCheck(1, []Column{{Title: "n", Kind: Integer}, {Title: "氏名"}})
	for i, name := range []string{"山田", "𠮷野", "Éva"} {
		if err := c.WriteRow(i, name); err != nil {
			t.Fatal(err)
		}
	}
	if c.Found != 2 || len(c.Cells) != 1 || c.Cells[0].Row != 3 || c.Cells[0].Column != "氏名" || c.Cells[0].Text != "𠮷野" {
		t.Errorf("%+v", c)
	}
}
