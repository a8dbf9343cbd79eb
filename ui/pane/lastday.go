package pane

import (
	"time"

	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/ui/paint"
	"vigie/ui/theme"
)

// moment is what came of the askings within one cell of the chart of the last day.
type moment struct {
	from              time.Time
	answers, failures int
	mean              float64 // of the answers, in seconds; negative where there were none
}

// gather joins the points of the last day to at most w moments of one length, of which the last ends with the newest
// point. A moment is no shorter than the time between two askings, so that only what was left out looks empty.
func gather(past *estate.Past, w int, every time.Duration) (moments []moment, length time.Duration) {
	n := len(past.Points)
	if n == 0 || w <= 0 || past.Step <= 0 {
		return nil, 0
	}
	join := max((n+w-1)/w, int((every+past.Step-1)/past.Step))
	for end := n; end > 0; end -= join {
		moments = append(moments, joined(past.Points[max(0, end-join):end]))
	}
	for i, j := 0, len(moments)-1; i < j; i, j = i+1, j-1 {
		moments[i], moments[j] = moments[j], moments[i]
	}
	return moments, time.Duration(join) * past.Step
}

func joined(points []estate.Point) moment {
	m := moment{from: points[0].Time, mean: -1}
	sum := 0.0
	for _, q := range points {
		m.answers += q.Answers
		m.failures += q.Failures
		sum += q.Mean.Seconds() * float64(q.Answers)
	}
	if m.answers > 0 {
		m.mean = sum / float64(m.answers)
	}
	return m
}

// lastDay is the chart of the last 24 hours: how long answers took, and below that where there were failures and where
// nobody asked.
func (d *Detail) lastDay(p *page, past *estate.Past, x *estate.Site, h int) {
	th := p.th
	moments, length := gather(past, p.w, cadence(x))
	if len(moments) == 0 {
		return
	}
	means := make([]float64, len(moments))
	failed, missed := false, false
	for i, m := range moments {
		means[i] = m.mean
		failed = failed || m.failures > 0
		missed = missed || m.failures+m.answers == 0
	}
	top := paint.Top(means)
	var legend []sign
	if top > 0 {
		legend = append(legend, sign{th.State(result.Up), "█", latency(time.Duration(top * float64(time.Second)))})
	}
	if failed {
		legend = append(legend, sign{th.Loud(result.Down), "×", "failed"})
	}
	if missed {
		legend = append(legend, sign{th.State(result.Unknown), theme.Symbol(result.Unknown), "not asked"})
	}
	p.legend("24 hours", legend...)
	rows := 1
	switch {
	case top <= 0: // nothing has answered: there is no column to draw
		rows = 0
	case h >= 30:
		rows = 3
	}
	for _, row := range paint.Columns(means, top, rows) {
		p.line(0, paint.Span{Style: th.State(result.Up), Text: row})
	}
	p.lines = append(p.lines, ground(p, moments))
	now := "now"
	if d.scene.Now.Sub(past.Made) > time.Minute {
		now = clock(past.Made, d.scene.Now)
	}
	p.ruler(len(moments), hours(moments, length, d.scene.Now.Location()), now)
}

// cadence is the time between two askings of the check that the chart is about.
func cadence(x *estate.Site) time.Duration {
	if len(x.Checks) == 0 {
		return 0
	}
	return x.Checks[0].Every
}

// ground is the line that the columns stand on.
func ground(p *page, moments []moment) string {
	l := paint.NewLine(p.w)
	for _, m := range moments {
		switch {
		case m.failures > 0:
			l.Repeat(p.th.Loud(result.Down), "×", 1)
		case m.answers > 0:
			l.Repeat(p.th.Frame, "─", 1)
		default:
			l.Repeat(p.th.State(result.Unknown), theme.Symbol(result.Unknown), 1)
		}
	}
	return l.String()
}

// hours are the labels of the chart: every sixth hour of the clock, below the moment that it falls into.
func hours(moments []moment, length time.Duration, loc *time.Location) []label {
	const apart = 6
	var out []label
	for i, m := range moments {
		end := m.from.Add(length - 1).In(loc)
		hour := time.Date(end.Year(), end.Month(), end.Day(), end.Hour()/apart*apart, 0, 0, 0, loc)
		if !hour.Before(m.from) {
			out = append(out, label{i, hour.Format("15:04")})
		}
	}
	return out
}
