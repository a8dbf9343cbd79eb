package history

import (
	"context"
	"time"

	"vigie/internal/result"
)

// Turn is that a site is in a state from a time on, until the next.
type Turn struct {
	At    time.Time
	State result.State
}

// Turns are the states that sites have had since a time, by name, oldest first; the first is the one in force then,
// where it is known. All sites where none are named.
func (s *Store) Turns(ctx context.Context, from time.Time, sites ...string) (map[string][]Turn, error) {
	q, err := s.look(ctx)
	if err != nil {
		return nil, err
	}
	out := make(map[string][]Turn)
	err = q.timelines(ctx, briefly, from.UnixMilli(), sites, func(name string, l timeline) {
		for _, t := range l {
			out[name] = append(out[name], Turn{moment(t.at), t.state})
		}
	})
	return out, err
}
