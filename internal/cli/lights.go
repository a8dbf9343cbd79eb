package cli

import (
	"vigie/internal/estate"
	"vigie/internal/text"
)

// lights says what the status pages show as not well, and since when: some stay so for months after it is over.
func lights(p *paper, s *estate.Snapshot) {
	for _, c := range s.Components {
		if c.Well() {
			continue
		}
		since := "since an unknown time"
		if !c.Since.IsZero() {
			since = "since " + c.Since.Local().Format("2006-01-02 15:04")
		}
		name := c.Name
		if c.Group != "" {
			name = c.Group + ": " + name
		}
		p.line(since, text.Pad(text.Clean(c.State), 20), text.Clean(name), p.dim(text.Clean(c.Page)))
	}
}
