package pane

import (
	"fmt"
	"time"

	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/ui/paint"
	"vigie/ui/theme"
)

// Memory is what the console has been told of the past of one site.
type Memory struct {
	Kept    bool         // there is a history that can be asked
	Past    *estate.Past // nil before the first answer; the last good one while a newer one cannot be had
	Reading bool         // it is being read, for long enough to be said
	Error   string       // why the newest asking failed; empty when it did not
	Since   time.Time    // of the error
}

// pictures are the last day and the last month at a glance; where there is no history, the newest answers.
func (d *Detail) pictures(p *page, x *estate.Site, h int) {
	m := d.memory
	if m.Error != "" {
		p.blank()
		words := "The history cannot be read (for " + since(m.Since, d.scene.Now) + "): " + m.Error
		if m.Past != nil {
			words += ". What is shown is as of " + clock(m.Past.Made, d.scene.Now) + "."
		}
		p.item(paint.Span{Style: p.th.State(result.Degraded), Text: theme.Symbol(result.Degraded)}, p.th.Text, words)
	}
	switch {
	case m.Past != nil:
		d.lastDay(p, m.Past, x, h)
		d.month(p, m.Past)
	case !m.Kept, m.Error != "":
		d.samples(p, x)
	case m.Reading:
		p.blank()
		p.text(p.th.Dim, 0, "reading the history…")
	}
}

// record is the past in numbers: shares and percentiles, the outages, and how the history itself is doing.
func (d *Detail) record(p *page, x *estate.Site) {
	if past := d.memory.Past; past != nil {
		periods(p, past)
		d.outages(p, past, kindOf(x))
	}
	d.keeping(p)
}

// keeping tells in full what the line below the header has no room for: that the history is not being kept.
func (d *Detail) keeping(p *page) {
	k := d.scene.Snap.Keeping
	switch {
	case k.Error != "":
		p.blank()
		words := NotKept(d.scene)
		if k.Lost > 0 {
			words += ". " + lost(k) + "."
		}
		p.item(paint.Span{Style: p.th.State(result.Degraded), Text: theme.Symbol(result.Degraded)}, p.th.Text, words)
	case k.Lost > 0:
		p.blank()
		p.text(p.th.Dim, 0, lost(k)+" since the start.")
	case k.Off:
		p.blank()
		p.text(p.th.Dim, 0, "No history is kept: what is not shown here is forgotten.")
	}
}

// NotKept says since when the history cannot be kept, and why.
func NotKept(s Scene) string {
	k := s.Snap.Keeping
	return "History has not been kept since " + clock(k.Since, s.Now) + " (" + since(k.Since, s.Now) + "): " + k.Error
}

func lost(k estate.Keeping) string {
	if k.Lost == 1 {
		return "1 result could not be kept"
	}
	return fmt.Sprintf("%d results could not be kept", k.Lost)
}

// samples is the chart of the newest answers, where there is no history to ask.
func (d *Detail) samples(p *page, x *estate.Site) {
	if len(x.Latency) == 0 {
		return
	}
	shown := values(x.Latency, p.w)
	p.heading("Answers", fmt.Sprintf("the newest %d, × is a failure", len(shown)))
	p.line(0, paint.Span{Style: p.th.State(x.State), Text: paint.Spark(shown, len(shown))})
}

// periods tells how much of a day, a week and a month the site answered, how much of that was watched, and how long
// answers took.
func periods(p *page, past *estate.Past) {
	if len(past.Uptime) == 0 {
		return
	}
	width := 10
	if p.w < labelled+width*len(past.Uptime) {
		width = 8
	}
	row := func(label string, value func(s estate.Share) (string, paint.Style), words string) {
		l := paint.NewLine(p.w).Fit(p.th.Dim, label, labelled)
		for _, s := range past.Uptime {
			v, st := value(s)
			l.Fit(st, v, width)
		}
		if l.Left() > len(words) {
			l.Add(p.th.Dim, " "+words)
		}
		p.lines = append(p.lines, l.String())
	}
	p.blank()
	row("", func(s estate.Share) (string, paint.Style) { return period(s.Period), p.th.Strong }, "")
	row("up", func(s estate.Share) (string, paint.Style) { return share(s.Of), p.th.Text }, "of the time watched")
	row("watched", func(s estate.Share) (string, paint.Style) {
		if s.Seen < 0.9995 {
			return share(s.Seen), p.th.State(result.Unknown)
		}
		return share(s.Seen), p.th.Text
	}, "of all the time")
	for _, c := range []struct {
		label string
		of    func(q estate.Percentiles) time.Duration
		words string
	}{
		{"p50", func(q estate.Percentiles) time.Duration { return q.P50 }, "half took less"},
		{"p95", func(q estate.Percentiles) time.Duration { return q.P95 }, "19 of 20 took less"},
		{"p99", func(q estate.Percentiles) time.Duration { return q.P99 }, "99 of 100 took less"},
	} {
		row(c.label, func(s estate.Share) (string, paint.Style) {
			return percentile(past.Latency, s.Period, c.of), p.th.Text
		}, c.words)
	}
}

func percentile(all []estate.Percentiles, of time.Duration, which func(estate.Percentiles) time.Duration) string {
	for _, q := range all {
		if q.Period == of && q.Answers > 0 {
			return latency(which(q))
		}
	}
	return "–"
}
