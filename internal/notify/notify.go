// Package notify alerts people: one message for one incident and not one for each of its sites, further ones about the same
// incident no more often than they can be read, each tried until it arrives.
//
// What is to be said is worked out from incidents (Rule.Due), and what has been said stands in them: so nothing is sent
// twice after a restart, and nothing is forgotten by one. A message is written down after it has been delivered; what a
// crash cuts in between may come twice. It may import estate, incident and text; the services are those of shoutrrr.
package notify

import (
	"slices"
	"strings"
	"time"

	"vigie/internal/estate"
)

// Event is what somebody may want to be told of.
type Event string

// The events.
const (
	Down   Event = "down"
	Up     Event = "up"
	Notice Event = "notice" // the provider has posted about it
	Ticket Event = "ticket" // the provider has answered about it
	ETA    Event = "eta"    // an end was promised, or moved
)

// Events are all of them.
func Events() []Event { return []Event{Down, Up, Notice, Ticket, ETA} }

// Rule is who is told of what.
type Rule struct {
	Name  string          // by which it is told from the others: ntfy #1; never its address, which is a secret
	To    string          // a shoutrrr address
	On    []Event         // all of them when empty
	Sites map[string]bool // that matter; nil: all
	After time.Duration   // an outage is not told of before it has lasted so long
}

// Message is what is said on one channel.
type Message struct {
	Incident string
	Keys     []string // what it says, by which it is known to have been said
	Title    string
	Text     string
}

// between is how long lies between two messages about one incident on one channel, besides those that it began and ended.
const between = 10 * time.Minute

// late is how old something may be to be told of still.
const late = 24 * time.Hour

// Said is what has been said of an incident on this channel, by key, and when.
func (r Rule) said(i *estate.Incident) (keys map[string]bool, last time.Time) {
	keys = make(map[string]bool)
	for _, e := range i.Entries {
		if e.Kind != "alerted" || !strings.HasPrefix(e.Text, r.Name+": ") {
			continue
		}
		for k := range strings.SplitSeq(strings.TrimPrefix(e.Text, r.Name+": "), "; ") {
			keys[k] = true
		}
		if e.Time.After(last) {
			last = e.Time
		}
	}
	return keys, last
}

func (r Rule) wants(e Event) bool { return len(r.On) == 0 || slices.Contains(r.On, e) }

// touches tells whether an incident hits a site that matters to the rule.
func (r Rule) touches(i *estate.Incident) bool {
	if r.Sites == nil {
		return true
	}
	return slices.ContainsFunc(i.Members, func(m estate.Member) bool { return r.Sites[m.Site] })
}

// Due is what is to be said of an incident now; false where that is nothing.
func (r Rule) Due(i *estate.Incident, now time.Time) (Message, bool) {
	if !r.touches(i) || quiet(i) || i.Into != "" {
		return Message{}, false
	}
	said, last := r.said(i)
	m := Message{Incident: i.ID}
	switch over := !i.Closed.IsZero(); {
	case over && said["down"] && !said["up"] && r.wants(Up) && now.Sub(i.Closed) < late:
		m.Keys = []string{"up"}
		m.Title, m.Text = words(i, now, m.Keys, r)
		return m, true
	case over:
		return Message{}, false
	case r.wants(Down) && !said["down"]:
		if now.Sub(i.Opened) < r.After || i.Acked {
			return Message{}, false
		}
		m.Keys = append([]string{"down"}, r.news(i, said, now)...)
		m.Title, m.Text = words(i, now, m.Keys, r)
		return m, true
	}
	m.Keys = r.news(i, said, now)
	if len(m.Keys) == 0 || now.Sub(last) < between || now.Sub(i.Opened) < r.After {
		return Message{}, false
	}
	m.Title, m.Text = words(i, now, m.Keys, r)
	return m, true
}

// quiet tells incidents of which nobody is told: those of our own line, and of a provider's API by which no site is hit.
func quiet(i *estate.Incident) bool {
	switch i.Verdict.Cause {
	case estate.CauseLocal, estate.CauseControl, estate.CauseNone:
		return true
	}
	return len(i.Members) == 0
}

// news is what has come since: promises, postings, answers; by key. What somebody is on is told of its end alone.
func (r Rule) news(i *estate.Incident, said map[string]bool, now time.Time) []string {
	var keys []string
	add := func(e Event, key string, at time.Time) {
		if r.wants(e) && !said[key] && now.Sub(at) < late && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	if o := i.Outlook(); !o.Current.IsZero() {
		add(ETA, "eta "+o.Current.UTC().Format("2006-01-02 15:04"), now)
	}
	if i.Acked {
		return keys
	}
	for _, e := range i.Entries {
		switch e.Kind {
		case "posted":
			add(Notice, "notice "+e.Time.UTC().Format("2006-01-02 15:04:05"), e.Noted)
		case "ticket":
			add(Ticket, "ticket "+e.Time.UTC().Format("2006-01-02 15:04:05"), e.Noted)
		}
	}
	return keys
}
