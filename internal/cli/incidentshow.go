package cli

import (
	"cmp"
	"time"

	"vigie/internal/estate"
	"vigie/internal/incident"
	"vigie/internal/text"
)

// showIncident prints one incident whole.
func showIncident(p *paper, i estate.Incident, now time.Time) error {
	p.line(p.bold(text.Clean(i.Verdict.Summary)))
	p.line(text.Clean(i.ID), p.dim(standing(i, now)))
	if i.Into != "" {
		p.line("It has turned out to be part of", text.Clean(i.Into))
	}
	if i.Official.Said {
		p.line("First post:", i.Official.FirstPost.Local().Format("2 Jan 15:04"), p.dim(firstPost(i)))
	}
	if i.Acked {
		p.line("On it:", text.Clean(i.AckedBy))
	}
	for _, c := range i.Expenses() {
		p.line("Spent:", incident.Money(c.Amount), text.Clean(c.Currency))
	}
	showPromises(p, i)
	showMembers(p, i, now)
	p.line()
	p.line(p.bold("What happened"))
	for _, e := range i.Entries {
		said := []string{" ", e.Time.Local().Format("2 Jan 15:04:05"), text.Clean(e.Text)}
		if e.By != "" {
			said = append(said, p.dim("— "+text.Clean(e.By)))
		}
		if e.Noted.Sub(e.Time) >= time.Second {
			said = append(said, p.dim("(known at "+e.Noted.Local().Format("15:04:05")+")"))
		}
		p.line(said...)
	}
	return p.err
}

// showPromises prints every promised time, the newest of each place and step marked as the one that holds.
func showPromises(p *paper, i estate.Incident) {
	if len(i.Promises) == 0 {
		return
	}
	p.line()
	p.line(p.bold("Promised"), p.dim(text.Clean(promisedFor(i.Outlook()))))
	const clock = "Mon 2 Jan 15:04"
	holds := make(map[estate.Promise]bool)
	for _, s := range i.Standing() {
		holds[s] = true
	}
	for _, x := range i.Promises {
		mark, of := " ", cmp.Or(x.Place, "all of it")
		if holds[x] {
			mark = "→"
		}
		if x.Step != "" {
			of += ", " + string(x.Step)
		}
		was := ""
		if !x.Replaces.IsZero() {
			was = "instead of " + x.Replaces.Local().Format(clock)
		}
		p.line(" "+mark, x.ETA.Local().Format(clock), text.Pad(text.Clean(of), 24), text.Pad(was, 27),
			p.dim("said "+x.Said.Local().Format("2 Jan 15:04")+" in "+text.Clean(x.Source)))
	}
}

// showMembers prints which site was in it, and when.
func showMembers(p *paper, i estate.Incident, now time.Time) {
	if len(i.Members) == 0 {
		return
	}
	wide := 0
	for _, m := range i.Members {
		wide = max(wide, text.Width(text.Clean(m.Site)))
	}
	p.line()
	p.line(p.bold("Sites"))
	for _, m := range i.Members {
		until, lasted := "now", now.Sub(m.From)
		switch {
		case m.To.IsZero() && i.Into != "":
			until, lasted = "goes on there", i.Closed.Sub(m.From)
		case !m.To.IsZero():
			until, lasted = m.To.Local().Format("2 Jan 15:04:05"), m.To.Sub(m.From)
		}
		p.line(" ", text.Pad(text.Clean(m.Site), min(wide, 40)), m.From.Local().Format("2 Jan 15:04:05"), "–", text.Pad(until, 15),
			text.Pad(length(lasted), 14), p.dim(text.Clean(m.Reason)))
	}
}
