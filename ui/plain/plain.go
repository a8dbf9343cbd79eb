// Package plain tells the same story as the console as append-only lines, for screen readers, pipes and logs.
//
// It may import estate and the leaves beneath it.
package plain

import (
	"context"
	"fmt"
	"io"
	"time"

	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/internal/text"
)

// Follow prints the situation, then a line for everything that happens, until ctx ends.
// It returns early only when w does not take a line.
func Follow(ctx context.Context, w io.Writer, snapshot func() *estate.Snapshot) error {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	t := teller{w: w}
	for {
		t.tell(snapshot())
		if t.err != nil {
			return fmt.Errorf("writing a line: %w", t.err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

type teller struct {
	w       io.Writer
	err     error
	version uint64
	told    uint64 // events told so far
	summary string
	keeping string
	mistake string
}

// tell prints what is new in a snapshot.
func (t *teller) tell(s *estate.Snapshot) {
	if s.Version == t.version {
		return
	}
	t.version = s.Version
	for _, e := range s.Since(t.told) {
		t.line(e.Time, eventText(e))
	}
	t.told = s.Happened
	if s.Verdict.Summary != t.summary {
		t.summary = s.Verdict.Summary
		n := s.Count()
		t.line(s.Now, fmt.Sprintf("situation: %s (%d up, %d degraded, %d down, %d unknown)", s.Verdict.Summary,
			n[result.Up], n[result.Degraded], n[result.Down], n[result.Unknown]))
	}
	t.ourselves(s)
}

// ourselves tells what is wrong with vigie itself, and when it is mended.
func (t *teller) ourselves(s *estate.Snapshot) {
	if k := s.Keeping; k.Error != t.keeping {
		t.keeping = k.Error
		what := "vigie: the history is kept again"
		if k.Error != "" {
			what = "vigie: the history is not kept since " + k.Since.Format("15:04:05") + ": " + k.Error
		}
		t.line(s.Now, what)
	}
	if s.Mistake != t.mistake {
		t.mistake = s.Mistake
		what := "vigie: the configuration is taken again"
		if s.Mistake != "" {
			what = "vigie: an edit of the configuration was not taken: " + s.Mistake
		}
		t.line(s.Now, what)
	}
}

func (t *teller) line(at time.Time, what string) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.w, "%s  %s\n", at.Format("2006-01-02 15:04:05"), text.Clean(what))
	}
}

func eventText(e estate.Event) string {
	what := e.Text
	if e.Site != "" {
		what = e.Site + ": " + what
	}
	if e.State != "" {
		what = string(e.State) + "  " + what
	}
	if e.By != "" {
		what += " (" + e.By + ")"
	}
	if e.Quiet != "" {
		what += " (no alert: " + e.Quiet + ")"
	}
	return what
}
