package incident

import (
	"slices"
	"strings"
	"time"

	"vigie/internal/estate"
)

// apply takes in a record, whoever wrote it and whenever. One that says what is known already changes nothing, and one
// that makes no sense is left out: the file may have lost lines.
func (b *Book) apply(r Record) {
	s := b.stories[r.Incident]
	if s == nil {
		if r.Kind != Opened {
			return // of an incident that is long over, or was lost
		}
		s = newStory(r.Incident)
		s.opened, s.seed = happened(r), r.Site
		b.stories[r.Incident] = s
		b.order = append(b.order, s)
		b.open = append(b.open, s)
	}
	s.shown, b.list = nil, nil
	switch r.Kind {
	case Opened, Changed, Reopened:
		before := s.told
		b.begin(s, r)
		if r.Kind == Changed && s.told == before {
			return // only what speaks for it has changed
		}
	case Apart:
		if r.Verdict != nil {
			b.apart[apartKey(s, r.Verdict.verdict())] = r.Time
		}
	case Joined, Recovered:
		if !b.pass(s, r) {
			return
		}
	case Acknowledged, TakenBack:
		s.acknowledge(r)
	case Posted:
		s.post(r)
	case Ticket:
		s.heard[ticketKey(r.Source, r.Messages, r.State)] = true
	case Promised:
		s.heard[postingKey(r.Source, happened(r))+promiseMark+r.Place] = true
		s.promise(estate.Promise{
			Place: r.Place, Step: r.Step, ETA: r.ETA, Said: happened(r), Seen: r.Time, Source: r.Source, Replaces: r.Replaces,
		})
	case Noted:
		if !s.remark(r) {
			return
		}
	case Merged:
		b.merge(s, r)
	case Closed:
		b.shut(s, happened(r), "")
	}
	s.entries = append(s.entries, estate.Entry{
		Time: happened(r), Noted: r.Time, Kind: string(r.Kind), Site: r.Site, By: r.By, Text: s.sentence(r),
	})
}

func happened(r Record) time.Time {
	if r.Since.IsZero() {
		return r.Time
	}
	return r.Since
}

// begin takes in a verdict, and opens again what was closed.
func (b *Book) begin(s *story, r Record) {
	if r.Verdict != nil {
		s.verdict, s.told, s.retold, s.unwritten = r.Verdict.verdict(), r.Verdict.Summary, r.Time, false
	}
	if r.Kind == Reopened && !s.closed.IsZero() {
		s.closed, s.into, s.over, s.whole = time.Time{}, "", time.Time{}, ""
		clear(s.acks)
		for _, m := range slices.Clone(s.members) { // who was in it when it was merged is in the other one since
			s.disown(m.Site)
		}
		b.open = append(b.open, s)
	}
}

// pass lets a site in or out; a site is in one incident at a time. It tells whether anything has changed.
func (b *Book) pass(s *story, r Record) bool {
	switch at := b.where[r.Site]; {
	case !s.closed.IsZero():
		return false
	case r.Site == "" && r.Kind == Joined:
		s.over = time.Time{}
	case r.Site == "":
		s.over = happened(r)
	case r.Kind == Joined:
		if at == s {
			return false
		}
		if at != nil {
			at.handOver(r)
		}
		s.over = time.Time{}
		s.join(r.Site, r.Text, happened(r))
		b.where[r.Site] = s
	default:
		if at != s {
			return false
		}
		s.leave(r.Site, happened(r))
		delete(b.where, r.Site)
	}
	return true
}

// merge closes an incident which has turned out to be part of another one, that takes over what it was about.
func (b *Book) merge(s *story, r Record) {
	into := b.stories[r.Into]
	if into == nil || into == s || !s.closed.IsZero() || !into.closed.IsZero() {
		return
	}
	into.absorb(s)
	into.shown = nil
	into.entries = append(into.entries, estate.Entry{
		Time: r.Time, Noted: r.Time, Kind: string(Merged), Text: s.id + " has turned out to be part of it.",
	})
	for site := range s.newest {
		if b.where[site] == s {
			b.where[site] = into
		}
	}
	b.shut(s, r.Time, r.Into)
}

func (b *Book) shut(s *story, at time.Time, into string) {
	if !s.closed.IsZero() {
		return
	}
	s.closed, s.into = at, into
	for i, o := range b.open {
		if o == s {
			b.open = append(b.open[:i:i], b.open[i+1:]...) // whoever goes through the list may go on
			break
		}
	}
	for site := range s.newest {
		if b.where[site] == s {
			delete(b.where, site)
		}
	}
}

func (s *story) acknowledge(r Record) {
	who := r.By
	if who == "" {
		who = "somebody"
	}
	if r.Kind == TakenBack {
		who = ""
	}
	if r.Site != "" {
		s.acks[r.Site] = who
		return
	}
	s.whole = who
	clear(s.acks)
}

// remark keeps what somebody wrote, once: a line that was written again after an error may stand there twice.
func (s *story) remark(r Record) bool {
	m := estate.Remark{
		Time: r.Time, By: r.By, Site: r.Site, Text: r.Text,
		Expense: estate.Expense{Amount: r.Amount, Currency: r.Currency, Purpose: r.Purpose},
	}
	for _, o := range s.remarks {
		if m.Time.Equal(o.Time) && m.By == o.By && m.Site == o.Site && m.Text == o.Text && m.Expense == o.Expense {
			return false
		}
	}
	s.remarks = append(s.remarks, m)
	return true
}

func (s *story) post(r Record) {
	s.heard[postingKey(r.Source, happened(r))] = true
	if at := happened(r); !s.official.Said || at.Before(s.official.FirstPost) {
		_, notice, _ := strings.Cut(r.Source, "/")
		s.official = estate.Official{Said: true, FirstPost: at, Notice: notice}
	}
}
