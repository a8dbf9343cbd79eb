package history

import (
	"context"
	"slices"
	"time"

	"vigie/internal/estate"
)

// Uptime is the part of a period in which sites answered, by name: (up + degraded) / (up + degraded + down), by time.
// All sites where none are named.
func (s *Store) Uptime(ctx context.Context, from, to time.Time, sites ...string) (map[string]estate.Share, error) {
	q, err := s.look(ctx)
	if err != nil {
		return nil, err
	}
	out := make(map[string]estate.Share)
	err = q.timelines(ctx, briefly, from.UnixMilli(), sites, func(name string, l timeline) {
		out[name] = l.share(from.UnixMilli(), to.UnixMilli())
	})
	return out, err
}

// Outages are the stretches within a period in which sites were down, by name, the newest first. One that reaches into
// the period is told whole. All sites where none are named.
func (s *Store) Outages(ctx context.Context, from, to time.Time, sites ...string) (map[string][]estate.Outage, error) {
	q, err := s.look(ctx)
	if err != nil {
		return nil, err
	}
	out := make(map[string][]estate.Outage)
	// Read from the beginning: an outage that was under way at from may have begun long before it, beyond gaps.
	err = q.timelines(ctx, fully, minTime, sites, func(name string, l timeline) {
		if found := l.outages(from.UnixMilli(), to.UnixMilli()); len(found) > 0 {
			out[name] = found
		}
	})
	return out, err
}

// Percentiles are how long the answers of sites took in a period, by name, of the series that speaks for each. A period
// of a day or more, or of which the single results are gone, is counted by whole hours: from the beginning of the hour
// in which it begins. All sites where none are named; a site without answers is left out.
func (s *Store) Percentiles(ctx context.Context, from, to time.Time, sites ...string) (map[string]estate.Percentiles, error) {
	q, err := s.look(ctx)
	if err != nil {
		return nil, err
	}
	of := s.voices(sites)
	var hours []hour // by number of the series
	for _, x := range of {
		for int64(len(hours)) <= x.number {
			hours = append(hours, hour{})
		}
	}
	into := func(_ int64, x *series) *hour { return &hours[x.number] }
	if to.Sub(from) < day {
		err = q.within(ctx, of, from.UnixMilli(), to.UnixMilli(), into)
	} else {
		err = q.hours(ctx, of, hourOf(from.UnixMilli()), hourOf(to.UnixMilli()-1), into)
	}
	if err != nil {
		return nil, err
	}
	out := make(map[string]estate.Percentiles, len(of))
	for _, x := range of {
		if h := &hours[x.number]; h.sketch.total > 0 {
			out[x.Site] = h.sketch.percentiles(to.Sub(from))
		}
	}
	return out, q.damage
}

// hours adds what is known of the hours of some series between two, sealed or not, to what into gives for each.
func (q *look) hours(ctx context.Context, of []*series, from, to int64, into func(at int64, x *series) *hour) error {
	views := q.open(of, from, to)
	seen, err := q.rows(ctx, "hour", of, from, to, func(p sealedPart) {
		r := reader{b: p.bytes}
		into(p.hour, p.series).take(&r)
		_ = q.unreadable(r.err)
	})
	if err != nil {
		return err
	}
	for _, v := range slices.DeleteFunc(views, seen.has) {
		h := into(v.hour, v.series)
		d := decoded(v.hour, v.buf)
		for d.more() {
			h.count(d.state(), d.total())
		}
		_ = q.unreadable(d.err)
	}
	return nil
}

// within is hours, but of the first and the last one only what lies between two times, in ms.
func (q *look) within(ctx context.Context, of []*series, from, to int64, into func(at int64, x *series) *hour) error {
	first, last := hourOf(from), hourOf(to-1)
	err := q.partly(ctx, of, first, from, to, into)
	if err == nil && last > first {
		err = q.partly(ctx, of, last, from, to, into)
	}
	if err == nil && last > first+1 {
		err = q.hours(ctx, of, first+1, last-1, into)
	}
	return err
}

// partly adds the results of an hour that lie between two times; all of it where single results are not kept any more.
func (q *look) partly(ctx context.Context, of []*series, at, from, to int64, into func(at int64, x *series) *hour) error {
	kept := make(map[*series]bool)
	take := func(x *series, b []byte) {
		kept[x] = true
		d := decoded(at, b)
		for d.more() {
			if ms := d.moment(); ms >= from && ms < to {
				into(at, x).count(d.state(), d.total())
			}
		}
		_ = q.unreadable(d.err)
	}
	views := q.open(of, at, at)
	seen, err := q.rows(ctx, "chunk", of, at, at, func(p sealedPart) { take(p.series, p.bytes) })
	if err != nil {
		return err
	}
	for _, v := range slices.DeleteFunc(views, seen.has) {
		take(v.series, v.buf)
	}
	gone := slices.DeleteFunc(slices.Clone(of), func(x *series) bool { return kept[x] })
	return q.hours(ctx, gone, at, at, into)
}
