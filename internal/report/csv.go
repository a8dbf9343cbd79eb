package report

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
)

// WriteCSV writes the intervals and every sample, with the chain of hashes in the last column. It returns how the chain
// begins and ends.
func WriteCSV(w io.Writer, d Document, f Facts) (Seal, error) {
	out := csv.NewWriter(w)
	if err := out.Write(header()); err != nil {
		return Seal{}, err
	}
	seal, err := rows(d, f, out.Write)
	out.Flush()
	return seal, errors.Join(err, out.Error())
}

func verifyCSV(r io.Reader) (Seal, error) {
	in := csv.NewReader(r)
	in.ReuseRecord = true
	if head, err := in.Read(); err != nil || !slices.Equal(head, header()) {
		return Seal{}, &BrokenError{1, "its columns are not those of a report"}
	}
	var c checker
	for row := 2; ; row++ {
		fields, err := in.Read()
		switch {
		case errors.Is(err, io.EOF):
			return c.whole(row - 1)
		case err != nil:
			return Seal{}, &BrokenError{row, "it cannot be read: " + err.Error()}
		}
		if err := c.take(row, fields); err != nil {
			return Seal{}, err
		}
	}
}
