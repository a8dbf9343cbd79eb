package report

import (
	"fmt"
	"strconv"
	"time"

	"vigie/internal/text"
)

// header are the columns of the rows of a report: what a row is, its fields, and its hash.
func header() []string { return append(append([]string{"row"}, columns()...), "hash") }

// rows hands the intervals and every sample to put, a row each, with the chain of hashes in the last column; the first row
// names the incident, and the last one ends it. It returns how the chain begins and ends.
func rows(d Document, f Facts, put func([]string) error) (Seal, error) {
	chain := NewChain(d.Incident)
	seal := Seal{Head: chain.Last()}
	row := make([]string, 0, len(header()))
	hand := func(kind string, fields []string) error {
		row = append(row[:0], kind)
		for _, f := range fields {
			row = append(row, clean(text.Clean(f)))
		}
		return put(append(row, chain.Add(row)))
	}
	if err := hand("incident", []string{"", d.Incident, "", "", "", "", "", "", "", ""}); err != nil {
		return seal, err
	}
	for _, s := range f.Sites {
		for _, o := range s.Outages {
			to := ""
			if !o.To.IsZero() {
				to = stamp(o.To)
			}
			ms := strconv.FormatInt(until(o, f.Made).Sub(o.From).Milliseconds(), 10)
			if err := hand("interval", []string{stamp(o.From), s.Name, "", to, "", "down", string(o.Failure), o.Reason, "", ms}); err != nil {
				return seal, err
			}
		}
	}
	for r, err := range f.Samples() {
		if err != nil {
			return seal, fmt.Errorf("reading the samples: %w", err)
		}
		if err := hand("sample", sampleOf(&r).fields()); err != nil {
			return seal, err
		}
	}
	err := hand("end", []string{"", "", "", "", "", "", "", "", "", strconv.Itoa(chain.Count)})
	seal.Tail, seal.Count = chain.Last(), chain.Count
	return seal, err
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// checker checks rows as they are read back.
type checker struct {
	chain *Chain
	seal  Seal
	ended bool
}

// take checks a row; its number is that of the file.
func (c *checker) take(number int, fields []string) error {
	switch {
	case len(fields) != len(header()):
		return &BrokenError{number, "it has not the columns of a report"}
	case c.ended:
		return &BrokenError{number, "it was added after the end"}
	case c.chain == nil && fields[0] != "incident":
		return &BrokenError{number, "the row that names the incident is missing"}
	case c.chain == nil:
		c.chain = NewChain(fields[2])
		c.seal.Head = c.chain.Last()
	}
	c.ended = fields[0] == "end"
	end := len(fields) - 1
	if c.chain.Add(fields[:end]) != fields[end] {
		return &BrokenError{number, "it was changed, or a row before it was dropped, added or moved"}
	}
	return nil
}

// whole is the seal of all rows, of which the last one had a number.
func (c *checker) whole(number int) (Seal, error) {
	if !c.ended {
		return Seal{}, &BrokenError{number, "rows at its end were dropped: the row that ends it is missing"}
	}
	c.seal.Tail, c.seal.Count = c.chain.Last(), c.chain.Count
	return c.seal, nil
}
