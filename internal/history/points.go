package history

import (
	"context"
	"slices"
	"time"

	"vigie/internal/estate"
)

// maxPoints bounds what is asked for by mistake.
const maxPoints = 100_000

// Points are what came of the askings of a site between two times in even steps, oldest first, of the series that
// speaks for it. Steps of less than a minute are made of single results as long as they are kept, the others of
// minutes; where only hours are left, all of an hour stands in the step in which it begins.
func (s *Store) Points(ctx context.Context, site string, from, to time.Time, step time.Duration) ([]estate.Point, error) {
	q, err := s.look(ctx)
	if err != nil {
		return nil, err
	}
	return q.points(ctx, site, from, to, max(step, time.Second))
}

func (q *look) points(ctx context.Context, site string, from, to time.Time, step time.Duration) ([]estate.Point, error) {
	n := int((to.Sub(from) + step - 1) / step)
	p := plot{
		look: q, of: q.store.voices([]string{site}), from: from.UnixMilli(), step: step.Milliseconds(),
		sums: make([]tally, min(max(n, 0), maxPoints)),
	}
	if err := p.fill(ctx, hourOf(from.UnixMilli()), hourOf(to.UnixMilli()-1)); err != nil {
		return nil, err
	}
	out := make([]estate.Point, len(p.sums))
	for i, t := range p.sums {
		out[i] = estate.Point{
			Time: from.Add(time.Duration(i) * step), Answers: t.answers, Failures: t.failures,
			Least: t.least, Mean: t.mean(), Most: t.most,
		}
	}
	return out, q.damage
}

// plot is the points of some series that are being summed up.
type plot struct {
	*look
	of         []*series
	from, step int64 // ms
	sums       []tally
	known      int64 // the first hour of which something was found
}

// put counts what came of a time.
func (p *plot) put(ms int64, t tally) {
	if i := (ms - p.from) / p.step; ms >= p.from && i < int64(len(p.sums)) {
		p.sums[i].add(t)
	}
}

// fill sums up what is known between two hours: of each hour the finest that is wanted and left.
func (p *plot) fill(ctx context.Context, first, last int64) error {
	p.known = last + 1
	if p.step < msPerMinute {
		if err := p.sum(ctx, "chunk", first, last, p.results); err != nil {
			return err
		}
	}
	if p.known > first {
		if err := p.sum(ctx, "minute", first, p.known-1, p.minutes); err != nil {
			return err
		}
	}
	if p.known == first {
		return nil
	}
	coarse := make(map[int64]*hour)
	err := p.hours(ctx, p.of, first, p.known-1, func(at int64, _ *series) *hour {
		if coarse[at] == nil {
			coarse[at] = new(hour)
		}
		return coarse[at]
	})
	for at, h := range coarse {
		p.put(max(at*msPerHour, p.from), h.tally())
	}
	return err
}

// sum adds what a table has between two hours, and what is not sealed yet.
func (p *plot) sum(ctx context.Context, table string, first, last int64, read func(hour int64, b []byte)) error {
	views := p.open(p.of, first, last)
	seen, err := p.rows(ctx, table, p.of, first, last, func(s sealedPart) { read(s.hour, s.bytes) })
	if err != nil {
		return err
	}
	for _, v := range slices.DeleteFunc(views, seen.has) {
		p.results(v.hour, v.buf)
	}
	return nil
}

func (p *plot) results(hour int64, b []byte) {
	p.known = min(p.known, hour)
	d := decoded(hour, b)
	for d.more() {
		var t tally
		t.count(d.state(), d.total())
		p.put(d.moment(), t)
	}
	_ = p.unreadable(d.err)
}

func (p *plot) minutes(hour int64, b []byte) {
	p.known = min(p.known, hour)
	var m minutes
	r := reader{b: b}
	m.take(&r)
	_ = p.unreadable(r.err)
	for i, t := range m {
		p.put(hour*msPerHour+int64(i)*msPerMinute, t)
	}
}
