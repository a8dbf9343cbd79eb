package incident

import (
	"slices"
	"time"

	"vigie/internal/estate"
)

// Book is what the records add up to: all incidents, and which site is in which. It is used by one goroutine.
type Book struct {
	stories map[string]*story
	order   []*story // in which they were opened
	open    []*story
	where   map[string]*story // the open incident that a site is in

	apart map[string]time.Time // since when two causes are seen in one incident: see settle
	next  time.Time            // when something is due that no news brings about
	news  []Record             // of the Fold that is under way
	now   time.Time
	list  []estate.Incident // the open ones as they were shown last; nil when one has changed
}

// NewBook makes a book of records, the oldest first.
func NewBook(records []Record) *Book {
	b := &Book{stories: make(map[string]*story), where: make(map[string]*story), apart: make(map[string]time.Time)}
	for _, r := range records {
		b.apply(r)
	}
	return b
}

// Take takes in records that somebody else has written.
func (b *Book) Take(records ...Record) {
	for _, r := range records {
		b.apply(r)
	}
}

// Forget lets go of what was closed before t, and cannot be reopened any more. Its records stay where they are.
func (b *Book) Forget(t time.Time) {
	b.order = slices.DeleteFunc(b.order, func(s *story) bool {
		old := !s.closed.IsZero() && s.closed.Before(t)
		if old {
			delete(b.stories, s.id)
		}
		return old
	})
}

// Next is when Fold must be called even if nothing is new; zero where nothing waits.
func (b *Book) Next() time.Time { return b.next }

// Of is the ID of the open incident that a site is in; empty where it is in none.
func (b *Book) Of(site string) string {
	if s := b.where[site]; s != nil {
		return s.id
	}
	return ""
}

// Acked are the sites which are in an incident that somebody has acknowledged, and who did.
func (b *Book) Acked() map[string]string {
	acked := make(map[string]string)
	for _, s := range b.open {
		if s.whole == "" && len(s.acks) == 0 {
			continue
		}
		for site := range s.newest {
			if who := s.ackedBy(site); who != "" && s.in(site) {
				acked[site] = who
			}
		}
	}
	return acked
}

// Open are the incidents that are open: those with most sites first, then the oldest. The list is never changed.
func (b *Book) Open() []estate.Incident {
	if b.list != nil {
		return b.list
	}
	sorted := slices.Clone(b.open)
	slices.SortStableFunc(sorted, func(x, y *story) int {
		if x.inside != y.inside {
			return y.inside - x.inside
		}
		return x.opened.Compare(y.opened)
	})
	b.list = make([]estate.Incident, len(sorted))
	for i, s := range sorted {
		b.list[i] = *s.show()
	}
	return b.list
}

// All are all incidents, the newest first.
func (b *Book) All() []estate.Incident {
	list := make([]estate.Incident, 0, len(b.order))
	for _, s := range b.order {
		list = append(list, *s.show())
	}
	slices.SortStableFunc(list, func(x, y estate.Incident) int { return y.Opened.Compare(x.Opened) })
	return list
}

// show is the incident as it is published. It is made anew only when it has changed.
func (s *story) show() *estate.Incident {
	if s.shown != nil {
		return s.shown
	}
	i := &estate.Incident{
		ID: s.id, Opened: s.opened, Closed: s.closed, Into: s.into, Verdict: s.verdict, Sites: s.sites(),
		Members:  slices.DeleteFunc(slices.Clone(s.members), func(m estate.Member) bool { return m.Site == "" }),
		Official: s.official, Promises: slices.Clone(s.promises),
		Remarks: slices.Clone(s.remarks), Entries: slices.Clone(s.entries), Acked: s.whole != "", AckedBy: s.whole,
	}
	if s.official.Said {
		i.Official.Lag = s.official.FirstPost.Sub(s.opened)
	}
	if len(i.Verdict.Affected) == 0 {
		i.Verdict.Affected = i.Sites
	}
	if i.AckedBy == "" {
		for _, m := range i.Members {
			if who := s.acks[m.Site]; who != "" && m.To.IsZero() {
				i.Acked, i.AckedBy = true, who
			}
		}
	}
	slices.SortStableFunc(i.Entries, func(a, b estate.Entry) int { return a.Time.Compare(b.Time) })
	s.shown = i
	return i
}

// sites are those that are in it now, in the order in which they joined; once it is closed, all that ever were.
func (s *story) sites() []string {
	var list []string
	for n, m := range s.members {
		if m.Site != "" && s.newest[m.Site] == n && (m.To.IsZero() || !s.closed.IsZero()) {
			list = append(list, m.Site)
		}
	}
	return list
}
