package incident

import (
	"slices"
	"time"

	"vigie/internal/estate"
)

// story is one incident as its records tell it so far.
type story struct {
	id      string
	seed    string // the site that it began with; empty where it has none
	opened  time.Time
	closed  time.Time
	into    string
	verdict estate.Verdict
	told    string    // its sentence, as it was last written down
	retold  time.Time // when that was

	unwritten bool // it says more than what was written down

	members []estate.Member // those that were handed over have no name
	newest  map[string]int  // by site: its last member
	inside  int             // members that have not left
	over    time.Time       // of one without sites: since when its cause is not found any more

	whole string            // who has acknowledged all of it
	acks  map[string]string // and single sites; empty: that was taken back

	places  map[string]bool // buildings in which its sites stand or stood, as of the Folds of this run
	weighed map[string]bool // postings whose promises have been read in this run, for all of those places

	official estate.Official
	heard    map[string]bool // postings and tickets that are known
	promises []estate.Promise
	standing map[promiseOf]int // the promises that hold
	remarks  []estate.Remark
	entries  []estate.Entry

	shown *estate.Incident // as it was shown last; nil when it has changed since
}

// promiseOf is what a promise is of.
type promiseOf struct {
	place string
	step  estate.Step
}

func newStory(id string) *story {
	return &story{
		id: id, newest: make(map[string]int), acks: make(map[string]string), heard: make(map[string]bool),
		standing: make(map[promiseOf]int), places: make(map[string]bool), weighed: make(map[string]bool),
	}
}

// in tells whether a site is in it now.
func (s *story) in(site string) bool {
	n, ever := s.newest[site]
	return ever && s.members[n].To.IsZero()
}

// recent tells whether a site is in it, or left it less than so long ago.
func (s *story) recent(site string, now time.Time, within time.Duration) bool {
	n, ever := s.newest[site]
	return ever && (s.members[n].To.IsZero() || now.Sub(s.members[n].To) <= within)
}

func (s *story) join(site, reason string, from time.Time) {
	if s.in(site) {
		return
	}
	s.newest[site] = len(s.members)
	s.members = append(s.members, estate.Member{Site: site, From: from, Reason: reason})
	s.inside++
	if from.Before(s.opened) {
		s.opened = from
	}
}

func (s *story) leave(site string, to time.Time) {
	if !s.in(site) {
		return
	}
	m := &s.members[s.newest[site]]
	if to.Before(m.From) { // clocks were set
		to = m.From
	}
	m.To = to
	s.inside--
}

// disown takes back that a site is in it: it was never a part of this.
func (s *story) disown(site string) {
	if !s.in(site) {
		return
	}
	last := s.newest[site]
	s.members[last].Site = "" // the others keep their numbers
	s.inside--
	delete(s.newest, site)
	for n := last - 1; n >= 0; n-- {
		if s.members[n].Site == site {
			s.newest[site] = n
			return
		}
	}
}

// handOver lets another incident have a site, from the beginning of its failure on: it is counted once.
func (s *story) handOver(r Record) {
	s.disown(r.Site)
	s.shown = nil
	s.entries = append(s.entries, estate.Entry{
		Time: r.Time, Noted: r.Time, Kind: string(Joined), Site: r.Site, Text: r.Site + " is counted in " + r.Incident + " instead.",
	})
}

// ended is the moment at which the last one left; zero while somebody is in, or nobody ever was and its cause is found.
func (s *story) ended() time.Time {
	if s.inside > 0 {
		return time.Time{}
	}
	last := s.over
	for _, n := range s.newest {
		if to := s.members[n].To; to.After(last) {
			last = to
		}
	}
	return last
}

// returning tells whether sites have come back within the last while.
func (s *story) returning(now time.Time) bool {
	return slices.ContainsFunc(s.members, func(m estate.Member) bool {
		return m.Site != "" && !m.To.IsZero() && now.Sub(m.To) <= relapse && !s.in(m.Site)
	})
}

// ackedBy is who has acknowledged that a site is down; empty where nobody has.
func (s *story) ackedBy(site string) string {
	if who, said := s.acks[site]; said {
		return who
	}
	return s.whole
}

// absorb takes over what another one was about, which has turned out to be a part of this.
func (s *story) absorb(o *story) {
	for _, m := range o.members {
		if m.Site == "" || m.To.IsZero() && s.in(m.Site) {
			continue
		}
		if n, ever := s.newest[m.Site]; !ever || m.To.IsZero() || m.To.After(s.members[n].To) && !s.in(m.Site) {
			s.newest[m.Site] = len(s.members)
		}
		if m.To.IsZero() {
			s.inside++
		}
		s.members = append(s.members, m)
	}
	if o.opened.Before(s.opened) {
		s.opened = o.opened
	}
	for k := range o.heard {
		s.heard[k] = true
	}
	if o.official.Said && (!s.official.Said || o.official.FirstPost.Before(s.official.FirstPost)) {
		s.official = o.official
	}
	for _, p := range o.promises {
		s.promise(p)
	}
	if s.whole == "" {
		s.whole = o.whole
	}
	for site, who := range o.acks {
		if _, said := s.acks[site]; !said {
			s.acks[site] = who
		}
	}
	s.remarks = append(s.remarks, o.remarks...)
	s.entries = append(s.entries, o.entries...)
}

// promise keeps a promise, unless it says what already holds.
func (s *story) promise(p estate.Promise) {
	of := promiseOf{p.Place, p.Step}
	if n, known := s.standing[of]; known {
		if s.promises[n].ETA.Equal(p.ETA) {
			return
		}
		if p.Replaces.IsZero() {
			p.Replaces = s.promises[n].ETA
		}
	}
	s.standing[of] = len(s.promises)
	s.promises = append(s.promises, p)
}
