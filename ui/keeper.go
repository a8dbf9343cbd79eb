package ui

import (
	"context"

	"vigie/internal/estate"
	"vigie/ui/overlay"
)

// keeper keeps one draft, one writing at a time, so that an older one never comes after a newer. Its methods may be called
// from any goroutine; each may wait for the disk, and ends with its context.
type keeper struct {
	letters Letters
	turn    chan struct{} // holds one while nobody keeps; who took it has the fields below
	draft   estate.Draft  // as it is kept
	n       int           // of the newest words that were kept
	gone    bool          // it is thrown away
}

func newKeeper(letters Letters, d estate.Draft) *keeper {
	k := &keeper{letters: letters, draft: d, turn: make(chan struct{}, 1)}
	k.turn <- struct{}{}
	return k
}

// take waits for the turn, and gives how it is given back.
func (k *keeper) take(ctx context.Context) (back func(), err error) {
	select {
	case <-k.turn:
		return func() { k.turn <- struct{}{} }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// keep keeps words, unless they or newer ones were kept, and gives the draft as it is kept. n rises with every change of
// the words.
func (k *keeper) keep(ctx context.Context, w overlay.Words, n int) (estate.Draft, error) {
	back, err := k.take(ctx)
	if err != nil {
		return estate.Draft{}, err
	}
	defer back()
	if k.gone || n < k.n || n == k.n && k.draft.ID != 0 {
		return k.draft, nil
	}
	d := k.draft
	d.Letter.Subject, d.Letter.Body = w.Subject, w.Body
	if d, err = k.letters.Keep(ctx, d); err == nil {
		k.draft, k.n = d, n
	}
	return k.draft, err
}

// discard throws the draft away: what comes late is not kept any more.
func (k *keeper) discard(ctx context.Context) error {
	back, err := k.take(ctx)
	if err != nil {
		return err
	}
	defer back()
	k.gone = true
	if k.draft.ID == 0 {
		return nil
	}
	return k.letters.Discard(ctx, k.draft)
}
