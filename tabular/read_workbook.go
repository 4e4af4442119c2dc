package tabular

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// What a workbook may unpack to. Only its sheets are read as a stream: whatever else it holds is in memory at once, many times as large
// as in the file.
const (
	maxUnpacked  = 96 << 20
	maxPart      = 24 << 20 // all that is no sheet: texts, styles
	maxZipped    = 2_000    // files in the archive
	streamedFrom = 4 << 20  // larger sheets go to a temporary file
)

// readWorkbook reads the first sheet that is not hidden and holds anything.
func readWorkbook(b []byte) (t Table, err error) {
	defer func() {
		if r := recover(); r != nil { // the library, over a file that somebody made to break it
			t, err = Table{}, fmt.Errorf("%w: %v", ErrNoTable, r)
		}
	}()
	if err := checkArchive(b); err != nil {
		return Table{}, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: streamedFrom})
	if err != nil {
		return Table{}, fmt.Errorf("%w: %w", ErrNoTable, err)
	}
	defer f.Close()
	for _, name := range f.GetSheetList() {
		if visible, err := f.GetSheetVisible(name); err != nil || !visible {
			continue
		}
		t := Table{Sheet: name}
		if err := t.readSheet(f); err != nil {
			return Table{}, err
		}
		if len(t.Rows) > 0 {
			return t, nil
		}
	}
	return Table{}, ErrNoTable
}

// checkArchive refuses what would unpack to more than is read. archive/zip holds each file to the size that it gives for itself.
func checkArchive(b []byte) error {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNoTable, err)
	}
	if len(z.File) > maxZipped {
		return ErrTooLarge
	}
	var all, parts uint64
	for _, f := range z.File {
		if f.UncompressedSize64 > maxUnpacked {
			return ErrTooLarge
		}
		all += f.UncompressedSize64
		if !strings.HasPrefix(strings.ToLower(f.Name), "xl/worksheets/sheet") {
			parts += f.UncompressedSize64
		}
	}
	if all > maxUnpacked || parts > maxPart {
		return ErrTooLarge
	}
	return nil
}

func (t *Table) readSheet(f *excelize.File) error {
	rows, err := f.Rows(t.Sheet)
	if err != nil {
		return nil // a chart, or named without being there
	}
	for number := 1; rows.Next(); number++ {
		cells, err := rows.Columns()
		if err == nil {
			err = t.add(number, cells)
		} else {
			err = fmt.Errorf("%w: row %d: %w", ErrNoTable, number, err)
		}
		if err != nil {
			rows.Close()
			return err
		}
	}
	if err := rows.Close(); err != nil {
		return fmt.Errorf("%w: %w", ErrNoTable, err)
	}
	return nil
}
