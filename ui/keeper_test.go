package ui

import (
	"context"
	"testing"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/uitest"
	"vigie/ui/overlay"
)

// drawer keeps letters.
type drawer struct {
	kept    []string
	discard int
}

func (d *drawer) Begin(context.Context, estate.Errand) (estate.Draft, error) {
	return estate.Draft{}, nil
}

func (d *drawer) Keep(_ context.Context, x estate.Draft) (estate.Draft, error) {
	d.kept = append(d.kept, x.Letter.Body)
	x.ID = 1
	return x, nil
}

func (d *drawer) Discard(context.Context, estate.Draft) error {
	d.discard++
	return nil
}
func (d *drawer) Waiting(context.Context) ([]estate.Draft, error) { return nil, nil }
func (d *drawer) Plan(context.Context, estate.Draft, string) (*estate.Planned, error) {
	return nil, nil
}

func TestOlderWordsNeverComeAfterNewerOnes(t *testing.T) {
	d := &drawer{}
	k := newKeeper(d, estate.Draft{})
	for _, x := range []struct {
		words string
		n     int
	}{{"newer", 2}, {"older", 1}, {"newer", 2}, {"newest", 3}} {
		if _, err := k.keep(t.Context(), overlay.Words{Body: x.words}, x.n); err != nil {
			t.Fatal(err)
		}
	}
	if len(d.kept) != 2 || d.kept[1] != "newest" || k.draft.ID != 1 {
		t.Errorf("kept %q", d.kept)
	}
	if err := k.discard(t.Context()); err != nil || d.discard != 1 {
		t.Errorf("%v, thrown away %d times", err, d.discard)
	}
	if _, err := k.keep(t.Context(), overlay.Words{Body: "late"}, 4); err != nil || len(d.kept) != 2 {
		t.Errorf("kept after it was thrown away: %q, %v", d.kept, err)
	}
}

func TestWhatWasTypedLastIsKeptAfterTheConsoleEnded(t *testing.T) {
	d := &drawer{}
	a := New(Options{Snapshot: uitest.Outage, Now: uitest.Moment, Letters: d})
	a.Flush()
	a.write("Answer", estate.Errand{Ticket: "2"})
	a.Flush()
	a.begun(begunMsg{letter: a.letter, draft: estate.Draft{Letter: account.Letter{Kind: account.Reply}}})
	a.Flush()
	a.press(uitest.Key("a"))
	a.Flush()
	if len(d.kept) != 1 || d.kept[0] != "a" {
		t.Errorf("kept %q", d.kept)
	}
}
