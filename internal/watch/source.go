package watch

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/schedule"
)

// source is something that is asked for facts, with what it said last.
type source struct {
	item    schedule.Item[any]
	spec    Source
	rhythm  schedule.Rhythm
	asking  bool
	again   bool // somebody asked for it while it was being asked
	facts   Facts
	answers int
	lastOK  time.Time
	err     error
	since   time.Time // of the error
	noted   string    // the note that has been told
}

// seen remembers what of the provider's word has been told as an event already.
type seen struct {
	notices map[string]time.Time // by page and ID: the newest posting
	tickets map[string]int       // by provider and ID: how many messages
	faulty  map[string]bool      // sources whose fault has been told
}

// setSources takes the sources of a configuration, the first or another one. One that was there before under the same
// name keeps what it said, and is as well or ill as it was until it has been asked.
func (c *core) setSources(specs []Source, now time.Time) {
	old := make(map[string]*source, len(c.sources))
	for _, s := range c.sources {
		old[s.spec.Name] = s
		c.agenda.Drop(&s.item)
	}
	c.sources = make([]*source, 0, len(specs))
	for i, spec := range specs {
		s := &source{spec: spec}
		switch before := old[spec.Name]; {
		case before != nil:
			s.facts, s.answers, s.lastOK, s.noted = before.facts, before.answers, before.lastOK, before.noted
			s.err, s.since = before.err, before.since
		case spec.Known != nil:
			s.facts, s.lastOK = *spec.Known, spec.KnownAt
		}
		s.rhythm = schedule.NewRhythm(spec.Name, spec.Every, now)
		s.item.What, s.item.Order = s, i-len(specs) // before any check
		c.sources = append(c.sources, s)
		c.agenda.Put(&s.item, now)
	}
}

// foldFacts takes in an answer of a source. A failed one leaves what was known, with its age and the reason.
func (c *core) foldFacts(s *source, a answer) {
	s.asking = false
	if !slices.Contains(c.sources, s) {
		return // it is no longer in the configuration
	}
	if a.facts != nil {
		s.take(*a.facts)
	}
	if a.facts != nil {
		s.facts.Note = a.facts.Note
	}
	c.tellNote(s, a.At)
	if a.err != nil {
		if s.err == nil {
			s.since = a.At
		}
		s.err = a.err
	} else {
		s.err, s.since, s.lastOK = nil, time.Time{}, a.At
	}
	if a.facts != nil && (a.facts.Resources != nil || a.facts.Notices != nil) {
		c.joinAll()
	}
	c.unclear = true
	if a.facts != nil {
		if a.facts.Tickets != nil {
			c.gatherTickets()
		}
		c.tellNotices(s, a.At)
		c.tellTickets(s)
		s.answers++
	}
	c.tellHealth(s, a.At)
	if s.again {
		s.again = false
		c.agenda.Put(&s.item, a.At)
		return
	}
	if a.facts != nil && a.facts.More {
		c.agenda.Put(&s.item, a.At.Add(min(moreAfter, s.spec.Every)))
		return
	}
	next := s.rhythm.After(later(a.At, a.job.due.Add(s.spec.Every/2)))
	if a.err != nil && !c.opts.once {
		next = earlier(next, a.At.Add(againAfter)) // what is asked seldom is not believed to be ill for long
	}
	c.agenda.Put(&s.item, next)
}

// againAfter is how soon a source is asked again that has failed.
const againAfter = time.Minute

// moreAfter is how soon a source is asked again that has more to say: not at once, so that others have their turn.
const moreAfter = time.Second

// gatherTickets lays the tickets of all sources together, the most recently updated first. The list is never changed
// afterwards: snapshots share it.
func (c *core) gatherTickets() {
	c.tickets = nil
	for _, s := range c.sources {
		c.tickets = append(c.tickets, s.facts.Tickets...)
	}
	slices.SortStableFunc(c.tickets, func(a, b account.Ticket) int { return b.Updated.Compare(a.Updated) })
}

// foldEarly takes in what a source knows while it is still being asked. How the asking goes, its end will tell.
func (c *core) foldEarly(s *source, f *Facts) {
	if f == nil || !slices.Contains(c.sources, s) {
		return
	}
	s.take(*f)
	c.joinAll()
	c.dirty = true
}

func (s *source) take(f Facts) {
	if f.Identity != nil {
		s.facts.Identity = f.Identity
	}
	if f.Resources != nil {
		s.facts.Resources = f.Resources
	}
	if f.Tickets != nil {
		s.facts.Tickets = f.Tickets
	}
	if f.Notices != nil {
		s.facts.Notices = f.Notices
	}
	if f.Components != nil {
		s.facts.Components = f.Components
	}
	if f.Mails != nil {
		s.facts.Mails = f.Mails
	}
	if f.Campuses != nil {
		s.facts.Campuses = f.Campuses
	}
}

// note is what a person should know of the source that is no failure.
func (s *source) note() string {
	return strings.Join(slices.DeleteFunc([]string{s.spec.Note, s.facts.Note}, func(x string) bool { return x == "" }), "; ")
}

// tellNote says once what a person should know of a source.
func (c *core) tellNote(s *source, now time.Time) {
	note := s.note()
	if note == s.noted {
		return
	}
	s.noted = note
	if note != "" {
		c.note(estate.Event{Time: now, Kind: estate.EventSource, Text: s.spec.Name + ": " + note})
	}
}

// tellNotices makes events of postings that are new since the source was first asked.
func (c *core) tellNotices(s *source, now time.Time) {
	if c.seen.notices == nil {
		c.seen.notices = make(map[string]time.Time)
	}
	for _, n := range s.facts.Notices {
		key := n.Page + "/" + n.ID
		before, known := c.seen.notices[key]
		if known && !n.Updated.After(before) {
			continue
		}
		c.seen.notices[key] = n.Updated
		if s.answers == 0 && !n.Open(now) || n.Planned {
			continue
		}
		what, when := "posts", n.Posted
		if when.IsZero() {
			when = n.Seen
		}
		if known {
			what, when = "updates ("+n.State+")", n.Updated
		}
		c.note(estate.Event{
			Time: when, Kind: estate.EventNotice,
			Text: fmt.Sprintf("%s %s: %s", account.ProviderName(n.Provider), what, n.Title),
		})
	}
}

// tellTickets makes events of answers that came since the source was first asked. A thread that is read for the first
// time may be years old: only what was written since the watch began is news.
func (c *core) tellTickets(s *source) {
	if c.seen.tickets == nil {
		c.seen.tickets = make(map[string]int)
	}
	for _, t := range s.facts.Tickets {
		key := t.Provider + "/" + t.ID
		before := c.seen.tickets[key]
		c.seen.tickets[key] = len(t.Thread)
		if s.answers == 0 || len(t.Thread) <= before {
			continue
		}
		last := t.Thread[len(t.Thread)-1]
		if before == 0 && last.Time.Before(c.started) {
			continue
		}
		who := "We wrote"
		if last.From == account.Provider {
			who = account.ProviderName(t.Provider) + " answered"
		}
		c.note(estate.Event{
			Time: last.Time, Kind: estate.EventTicket,
			Text: fmt.Sprintf("%s in ticket %s: %s", who, t.Number, t.Subject),
		})
	}
}

// tellHealth says once that a source has fallen silent, and once that it is back.
func (c *core) tellHealth(s *source, now time.Time) {
	if c.seen.faulty == nil {
		c.seen.faulty = make(map[string]bool)
	}
	faulty := s.health().Faulty(now)
	if faulty == c.seen.faulty[s.spec.Name] {
		return
	}
	c.seen.faulty[s.spec.Name] = faulty
	c.unclear = true
	text := s.spec.Name + " answers again"
	if faulty {
		text = s.spec.Name + " does not answer: " + s.err.Error()
	}
	c.note(estate.Event{Time: now, Kind: estate.EventSource, Text: text})
}

func (s *source) health() estate.Source {
	h := estate.Source{Name: s.spec.Name, API: s.spec.API, Every: s.spec.Every, LastOK: s.lastOK, Since: s.since, Note: s.note()}
	if s.err != nil {
		h.Error, h.NoKey = s.err.Error(), errors.Is(s.err, account.ErrKey)
	}
	return h
}
