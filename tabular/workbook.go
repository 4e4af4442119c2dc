package tabular

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Workbook is an XLSX file with one table a sheet. Rows wait in temporary files (os.TempDir) until Close.
// Whoever makes one defers Discard.
type Workbook struct {
	w      io.Writer
	file   *excelize.File
	sheets []*Sheet
	title  int // style of a title
	styles [len(kindNames)]int
	ended  bool
}

// NewXLSX begins a workbook; nothing is written to w before Close, which the caller closes itself.
func NewXLSX(w io.Writer) *Workbook { return &Workbook{w: w, file: excelize.NewFile()} }

// Sheet adds a table. The name has 1 to 31 UTF-16 units, none of ' : \ / ? * [ ], is new without regard to case, and is not History.
// Several sheets may be open at once.
func (b *Workbook) Sheet(name string, columns []Column) (*Sheet, error) {
	s, err := b.sheet(name, columns)
	if err != nil {
		return nil, fmt.Errorf("tabular: sheet %q: %w", name, err)
	}
	b.sheets = append(b.sheets, s)
	return s, nil
}

func (b *Workbook) sheet(name string, columns []Column) (*Sheet, error) {
	if b.ended {
		return nil, errors.New("the workbook is closed")
	}
	if err := checkColumns(columns); err != nil {
		return nil, err
	}
	if strings.Contains(name, "'") || name != clean(name) || strings.ContainsAny(name, "\t\n") {
		return nil, errors.New("a character that spreadsheets refuse")
	}
	if strings.EqualFold(name, "History") {
		return nil, errors.New("name reserved by Excel")
	}
	for _, other := range b.sheets {
		if strings.EqualFold(other.name, name) {
			return nil, errors.New("second sheet of that name")
		}
	}
	if len(b.sheets) == 0 {
		if err := b.makeStyles(); err != nil {
			return nil, err
		}
		if err := b.file.SetSheetName(b.file.GetSheetName(0), name); err != nil {
			return nil, err
		}
	} else if _, err := b.file.NewSheet(name); err != nil {
		return nil, err
	}
	return openSheet(b, name, columns)
}

func (b *Workbook) makeStyles() (err error) {
	top := &excelize.Alignment{Vertical: "top"}
	wrapped := &excelize.Alignment{Vertical: "top", WrapText: true}
	instant := "yyyy-mm-dd hh:mm:ss"
	// 49 is "@": the cell is still text when somebody edits it, so a formula does not come to life then.
	styles := [len(kindNames)]*excelize.Style{
		Text:      {NumFmt: 49, Alignment: wrapped},
		Integer:   {NumFmt: 1, Alignment: top},
		Instant:   {CustomNumFmt: &instant, Alignment: top},
		Duration:  {NumFmt: 46, Alignment: top},
		Hyperlink: {NumFmt: 49, Alignment: top, Font: &excelize.Font{Color: "0563C1", Underline: "single"}},
	}
	for k, style := range styles {
		if b.styles[k], err = b.file.NewStyle(style); err != nil {
			return fmt.Errorf("style of %s: %w", Kind(k), err)
		}
	}
	b.title, err = b.file.NewStyle(&excelize.Style{NumFmt: 49, Alignment: wrapped, Font: &excelize.Font{Bold: true},
		Border: []excelize.Border{{Type: "bottom", Style: 1, Color: "808080"}}})
	return err
}

// Close ends the sheets that are still open and writes the whole file to w. Only then is it complete.
func (b *Workbook) Close() error {
	if b.ended {
		return nil
	}
	defer b.Discard()
	if len(b.sheets) == 0 {
		return errors.New("tabular: a workbook without sheets")
	}
	for _, s := range b.sheets {
		if err := s.Close(); err != nil {
			return err
		}
	}
	if err := b.file.SetDocProps(&excelize.DocProperties{Creator: "Tsudoi", LastModifiedBy: "Tsudoi"}); err != nil {
		return fmt.Errorf("tabular: properties of the workbook: %w", err)
	}
	// The library would gather the whole archive in memory first: let its archive go to w, and its buffer stay empty.
	b.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(b.w) })
	if err := b.file.Write(io.Discard); err != nil {
		return fmt.Errorf("tabular: write workbook: %w", err)
	}
	return nil
}

// Discard removes the temporary files of a workbook that is not needed any more; after Close it does nothing.
func (b *Workbook) Discard() {
	if !b.ended {
		b.ended = true
		_ = b.file.Close() // only unlinks scratch files; the table itself is either written or given up
	}
}
