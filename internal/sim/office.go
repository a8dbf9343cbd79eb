package sim

import (
	"time"

	"vigie/internal/sim/scenario"
)

// PostedNotice is a notice as a status page shows it at a moment, with every posting so far.
type PostedNotice struct {
	ID, Page, Title, Impact, State string
	Posted, Updated                time.Time
	ETA                            time.Time
	Postings                       []Posting // oldest first
}

// Posting is one posting of a notice.
type Posting struct {
	At          time.Time
	State, Body string
}

// Notices are the notices that have been posted until t, in the order of their first posting.
func (w *World) Notices(t time.Time) []PostedNotice {
	var list []PostedNotice
	index := make(map[string]int)
	for _, e := range w.sc.Events {
		at := w.sc.Start.Add(e.At)
		if e.Notice == nil || at.After(t) {
			continue
		}
		i, known := index[e.Notice.ID]
		if !known {
			i = len(list)
			index[e.Notice.ID] = i
			list = append(list, PostedNotice{ID: e.Notice.ID, Posted: at, Impact: "none", State: "investigating"})
		}
		n := &list[i]
		n.Updated = at
		keep(&n.Page, e.Notice.Page)
		keep(&n.Title, e.Notice.Title)
		keep(&n.Impact, e.Notice.Impact)
		keep(&n.State, e.Notice.State)
		if !e.Notice.ETA.IsZero() {
			n.ETA = e.Notice.ETA
		}
		n.Postings = append(n.Postings, Posting{At: at, State: n.State, Body: e.Notice.Body})
	}
	return list
}

func keep(to *string, s string) {
	if s != "" {
		*to = s
	}
}

// Pages are the names of the status pages that the scenario posts on.
func (w *World) Pages() []string {
	var pages []string
	seen := make(map[string]bool)
	for _, e := range w.sc.Events {
		if e.Notice != nil && e.Notice.Page != "" && !seen[e.Notice.Page] {
			seen[e.Notice.Page] = true
			pages = append(pages, e.Notice.Page)
		}
	}
	return pages
}

// PostedTask is a task on a resource.
type PostedTask struct {
	ID int
	scenario.Task
	At time.Time
}

// Tasks are the tasks that have begun until t.
func (w *World) Tasks(t time.Time) []PostedTask {
	var list []PostedTask
	for i, e := range w.sc.Events {
		if at := w.sc.Start.Add(e.At); e.Task != nil && !at.After(t) {
			list = append(list, PostedTask{ID: 1000 + i, Task: *e.Task, At: at})
		}
	}
	return list
}

// Tickets are the tickets with what has been said in them until t. A ticket in which nobody has written yet
// does not exist.
func (w *World) Tickets(t time.Time) []scenario.Ticket {
	var list []scenario.Ticket
	for _, x := range w.sc.Estate.Tickets {
		thread := make([]scenario.Message, 0, len(x.Thread))
		for _, m := range x.Thread {
			if !w.sc.Start.Add(m.At).After(t) {
				thread = append(thread, m)
			}
		}
		for _, e := range w.sc.Events {
			if e.Ticket == nil || e.Ticket.ID != x.ID || w.sc.Start.Add(e.At).After(t) {
				continue
			}
			if e.Ticket.Reply != "" {
				thread = append(thread, scenario.Message{At: e.At, From: "provider", Body: e.Ticket.Reply})
			}
			keep(&x.State, e.Ticket.State)
		}
		if x.Thread = thread; len(thread) > 0 {
			list = append(list, x)
		}
	}
	return list
}
