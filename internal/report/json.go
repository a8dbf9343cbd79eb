package report

import (
	"encoding/json"
	"fmt"
	"io"
)

// WriteJSON writes the document and, after it, every sample, a line each; they are never all in memory.
func WriteJSON(w io.Writer, d Document, f Facts) (Seal, error) {
	chain := NewChain(d.Incident)
	seal := Seal{Head: chain.Last()}
	whole, err := json.Marshal(d)
	if err != nil {
		return seal, err
	}
	chain.Add([]string{string(whole)})
	if _, err := fmt.Fprintf(w, "{\"report\":%s,\n\"samples\":[", whole); err != nil {
		return seal, err
	}
	first := true
	for r, err := range f.Samples() {
		if err != nil {
			return seal, fmt.Errorf("reading the samples: %w", err)
		}
		s := sampleOf(&r)
		s.Hash = chain.Add(s.fields())
		line, err := json.Marshal(s)
		if err != nil {
			return seal, err
		}
		between := ",\n"
		if first {
			between, first = "\n", false
		}
		if _, err := fmt.Fprintf(w, "%s%s", between, line); err != nil {
			return seal, err
		}
	}
	seal.Tail, seal.Count = chain.Last(), chain.Count
	end, err := json.Marshal(seal)
	if err != nil {
		return seal, err
	}
	_, err = fmt.Fprintf(w, "\n],\n\"chain\":%s}\n", end)
	return seal, err
}

// SealOf is how the chain of a JSON report would begin and end, without writing one.
func SealOf(d Document, f Facts) (Seal, error) {
	chain := NewChain(d.Incident)
	seal := Seal{Head: chain.Last()}
	whole, err := json.Marshal(d)
	if err != nil {
		return seal, err
	}
	chain.link([]string{string(whole)})
	for r, err := range f.Samples() {
		if err != nil {
			return seal, fmt.Errorf("reading the samples: %w", err)
		}
		chain.link(sampleOf(&r).fields())
	}
	seal.Tail, seal.Count = chain.Last(), chain.Count
	return seal, nil
}
