package pane

import (
	"time"

	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/ui/paint"
	"vigie/ui/theme"
)

// overlooked is how much of a day may be missing without being shown: a restart of vigie is no news.
const overlooked = 2 * time.Minute

// month is a strip of days, today at the right: the worst that is known of each, and below it how much of it nobody
// watched.
func (d *Detail) month(p *page, past *estate.Past) {
	days := past.Days[max(0, len(past.Days)-p.w):]
	if len(days) == 0 {
		return
	}
	apart := 1
	if p.w >= 2*len(days) {
		apart = 2
	}
	strip := paint.NewLine(p.w)
	missing := make([]float64, apart*len(days))
	seen := map[result.State]bool{}
	holes, partly := false, false
	for i, day := range days {
		st, mark := p.th.State(day.Worst()), theme.Symbol(day.Worst())
		missing[apart*i], missing[apart*i+apart-1] = -1, -1
		if part := unwatched(day, past.Made); part > 0 {
			holes, missing[apart*i] = true, part
			if day.Worst() == result.Up {
				partly = true
				st, mark = p.th.State(result.Unknown), "○"
			}
		}
		seen[day.Worst()] = true
		strip.To(apart*i).Repeat(st, mark, 1)
	}
	p.legend(count(len(days), "day"), monthLegend(p.th, seen, holes, partly)...)
	p.lines = append(p.lines, strip.String())
	if holes {
		p.line(0, paint.Span{Style: p.th.State(result.Unknown), Text: paint.Columns(missing, 1, 1)[0]})
	}
	p.ruler(apart*(len(days)-1)+1, weeks(days, apart), "today")
}

// unwatched is the part of a day that nobody watched, as far as the day has come; 0 where it is too little to be shown.
func unwatched(day estate.Day, now time.Time) float64 {
	end := day.Date.AddDate(0, 0, 1)
	if now.Before(end) {
		end = now
	}
	length := end.Sub(day.Date)
	missing := length - day.Observed()
	if missing < overlooked || length <= 0 {
		return 0
	}
	return missing.Seconds() / length.Seconds()
}

// monthLegend names the signs that occur, but for the one that means that all is well.
func monthLegend(th *theme.Theme, seen map[result.State]bool, holes, partly bool) []sign {
	var out []sign
	for _, state := range []result.State{result.Down, result.Degraded, result.Paused} {
		if seen[state] {
			out = append(out, sign{th.State(state), theme.Symbol(state), string(state)})
		}
	}
	if partly {
		out = append(out, sign{th.State(result.Unknown), "○", "partly"})
	}
	if holes {
		out = append(out, sign{th.State(result.Unknown), "▅", "not watched"})
	}
	return out
}

// weeks are the labels of the strip: every seventh day back from today.
func weeks(days []estate.Day, apart int) []label {
	var out []label
	for i, day := range days {
		if back := len(days) - 1 - i; back%7 == 0 && back > 0 {
			out = append(out, label{apart * i, day.Date.Format("2 Jan")})
		}
	}
	return out
}
