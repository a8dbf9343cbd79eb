package watch

import (
	"context"
	"time"

	"vigie/internal/config"
	"vigie/internal/estate"
	"vigie/internal/result"
)

// never is further away than any single round lasts.
const never = 1000 * time.Hour

// Once asks everything at once and returns the picture, and the last result of every check in the order of the
// configuration. With settle, failures are asked again at once until they are confirmed or gone.
func Once(ctx context.Context, opts Options, settle bool) (*estate.Snapshot, []result.Result) {
	recheck := never
	if settle {
		recheck = 0
	}
	sites := make([]config.Site, len(opts.Sites))
	for i, s := range opts.Sites {
		s.Every, s.Recheck = never, recheck
		sites[i] = s
	}
	sources := make([]Source, len(opts.Sources))
	for i, s := range opts.Sources {
		s.Every = never
		s.Fetch = whole(s.Fetch)
		sources[i] = s
	}
	opts.Sites, opts.Sources = sites, sources

	opts.once, opts.alone, opts.Witnesses.Calm = true, !settle, false
	w := New(opts)
	w.once = true
	w.core.askAgain(estate.Intent{}, opts.Env.Door.Now())
	w.Run(ctx)
	return w.core.Snapshot(opts.Env.Door.Now()), w.core.results()
}

// whole is a fetch that is content with what it got: a round ends with the first answer.
func whole(fetch func(context.Context) (*Facts, error)) func(context.Context) (*Facts, error) {
	return func(ctx context.Context) (*Facts, error) {
		f, err := fetch(ctx)
		if f != nil {
			f.More = false
		}
		return f, err
	}
}

// settled tells whether nothing is under way and nothing due.
func (c *core) settled(now time.Time) bool {
	for _, s := range c.sources {
		if s.asking {
			return false
		}
	}
	for _, b := range c.witnesses {
		if b.asking {
			return false
		}
	}
	if !c.crowd.empty() {
		return false
	}
	next, ok := c.agenda.Next()
	return !ok || next.Sub(now) > never/4
}

func (c *core) results() []result.Result {
	var list []result.Result
	for _, s := range c.sites {
		for _, k := range s.checks {
			if k.last != nil {
				list = append(list, *k.last)
			}
		}
	}
	return list
}
