package jsonl

import (
	"time"

	"vigie/internal/estate"
	"vigie/internal/result"
)

// History is the line of the past of a site.
type History struct {
	Site     string   `json:"site"`
	From     stamp    `json:"from"`
	To       stamp    `json:"to"`
	Uptime   *float64 `json:"uptime"`   // 0…1 of the time observed; null where none was
	Observed float64  `json:"observed"` // 0…1 of the period
	Answers  int      `json:"answers"`
	P50      ms       `json:"p50_ms"`
	P95      ms       `json:"p95_ms"`
	P99      ms       `json:"p99_ms"`
	Outages  []outage `json:"outages"`
}

type outage struct {
	From    stamp          `json:"from"`
	To      stamp          `json:"to"` // null while it lasts
	Length  ms             `json:"length_ms"`
	Gap     ms             `json:"gap_ms"` // within it, how long nobody watched
	Failure result.Failure `json:"failure"`
	Reason  string         `json:"reason"`
}

// FromHistory is the line of a site over a period; outages are the newest first, and those that reach into the period
// are told whole.
func FromHistory(site string, from, to time.Time, u estate.Share, p estate.Percentiles, outages []estate.Outage) History {
	line := History{
		Site: site, From: stamp(from), To: stamp(to), Observed: u.Seen, Answers: p.Answers, P50: -1, P95: -1, P99: -1,
		Outages: []outage{},
	}
	if u.Of >= 0 {
		line.Uptime = &u.Of
	}
	if p.Answers > 0 {
		line.P50, line.P95, line.P99 = ms(p.P50), ms(p.P95), ms(p.P99)
	}
	for _, o := range outages {
		end := o.To
		if end.IsZero() {
			end = to
		}
		line.Outages = append(line.Outages, outage{
			From: stamp(o.From), To: stamp(o.To), Length: ms(end.Sub(o.From)), Gap: ms(o.Gap), Failure: o.Failure, Reason: o.Reason,
		})
	}
	return line
}
