package report

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"vigie/internal/text"
)

// The sheets of a workbook. A sheet holds 1,048,576 rows (ISO/IEC 29500-1); what goes beyond is in the CSV alone.
const (
	reportSheet = "Report"
	rowSheet    = "Samples"
	mostRows    = 1 << 20
)

// errTooMany says that a workbook cannot hold all samples.
var errTooMany = errors.New("a workbook holds a million rows, and there are more samples: take the CSV")

// WriteXLSX writes a workbook: the document on one sheet, and the intervals and samples with the chain on another.
func WriteXLSX(w io.Writer, d Document, f Facts) (Seal, error) {
	book := excelize.NewFile()
	defer book.Close() //nolint:errcheck // it was written by then
	if err := book.SetSheetName("Sheet1", reportSheet); err != nil {
		return Seal{}, fmt.Errorf("making the workbook: %w", err)
	}
	if err := sheetOfDocument(book, d); err != nil {
		return Seal{}, fmt.Errorf("writing the workbook: %w", err)
	}
	if _, err := book.NewSheet(rowSheet); err != nil {
		return Seal{}, fmt.Errorf("making the workbook: %w", err)
	}
	out, err := book.NewStreamWriter(rowSheet)
	if err != nil {
		return Seal{}, fmt.Errorf("making the workbook: %w", err)
	}
	number := 0
	put := func(fields []string) error {
		if number++; number > mostRows {
			return errTooMany
		}
		return out.SetRow(fmt.Sprintf("A%d", number), values(fields))
	}
	if err := put(header()); err != nil {
		return Seal{}, err
	}
	seal, err := rows(d, f, put)
	if err = errors.Join(err, out.Flush()); err != nil {
		return seal, fmt.Errorf("writing the workbook: %w", err)
	}
	_, err = book.WriteTo(w)
	return seal, err
}

// values are texts as a workbook takes them: as texts, which it does not run.
func values(fields []string) []any {
	list := make([]any, len(fields))
	for i, f := range fields {
		list[i] = f
	}
	return list
}

func sheetOfDocument(book *excelize.File, d Document) error {
	number := 0
	var failed error
	put := func(cells ...string) {
		number++
		for i := range cells {
			cells[i] = text.Clean(cells[i])
		}
		row := values(cells)
		failed = errors.Join(failed, book.SetSheetRow(reportSheet, fmt.Sprintf("A%d", number), &row))
	}
	put(d.Title, d.Incident)
	for _, g := range d.Groups {
		put()
		put(g.Title)
		for _, f := range g.Facts {
			put(f.Name, f.Value)
		}
		for _, t := range g.Tables {
			if len(t.Rows) == 0 {
				continue
			}
			put(t.Title)
			put(append([]string(nil), t.Columns...)...)
			for _, r := range t.Rows {
				put(append([]string(nil), r...)...)
			}
		}
		for _, m := range g.Missing {
			put("Missing", m)
		}
	}
	return errors.Join(failed, book.SetColWidth(reportSheet, "A", "A", 34), book.SetColWidth(reportSheet, "B", "G", 28))
}

// verifyXLSX checks the sheet of the samples.
func verifyXLSX(r io.Reader) (Seal, error) {
	book, err := excelize.OpenReader(r, excelize.Options{UnzipSizeLimit: 2 << 30})
	if err != nil {
		return Seal{}, &BrokenError{0, "the workbook cannot be read: " + err.Error()}
	}
	defer book.Close() //nolint:errcheck // it was only read
	in, err := book.Rows(rowSheet)
	if err != nil {
		return Seal{}, &BrokenError{0, "it has no sheet of samples"}
	}
	defer in.Close() //nolint:errcheck // it was only read
	var c checker
	number := 0
	for in.Next() {
		fields, err := in.Columns()
		if err != nil {
			return Seal{}, &BrokenError{number + 1, "it cannot be read: " + err.Error()}
		}
		if number++; number == 1 {
			if strings.Join(fields, " ") != strings.Join(header(), " ") {
				return Seal{}, &BrokenError{1, "its columns are not those of a report"}
			}
			continue
		}
		if err := c.take(number, fields); err != nil {
			return Seal{}, err
		}
	}
	return c.whole(number)
}
