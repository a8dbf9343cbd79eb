package ui

import (
	"context"
	"sync"

	"vigie/internal/estate"
	"vigie/ui/overlay"
)

// keeper keeps one draft, one writing at a time, so that an older one never comes after a newer. Its methods may be called
// from any goroutine; each may wait for the disk.
type keeper struct {
	letters Letters

	mu    sync.Mutex
	draft estate.Draft // as it is kept
	n     int          // of the newest words that were to be kept
	gone  bool         // it is thrown away, or sent
}

// keep keeps words, unless newer ones were kept, and gives the draft as it is kept. n rises with every change of words.
func (k *keeper) keep(ctx context.Context, w overlay.Words, n int) (estate.Draft, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.gone || n < k.n || n == k.n && k.draft.ID != 0 {
		return k.draft, nil
	}
	d, err := k.letters.Keep(ctx, with(k.draft, w))
	if err == nil {
		k.draft, k.n = d, n
	}
	return k.draft, err
}

// end forgets the draft: what comes late is not kept any more. With discard, it is thrown away where it was kept.
func (k *keeper) end(ctx context.Context, discard bool) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	was := k.gone
	k.gone = true
	if !discard || was || k.draft.ID == 0 {
		return nil
	}
	return k.letters.Discard(ctx, k.draft)
}

// with is a draft with other words.
func with(d estate.Draft, w overlay.Words) estate.Draft {
	d.Letter.Subject, d.Letter.Body = w.Subject, w.Body
	return d
}
