package report

import (
	"fmt"
	"strings"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
)

// Make lays facts out in the sixteen groups.
func Make(f Facts) Document {
	i := f.Incident
	d := Document{
		Incident: i.ID, Title: "Evidence of an interruption of service", Made: f.Made.UTC(), Version: f.Version,
		From: i.Opened.Add(-around).UTC(), To: end(i, f.Made).Add(around).UTC(),
	}
	if now := f.Made.UTC(); d.To.After(now) {
		d.To = now
	}
	m := maker{f}
	d.Groups = []Group{
		m.head(), m.event(), m.assets(), m.unavailability(), m.log(), m.provider(), m.tickets(), m.baseline(), m.loss(), m.orders(),
		m.costs(), m.mitigation(), m.messages(), m.personal(), m.contract(), m.declarations(),
	}
	for _, s := range f.Sites {
		b := Bar{Site: s.Name}
		for _, o := range s.Outages {
			b.Down = append(b.Down, Span{o.From.UTC(), until(o, f.Made).UTC()})
		}
		d.Bars = append(d.Bars, b)
	}
	return d
}

// around is how much before and after an incident belongs to its report.
const around = 15 * time.Minute

// Period is the time that the samples of an incident's report span.
func Period(i estate.Incident, now time.Time) (from, to time.Time) {
	to = end(i, now).Add(around)
	if to.After(now) {
		to = now
	}
	return i.Opened.Add(-around), to
}

func end(i estate.Incident, now time.Time) time.Time {
	if i.Closed.IsZero() {
		return now
	}
	return i.Closed
}

func until(o estate.Outage, now time.Time) time.Time {
	if o.To.IsZero() {
		return now
	}
	return o.To
}

type maker struct{ Facts }

// at is a time in UTC and beside it that of the reader.
func (m maker) at(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	utc := t.UTC().Format("2006-01-02 15:04:05 UTC")
	if here := t.In(m.Made.Location()); here.Format("MST") != "UTC" {
		return utc + " (" + here.Format("2 Jan 15:04:05 MST") + ")"
	}
	return utc
}

func spell(d time.Duration) string {
	d = d.Round(time.Second)
	if days := int(d.Hours()) / 24; days > 0 {
		return fmt.Sprintf("%d d %d h %02d min", days, int(d.Hours())%24, int(d.Minutes())%60)
	}
	return fmt.Sprintf("%d h %02d min %02d s", int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60)
}

func (m maker) head() Group {
	g := Group{Title: "1. Who and what"}
	g.say("Firm", m.Firm)
	g.say("Incident", m.Incident.ID)
	g.say("Made", m.at(m.Made))
	g.say("By", "vigie "+m.Version)
	if m.Firm == "" {
		g.lack("the firm: `notice: { company: … }` in the configuration")
	}
	g.lack("company number, policy number, insurer, broker, contract and customer number at the host: write them here")
	return g
}

func (m maker) event() Group {
	i := m.Incident
	g := Group{Title: "2. The event"}
	g.say("First failing sample", m.at(i.Opened))
	g.say("Last recovery", m.at(i.Closed))
	if i.Closed.IsZero() {
		g.say("State", "still open when this was made")
	}
	g.say("Lasted", spell(end(i, m.Made).Sub(i.Opened)))
	g.say("Cause, as vigie judged it", string(i.Verdict.Cause)+" "+i.Verdict.Where)
	g.say("How sure", fmt.Sprintf("%.0f %%", 100*i.Verdict.Confidence))
	g.say("In words", i.Verdict.Summary)
	t := Table{Title: "What speaks for it and against", Columns: []string{"", "kind", "evidence"}}
	for _, e := range i.Verdict.Evidence {
		mark := "for"
		if !e.For {
			mark = "against"
		}
		t.Rows = append(t.Rows, []string{mark, string(e.Kind), e.Text})
	}
	g.Tables = append(g.Tables, t)
	return g
}

func (m maker) assets() Group {
	g := Group{Title: "3. What was hit"}
	t := Table{Title: "Sites", Columns: []string{"site", "asked as"}}
	for _, s := range m.Sites {
		t.Rows = append(t.Rows, []string{s.Name, strings.Join(s.Targets, "; ")})
	}
	g.Tables = append(g.Tables, t)
	g.lack("product, price, rack and contract of each machine: `vigie servers --json` beside this, as the provider's API told it")
	return g
}

func (m maker) unavailability() Group {
	g := Group{Title: "4. Measured unavailability"}
	t := Table{Title: "Intervals", Columns: []string{"site", "from", "to", "lasted", "failure", "not watched within"}}
	month := Table{Title: "The thirty days before this was made", Columns: []string{"site", "available", "of the time watched"}}
	for _, s := range m.Sites {
		for _, o := range s.Outages {
			to := "lasting"
			if !o.To.IsZero() {
				to = m.at(o.To)
			}
			t.Rows = append(t.Rows, []string{s.Name, m.at(o.From), to, spell(until(o, m.Made).Sub(o.From)), string(o.Failure) + ": " + o.Reason, spell(o.Gap)})
		}
		if s.Uptime >= 0 {
			month.Rows = append(month.Rows, []string{s.Name, fmt.Sprintf("%.4f %%", 100*s.Uptime), fmt.Sprintf("%.1f %%", 100*s.Seen)})
		}
	}
	g.Tables = append(g.Tables, t, month)
	g.say("How it is counted", "from the first failing sample to the first good one; down is time in which no answer came or a wrong one; time in which nobody watched counts for nothing")
	g.lack("the availability that the contract promises: see group 15")
	return g
}

func (m maker) log() Group {
	g := Group{Title: "5. Samples"}
	g.say("How to check them", "every sample is in the chain of hashes of the CSV and the JSON of this report: `vigie report verify FILE` finds a row that was changed, dropped or moved")
	g.say("Asked from", "this machine alone")
	return g
}

func (m maker) provider() Group {
	g := Group{Title: "6. What the provider said"}
	o := m.Incident.Official
	if o.Said {
		g.say("First post", m.at(o.FirstPost))
		g.say("After our first failing sample", spell(o.Lag))
	} else {
		g.say("First post", "none that was seen")
	}
	t := Table{Title: "Posts", Columns: []string{"time", "seen here", "text"}}
	for _, e := range m.kind("posted") {
		t.Rows = append(t.Rows, []string{m.at(e.Time), m.at(e.Noted), e.Text})
	}
	p := Table{Title: "Times that were promised", Columns: []string{"said", "place", "step", "promised", "in place of", "source"}}
	for _, x := range m.Incident.Promises {
		p.Rows = append(p.Rows, []string{m.at(x.Said), x.Place, string(x.Step), m.at(x.ETA), m.at(x.Replaces), x.Source})
	}
	g.Tables = append(g.Tables, t, p)
	return g
}

func (m maker) kind(kinds ...string) []estate.Entry {
	var list []estate.Entry
	for _, e := range m.Incident.Entries {
		for _, k := range kinds {
			if e.Kind == k {
				list = append(list, e)
			}
		}
	}
	return list
}

// entries is a table of what happened.
func (m maker) entries(title string, kinds ...string) Table {
	t := Table{Title: title, Columns: []string{"time", "by", "what"}}
	for _, e := range m.kind(kinds...) {
		t.Rows = append(t.Rows, []string{m.at(e.Time), e.By, e.Text})
	}
	return t
}

func (m maker) tickets() Group {
	g := Group{Title: "7. Tickets", Tables: []Table{m.entries("Tickets about it", "ticket")}}
	if len(g.Tables[0].Rows) == 0 {
		g.lack("a ticket: some contracts count from its opening, so open one in the first hour (`vigie tickets new`)")
	}
	g.say("The whole of each", "`vigie tickets show NUMBER`")
	return g
}

// hosted tells whether the cause lies at the provider.
func (m maker) hosted() string {
	if p, _, _ := strings.Cut(m.Incident.Verdict.Where, "/"); p == "ovh" {
		return account.ProviderName(p)
	}
	return ""
}
