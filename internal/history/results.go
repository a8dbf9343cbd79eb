package history

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/internal/result"
)

// Query chooses stored results.
type Query struct {
	Site     string
	ID       string    // of one check; all of the site's where empty
	From, To time.Time // To is not included; zero: without a bound
	Newest   bool      // first
}

// Results are the stored results that a query chooses, in the order of their time, an hour of them in memory at once.
// A time is true to a millisecond and a duration to 0.4 %; of each row of failures, the first and the last are whole,
// with their evidence, and are there for longer than the others. A record that cannot be read is an error among them.
func (s *Store) Results(ctx context.Context, choice Query) iter.Seq2[result.Result, error] {
	return func(yield func(result.Result, error) bool) {
		q, err := s.look(ctx)
		if err == nil {
			err = s.exists(choice.Site)
		}
		if err != nil {
			yield(result.Result{}, err)
			return
		}
		p := picker{look: q, of: s.seriesOf(choice.Site, choice.ID), from: minTime, to: maxTime}
		if !choice.From.IsZero() {
			p.from = choice.From.UnixMilli()
		}
		if !choice.To.IsZero() {
			p.to = choice.To.UnixMilli()
		}
		if err := p.find(ctx); err != nil {
			yield(result.Result{}, err)
			return
		}
		if choice.Newest {
			slices.Reverse(p.hours)
		}
		for _, hour := range p.hours {
			list, err := p.hour(ctx, hour)
			if choice.Newest {
				slices.Reverse(list)
			}
			for _, r := range list {
				if !yield(r, nil) {
					return
				}
			}
			if err != nil && !yield(result.Result{}, err) {
				return
			}
		}
	}
}

// picker finds the results of some series between two times.
type picker struct {
	*look
	of       []*series
	from, to int64 // ms
	views    []view
	hours    []int64 // in which there is something, oldest first
}

// find lists the hours in which there is something.
func (p *picker) find(ctx context.Context) error {
	if len(p.of) == 0 || p.from >= p.to {
		return nil
	}
	first, last := hourOf(p.from), hourOf(p.to-1)
	p.views = p.open(p.of, first, last)
	for _, v := range p.views {
		p.hours = append(p.hours, v.hour)
	}
	var blocks []int64
	for _, x := range p.of {
		if !slices.Contains(blocks, x.block()) {
			blocks = append(blocks, x.block())
		}
	}
	query, args := selection("t.key", "chunk", blocks, first, last)
	if err := p.each(ctx, query, args, p.addHour(1<<hourBits)); err != nil {
		return err
	}
	err := p.each(ctx, "SELECT at FROM evidence WHERE "+p.among()+" AND at >= ? AND at < ?", []any{p.from, p.to}, p.addHour(msPerHour))
	slices.Sort(p.hours)
	p.hours = slices.Compact(p.hours)
	return err
}

// addHour notes the hour that a number lies in.
func (p *picker) addHour(per int64) func(*sql.Rows) error {
	return func(rows *sql.Rows) error {
		var x int64
		err := rows.Scan(&x)
		hour := x / per
		if x%per < 0 {
			hour--
		}
		p.hours = append(p.hours, hour)
		return err
	}
}

// among is the condition that a row belongs to one of the series.
func (p *picker) among() string {
	list := make([]string, len(p.of))
	for i, x := range p.of {
		list[i] = strconv.FormatInt(x.number, 10)
	}
	return "series IN (" + strings.Join(list, ",") + ")"
}

// moments tells results of several series apart.
type moments struct{ series, ms int64 }

// hour reads the results of one hour. What could be read is given beside an error.
func (p *picker) hour(ctx context.Context, hour int64) ([]result.Result, error) {
	p.damage = nil
	whole, err := p.whole(ctx, hour)
	if err != nil {
		return nil, err
	}
	var list []result.Result
	take := func(x *series, buf []byte) {
		d := decoded(hour, buf)
		for d.more() {
			ms := d.moment()
			if ms < p.from || ms >= p.to {
				continue
			}
			r, err := d.result()
			if kept, ok := whole[moments{x.number, ms}]; ok {
				r = kept
				delete(whole, moments{x.number, ms})
			}
			if p.unreadable(err) == nil && err == nil {
				list = append(list, x.label(r))
			}
		}
		_ = p.unreadable(d.err)
	}
	seen, err := p.rows(ctx, "chunk", p.of, hour, hour, func(s sealedPart) { take(s.series, s.bytes) })
	for _, v := range p.views {
		if v.hour == hour && !seen.has(v) {
			take(v.series, v.buf)
		}
	}
	for _, x := range p.of {
		for at, r := range whole {
			if at.series == x.number {
				list = append(list, x.label(r))
			}
		}
	}
	slices.SortStableFunc(list, func(a, b result.Result) int { return a.Time.Compare(b.Time) })
	if err == nil {
		err = p.damage
	}
	return list, err
}

// whole reads what was kept whole in an hour.
func (p *picker) whole(ctx context.Context, hour int64) (map[moments]result.Result, error) {
	out := make(map[moments]result.Result)
	from, to := max(hour*msPerHour, p.from), min((hour+1)*msPerHour, p.to)
	err := p.each(ctx, "SELECT series, at, data FROM evidence WHERE "+p.among()+" AND at >= ? AND at < ?", []any{from, to},
		func(rows *sql.Rows) error {
			var at moments
			var data sql.RawBytes
			if err := rows.Scan(&at.series, &at.ms, &data); err != nil {
				return err
			}
			r, err := unpack(at.ms, data)
			if err != nil {
				return p.unreadable(fmt.Errorf("evidence of %s: %w", moment(at.ms).Format(time.RFC3339), err))
			}
			out[at] = r
			return nil
		})
	return out, err
}

// label fills in what a series says of all its results.
func (x *series) label(r result.Result) result.Result {
	r.Site, r.Check, r.Target, r.Vantage = x.Site, x.Kind, x.Target, x.Vantage
	if r.Vantage == "" {
		r.Vantage = local
	}
	return r
}
