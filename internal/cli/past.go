package cli

import (
	"context"
	"log/slog"
	"time"

	"vigie/internal/config"
	"vigie/internal/estate"
	"vigie/internal/history"
	"vigie/internal/watch"
)

// together is how long results wait to be written together: whatever happens, no more than the last second is missing.
const together = 800 * time.Millisecond

// openHistory opens the history to be added to. It is never nil: where it cannot be kept, watching goes on, and the
// screen says so.
func openHistory(dir string, keep config.History, log *slog.Logger) *history.Store {
	h, err := history.Open(dir, history.Options{
		Raw: keep.Raw, Minutes: keep.Minutes, Hours: keep.Hours, Every: together,
	})
	if err != nil {
		log.Error("the history cannot be kept", "error", err)
	}
	return h
}

func closeHistory(h *history.Store, log *slog.Logger) {
	if err := h.Close(); err != nil {
		log.Error("the history could not be closed well", "error", err)
	}
}

// remembered is what a watch that begins now is told of the ones before it.
func remembered(ctx context.Context, h *history.Store, log *slog.Logger) []watch.Remembered {
	before := h.Remembered()
	if len(before.Sites) == 0 {
		return nil
	}
	turns, err := h.Turns(ctx, time.Now().Add(-24*time.Hour))
	if err != nil {
		log.Error("the last day cannot be read from the history", "error", err)
	}
	var list []watch.Remembered
	for name, m := range before.Sites {
		r := watch.Remembered{Site: name, State: m.State, Since: m.Since, Usual: before.Usual}
		for _, t := range turns[name] {
			r.Spans = append(r.Spans, watch.Span{From: t.At, State: t.State})
		}
		list = append(list, r)
	}
	return list
}

// past is how a console asks for the past of a site; nil where no history is kept.
func past(h *history.Store, now func() time.Time) func(context.Context, string) (*estate.Past, error) {
	if h == nil {
		return nil
	}
	return func(ctx context.Context, site string) (*estate.Past, error) {
		at := now()
		p, err := h.Past(ctx, site, at, at.Location())
		if err != nil {
			return nil, err
		}
		return &p, nil
	}
}
