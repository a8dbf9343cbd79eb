package incident

import (
	"slices"
	"strconv"
	"time"

	"vigie/internal/estate"
)

// place finds the incident of each verdict. Every open incident goes on with the verdict that shares most with it, so
// that of one which falls apart the bigger part keeps its name; incidents which go on with the same verdict are one.
// Of several verdicts in one incident that verdict leads: the incident is shown with it.
func (b *Book) place(said []estate.Verdict) (found []*story, leads []bool) {
	kin := b.kin(said)
	claims := make([][]*story, len(said))
	best := make(map[*story]int, len(b.open)) // the verdict that each goes on with
	for i := range said {
		for s, n := range kin[i] {
			if before, claimed := best[s]; !claimed || n > kin[before][s] {
				best[s] = i
			}
		}
	}
	for _, s := range b.open {
		if i, claimed := best[s]; claimed {
			claims[i] = append(claims[i], s)
		}
	}
	found, leads = make([]*story, len(said)), make([]bool, len(said))
	for i, some := range claims {
		if len(some) > 0 {
			found[i], leads[i] = b.unite(some), true
		}
	}
	apart := make(map[string]time.Time)
	for i, v := range said {
		if found[i] == nil {
			found[i] = b.stay(v, kin[i], apart)
		}
		if found[i] == nil {
			found[i], leads[i] = b.begun(v), true
		}
	}
	b.apart = apart
	return found, leads
}

// kin is how much each verdict shares with each open incident; what shares nothing is left out. Sites that are in it
// count most, then the same cause in the same place, then sites that have left it only just now.
func (b *Book) kin(said []estate.Verdict) []map[*story]int {
	const in, same = 1 << 32, 1 << 31
	type thing struct {
		cause estate.Cause
		where string
	}
	named, left := make(map[thing][]*story), make(map[string][]*story)
	for _, s := range b.open {
		named[thing{s.verdict.Cause, s.verdict.Where}] = append(named[thing{s.verdict.Cause, s.verdict.Where}], s)
		if s.seed != "" && len(s.newest) == 0 { // it was cut off after it was opened
			left[s.seed] = append(left[s.seed], s)
		}
		for site := range s.newest {
			if !s.in(site) && s.recent(site, b.now, relapse) {
				left[site] = append(left[site], s)
			}
		}
	}
	kin := make([]map[*story]int, len(said))
	for i, v := range said {
		kin[i] = make(map[*story]int)
		for _, site := range joins(v) {
			if s := b.where[site]; s != nil {
				kin[i][s] += in
			}
			for _, s := range left[site] {
				kin[i][s]++
			}
		}
		for _, s := range named[thing{v.Cause, v.Where}] {
			if v.Where != "" || len(joins(v)) == 0 {
				kin[i][s] += same
			}
		}
	}
	return kin
}

// unite makes one incident of several that have turned out to be one: the oldest goes on.
func (b *Book) unite(some []*story) *story {
	oldest := slices.MinFunc(some, func(x, y *story) int { return x.opened.Compare(y.opened) })
	for _, s := range some {
		if s != oldest {
			b.write(s, Record{Kind: Merged, Into: oldest.id})
		}
	}
	return oldest
}

// stay is the incident that a verdict is a part of for now, although that one goes on with another verdict; nil where
// there is none. It is only split when both have been seen for a while, and when nothing has come back yet: what is
// left of an outage that ends falls apart into its machines, and is no second one.
func (b *Book) stay(v estate.Verdict, kin map[*story]int, apart map[string]time.Time) *story {
	var home *story
	for s, n := range kin {
		if s.closed.IsZero() && (home == nil || n > kin[home] || n == kin[home] && s.id < home.id) {
			home = s
		}
	}
	if home == nil || home.returning(b.now) {
		return home
	}
	key := apartKey(home, v)
	since, known := b.apart[key]
	if !known {
		since = b.now
		b.write(home, Record{Kind: Apart, Verdict: wordOf(v)})
	}
	if b.now.Sub(since) >= settle {
		return nil
	}
	apart[key] = since
	b.wake(since.Add(settle))
	return home
}

func apartKey(s *story, v estate.Verdict) string {
	return s.id + "\n" + string(v.Cause) + "\n" + v.Where
}

// begun is a new incident, or one that has ended only just now and falls back.
func (b *Book) begun(v estate.Verdict) *story {
	if s := b.relapsed(v); s != nil {
		b.write(s, Record{Kind: Reopened, Since: v.Since, Verdict: wordOf(v)})
		return s
	}
	id := idOf(v, b.now)
	for n := 2; b.stories[id] != nil; n++ {
		id = idOf(v, b.now) + "-" + strconv.Itoa(n)
	}
	r := Record{Kind: Opened, Since: v.Since, Verdict: wordOf(v)}
	if some := joins(v); len(some) > 0 {
		r.Site = some[0]
	}
	b.write(&story{id: id}, r)
	return b.stories[id]
}

// relapsed is the incident that has fallen back, of those which ended within the last while: the one that shares most
// sites with the verdict, or else was of the same cause in the same place, and of several the newest; nil where there
// is none.
func (b *Book) relapsed(v estate.Verdict) *story {
	var best *story
	most := 0
	for n := len(b.order) - 1; n >= 0; n-- {
		s := b.order[n]
		if s.closed.IsZero() || b.now.Sub(s.closed) > relapse {
			continue
		}
		shared := 0
		for _, site := range joins(v) {
			if _, ever := s.newest[site]; ever {
				shared += 2
			}
		}
		if (v.Where != "" || len(joins(v)) == 0) && s.into == "" && s.verdict.Cause == v.Cause && s.verdict.Where == v.Where {
			shared++
		}
		if shared > most {
			best, most = s, shared
		}
	}
	return best
}
