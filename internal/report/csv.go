package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"vigie/internal/text"
)

// WriteCSV writes the intervals and every sample, with the chain of hashes in the last column. It returns how the chain
// begins and ends.
func WriteCSV(w io.Writer, d Document, f Facts) (Seal, error) {
	out := csv.NewWriter(w)
	chain := NewChain(d.Incident)
	seal := Seal{Head: chain.Last()}
	head := append(append([]string{"row"}, columns()...), "hash")
	if err := out.Write(head); err != nil {
		return seal, err
	}
	put := func(kind string, fields []string) error {
		for i := range fields {
			fields[i] = clean(text.Clean(fields[i]))
		}
		return out.Write(append(append([]string{kind}, fields...), chain.Add(append([]string{kind}, fields...))))
	}
	if err := put("incident", []string{"", d.Incident, "", "", "", "", "", "", "", ""}); err != nil {
		return seal, err
	}
	for _, s := range f.Sites {
		for _, o := range s.Outages {
			to := ""
			if !o.To.IsZero() {
				to = stamp(o.To)
			}
			ms := strconv.FormatInt(until(o, f.Made).Sub(o.From).Milliseconds(), 10)
			if err := put("interval", []string{stamp(o.From), s.Name, "", to, "", "down", string(o.Failure), o.Reason, "", ms}); err != nil {
				return seal, err
			}
		}
	}
	for r, err := range f.Samples() {
		if err != nil {
			return seal, fmt.Errorf("reading the samples: %w", err)
		}
		if err := put("sample", sampleOf(&r).fields()); err != nil {
			return seal, err
		}
	}
	if err := put("end", []string{"", "", "", "", "", "", "", "", "", strconv.Itoa(chain.Count)}); err != nil {
		return seal, err
	}
	seal.Tail, seal.Count = chain.Last(), chain.Count
	out.Flush()
	return seal, out.Error()
}
