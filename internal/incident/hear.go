package incident

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
)

// promiseMark tells the key of a promise from that of the posting that made it; the place follows.
const promiseMark = " eta "

func postingKey(source string, at time.Time) string {
	return fmt.Sprintf("%s %d", source, at.UnixMilli())
}

func ticketKey(number string, messages int, state string) string {
	return fmt.Sprintf("ticket %s %d %s", number, messages, state)
}

// hear takes in what the provider says of what is open: on its pages and in tickets.
func (b *Book) hear(s *estate.Snapshot, sites map[string]*estate.Site) {
	if len(b.open) == 0 || len(s.Notices) == 0 && len(s.Tickets) == 0 {
		return
	}
	hit := make(map[string][]*story) // by ID of the resource that a member runs on
	for _, o := range b.open {
		before := len(o.places)
		for name := range o.newest {
			x := sites[name]
			if x == nil || x.Resource == "" {
				continue
			}
			o.places[strings.ToLower(x.Place.Building().String())] = true
			if some := hit[x.Resource]; len(some) == 0 || some[len(some)-1] != o {
				hit[x.Resource] = append(some, o)
			}
		}
		if len(o.places) > before { // what was promised for that building concerns it from now on
			clear(o.weighed)
		}
	}
	for _, n := range s.Notices {
		for _, o := range b.concerned(n, hit) {
			if n.Open(b.now) || n.Updated.After(o.opened) {
				b.listen(o, n)
			}
		}
	}
	for _, t := range s.Tickets {
		for _, o := range hit[t.Service] {
			b.readTicket(o, t)
		}
	}
}

// concerned are the open incidents that a notice is about: it names what a member runs on, or its building with its
// product, or the verdict rests on it. Planned work is no word on an incident, unless the verdict says so.
func (b *Book) concerned(n account.Notice, hit map[string][]*story) []*story {
	var list []*story
	for _, o := range b.open {
		if o.verdict.Official.Notice == n.ID && n.ID != "" {
			list = append(list, o)
		}
	}
	if n.Planned {
		return list
	}
	for _, t := range n.Touches {
		if t.How == account.Possible {
			continue
		}
		for _, o := range hit[t.Resource] {
			if !slices.Contains(list, o) {
				list = append(list, o)
			}
		}
	}
	return list
}

// listen keeps the postings of a notice that are new, and what they promise.
func (b *Book) listen(s *story, n account.Notice) {
	source := n.Page + "/" + n.ID
	updates := n.Updates
	if len(updates) == 0 {
		updates = []account.NoticeUpdate{{Time: n.Posted, State: n.State, Body: n.Title, ETA: n.ETA}}
	}
	for i, u := range updates {
		if u.Time.IsZero() {
			u.Time = n.Posted
		}
		key := postingKey(source, u.Time)
		if !s.heard[key] {
			text := u.Body
			if i == 0 && text != n.Title {
				text = n.Title + ": " + text
			}
			delay := u.Time.Sub(s.opened).Milliseconds()
			b.write(s, Record{
				Kind: Posted, Provider: n.Provider, Source: source, State: u.State, Since: u.Time, Text: cut(text, longestText),
				DelayMS: &delay,
			})
			s.heard[key] = true // a time that is our own is not kept apart
		}
		if !u.ETA.IsZero() && !s.weighed[key] {
			s.weighed[key] = true
			b.promised(s, n, u, source)
		}
	}
}

// promised keeps what a posting promises, for each place that it names.
func (b *Book) promised(s *story, n account.Notice, u account.NoticeUpdate, source string) {
	step := stepOf(u.Body)
	for _, place := range placesOf(n, u.Body, s.places) {
		r := Record{
			Kind: Promised, Provider: n.Provider, Source: source, Since: u.Time, ETA: u.ETA, Place: place, Step: step,
		}
		if s.heard[postingKey(source, u.Time)+promiseMark+place] {
			continue
		}
		if at, known := s.standing[promiseOf{place, step}]; known {
			before := s.promises[at]
			if before.ETA.Equal(u.ETA) || u.Time.Before(before.Said) {
				continue
			}
			r.Replaces = before.ETA
		}
		b.write(s, r)
	}
}

// readTicket keeps that something was written in a ticket on what a member runs on, since the incident began.
func (b *Book) readTicket(s *story, t account.Ticket) {
	key := ticketKey(t.Number, len(t.Thread), t.State)
	if t.Updated.Before(s.opened) || s.heard[key] {
		return
	}
	r := Record{Kind: Ticket, Provider: t.Provider, Source: t.Number, State: t.State, Messages: len(t.Thread), Since: t.Updated}
	what := "is " + t.State
	if n := len(t.Thread); n > 0 {
		last := t.Thread[n-1]
		if last.Time.After(s.opened) {
			r.Since = last.Time
		}
		what = "we wrote"
		if last.From == account.Provider {
			what = account.ProviderName(t.Provider) + " answered"
		}
	}
	if t.State == "closed" {
		what = "was closed"
	}
	r.Text = cut(fmt.Sprintf("%s (%s)", what, t.Subject), longestText)
	b.write(s, r)
}
