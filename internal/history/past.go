package history

import (
	"context"
	"time"

	"vigie/internal/estate"
)

const (
	day      = 24 * time.Hour
	pastDays = 30
	pastStep = 5 * time.Minute
)

// Past is all that is shown of the past of a site: the last day in steps of five minutes; uptime and percentiles of a
// day, a week and 30 days; the last 30 days of the calendar of a place, and the outages within them.
func (s *Store) Past(ctx context.Context, site string, now time.Time, loc *time.Location) (estate.Past, error) {
	q, err := s.look(ctx)
	if err != nil {
		return estate.Past{}, err
	}
	if err := s.exists(site); err != nil {
		return estate.Past{}, err
	}
	p := estate.Past{Site: site, Made: now, Step: pastStep}
	end := now.Truncate(pastStep).Add(pastStep)
	if p.Points, err = q.points(ctx, site, end.Add(-day), end, pastStep); err != nil && q.damage == nil {
		return p, err
	}
	if err := q.pastLedger(ctx, &p, now, loc); err != nil {
		return p, err
	}
	if err := q.pastLatency(ctx, &p, now); err != nil {
		return p, err
	}
	return p, q.damage
}

var pastPeriods = [...]time.Duration{day, 7 * day, 30 * day}

func (q *look) pastLedger(ctx context.Context, p *estate.Past, now time.Time, loc *time.Location) error {
	to := now.UnixMilli()
	since := now.Add(-(pastDays + 1) * day).UnixMilli()
	return q.timelines(ctx, fully, minTime, []string{p.Site}, func(_ string, l timeline) {
		for _, d := range pastPeriods {
			p.Uptime = append(p.Uptime, l.share(to-d.Milliseconds(), to))
		}
		p.Days = l.days(now, loc, pastDays)
		p.Outages = l.outages(since, to)
	})
}

func (q *look) pastLatency(ctx context.Context, p *estate.Past, now time.Time) error {
	var sums [len(pastPeriods)]hour // of what is only in this period, and in no shorter one
	first := func(d time.Duration) int64 { return hourOf(now.Add(-d).UnixMilli()) }
	of := q.store.voices([]string{p.Site})
	err := q.hours(ctx, of, first(pastPeriods[len(sums)-1]), hourOf(now.UnixMilli()-1), func(at int64, _ *series) *hour {
		i := 0
		for at < first(pastPeriods[i]) {
			i++
		}
		return &sums[i]
	})
	var sum hour
	for i, d := range pastPeriods {
		sum.add(&sums[i])
		p.Latency = append(p.Latency, sum.sketch.percentiles(d))
	}
	return err
}
