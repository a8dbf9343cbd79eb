package probes

import (
	"net/http"
	"slices"

	"vigie/internal/result"
	"vigie/probes/mask"
	"vigie/probes/words"
)

// headEvidence is the status line and the headers, without what would let a reader in.
func (d *desk) headEvidence(h *http.Response) result.Evidence {
	b := append(d.out[:0], h.Proto...)
	b = append(b, ' ')
	b = append(b, h.Status...)
	b = append(b, '\n')
	names := d.names[:0]
	for name := range h.Header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range h.Header[name] {
			b = append(b, name...)
			b = append(b, ": "...)
			b = append(b, mask.Header(name, value)...)
			b = append(b, '\n')
		}
	}
	d.out, d.names = b, names
	return result.Evidence{Name: "answer", Text: words.Cut(string(b), keep/2)}
}
