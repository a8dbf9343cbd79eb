package incident

import (
	"slices"
	"time"

	"vigie/internal/estate"
	"vigie/internal/result"
)

// Fold takes in what is believed at a moment, and returns the records of what has changed by it; they are in the book
// already. The verdicts are those of the picture, the worst first.
func (b *Book) Fold(now time.Time, verdicts []estate.Verdict, s *estate.Snapshot) []Record {
	b.news, b.now, b.next = nil, now.Round(0), time.Time{}
	var said []estate.Verdict
	for _, v := range verdicts {
		if opens(v) {
			said = append(said, v)
		}
	}
	if len(said) == 0 && len(b.open) == 0 {
		clear(b.apart)
		return nil
	}
	sites := make(map[string]*estate.Site, len(s.Sites))
	for _, x := range s.Sites {
		sites[x.Name] = x
	}
	found, leads := b.place(said)
	hit := make(map[string]bool, len(b.where))
	for i, v := range said {
		if leads[i] {
			b.retell(found[i], v)
		}
		for _, name := range joins(v) {
			hit[name] = true
			b.join(found[i], name, sites[name], v)
		}
	}
	going := make(map[*story]bool, len(found))
	for _, f := range found {
		going[f] = true
	}
	b.leave(going, hit, sites)
	b.hear(s, sites)
	b.close(going, sites)
	return b.news
}

// write makes a record and takes it in at once.
func (b *Book) write(s *story, r Record) {
	r.Time, r.Incident, r.Since = b.now, s.id, r.Since.Round(0)
	if r.Since.Equal(r.Time) {
		r.Since = time.Time{}
	}
	b.news = append(b.news, r)
	b.apply(r)
}

// wake has Fold called again at t.
func (b *Book) wake(t time.Time) {
	if b.next.IsZero() || t.Before(b.next) {
		b.next = t
	}
}

// retell keeps the verdict of an incident. It is written down when it names something else, and when it says the same
// in other words not more often than once in a while: a count in its sentence changes with every site.
func (b *Book) retell(s *story, v estate.Verdict) {
	due := s.retold.Add(retell)
	switch {
	case s.verdict.Cause != v.Cause || s.verdict.Where != v.Where:
		b.write(s, Record{Kind: Changed, Verdict: wordOf(v)})
	case !other(s.verdict, v) && !s.unwritten:
	case b.now.Before(due):
		s.unwritten = true
		b.wake(due)
	default:
		b.write(s, Record{Kind: Changed, Verdict: wordOf(v)})
	}
	if other(s.verdict, v) || !slices.Equal(s.verdict.Affected, v.Affected) || !slices.Equal(s.verdict.Spared, v.Spared) {
		s.shown, b.list = nil, nil
	}
	s.verdict = v
}

// other tells whether two verdicts on the same thing say it in other words.
func other(a, b estate.Verdict) bool {
	return a.Summary != b.Summary || a.Confidence != b.Confidence || !a.Since.Equal(b.Since) ||
		a.Official.Notice != b.Official.Notice || !a.Official.FirstPost.Equal(b.Official.FirstPost) ||
		!slices.Equal(a.Evidence, b.Evidence)
}

func (b *Book) join(s *story, name string, x *estate.Site, v estate.Verdict) {
	if b.where[name] == s {
		return
	}
	since, reason := v.Since, ""
	if x != nil {
		since, reason = x.Since, x.Reason
	}
	b.write(s, Record{Kind: Joined, Site: name, Since: since, Text: reason})
}

// leave lets those go who are well again. A site of which nothing is known, or which is paused, stays.
func (b *Book) leave(going map[*story]bool, hit map[string]bool, sites map[string]*estate.Site) {
	for _, s := range slices.Clone(b.open) {
		for _, name := range s.sites() {
			switch x := sites[name]; {
			case hit[name]:
			case x == nil:
				b.write(s, Record{Kind: Recovered, Site: name, Text: "is not watched any more"})
			case x.State == result.Up || x.State == result.Degraded:
				b.write(s, Record{Kind: Recovered, Site: name, Since: x.Since})
			}
		}
		if len(s.newest) > 0 {
			continue
		}
		switch said := going[s]; {
		case said && !s.over.IsZero():
			b.write(s, Record{Kind: Joined})
		case !said && s.over.IsZero():
			b.write(s, Record{Kind: Recovered})
		}
	}
}

// close ends what has been well for a while. As long as it is not known of a site that was in it how it is, that it is
// over is not known either.
func (b *Book) close(going map[*story]bool, sites map[string]*estate.Site) {
	for _, s := range slices.Clone(b.open) {
		end := s.ended()
		if end.IsZero() || going[s] {
			continue
		}
		if due := end.Add(calm); b.now.Before(due) {
			b.wake(due)
			continue
		}
		if !slices.ContainsFunc(s.members, func(m estate.Member) bool {
			x := sites[m.Site]
			return x != nil && (x.State == result.Unknown || x.Suspect)
		}) {
			b.write(s, Record{Kind: Closed, Since: end})
		}
	}
}
