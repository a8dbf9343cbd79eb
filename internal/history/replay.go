package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// querier is a connection, a pool or a transaction: what can be asked.
type querier interface {
	QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error)
}

// errEnough ends the reading of an answer early.
var errEnough = errors.New("enough")

// each calls f for each row of an answer, until it has enough.
func each(ctx context.Context, db querier, q string, args []any, f func(*sql.Rows) error) error {
	rows, err := db.QueryContext(ctx, q, args...)
	if err != nil {
		return fmt.Errorf("reading the history: %w", err)
	}
	defer rows.Close() //nolint:errcheck // Err tells
	for rows.Next() {
		if err := f(rows); errors.Is(err, errEnough) {
			return nil
		} else if err != nil {
			return fmt.Errorf("reading the history: %w", err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("reading the history: %w", err)
	}
	return nil
}

// replay brings what is in memory to where the file is: the series that there are, and the results in the journal that
// are not sealed yet. A start does it once; a reader beside a writer again and again.
type replay struct {
	live *live
	db   querier
	seq  int64                     // of the last journal row
	at   int64                     // when that was written, in ms
	upto map[int64]map[int64]int64 // hour → block → the newest journal row in its chunk
}

// run takes in all journal rows after one.
func (p *replay) run(ctx context.Context, after int64) error {
	p.seq, p.upto = after, make(map[int64]map[int64]int64)
	if err := p.names(ctx); err != nil {
		return err
	}
	if err := p.dropSealed(ctx); err != nil {
		return err
	}
	return each(ctx, p.db, "SELECT seq, at, data FROM journal WHERE seq > ? ORDER BY seq", []any{after}, func(rows *sql.Rows) error {
		var data []byte
		if err := rows.Scan(&p.seq, &p.at, &data); err != nil {
			return err
		}
		err := readRow(data, func(e entry) error { return p.take(ctx, e) })
		if err != nil {
			return fmt.Errorf("journal row %d: %w", p.seq, err)
		}
		return nil
	})
}

// names reads the sites and series that are new.
func (p *replay) names(ctx context.Context) error {
	sites := make(map[int64]*site)
	for _, x := range p.live.sites {
		sites[x.number] = x
	}
	voices := make(map[*site]int64)
	err := each(ctx, p.db, "SELECT id, name, coalesce(voice, -1) FROM site ORDER BY id", nil, func(rows *sql.Rows) error {
		var id, voice int64
		var name string
		if err := rows.Scan(&id, &name, &voice); err != nil {
			return err
		}
		if sites[id] == nil {
			sites[id] = p.live.putSite(id, name)
		}
		voices[sites[id]] = voice
		return nil
	})
	if err != nil {
		return err
	}
	err = each(ctx, p.db, "SELECT id, site, ident, kind, target, vantage FROM series WHERE id >= ? ORDER BY id",
		[]any{len(p.live.series)}, func(rows *sql.Rows) error {
			var id, at int64
			var v Series
			if err := rows.Scan(&id, &at, &v.ID, &v.Kind, &v.Target, &v.Vantage); err != nil {
				return err
			}
			if id < 0 || id >= 1<<(hourBits+blockBits) || sites[at] == nil {
				return fmt.Errorf("%w: series %d of site %d", errDamaged, id, at)
			}
			v.Site = sites[at].name
			p.live.put(id, v, sites[at])
			return nil
		})
	for site, voice := range voices {
		if x := p.live.numbered(voice); x != nil && x.site == site {
			site.voice = x
		}
	}
	return err
}

// sealed finds the newest journal row that is in the chunk of a block's hour.
func (p *replay) sealed(ctx context.Context, hour, block int64) (int64, error) {
	blocks := p.upto[hour]
	if blocks == nil {
		blocks = make(map[int64]int64)
		err := each(ctx, p.db, "SELECT key, upto FROM chunk WHERE key >= ? AND key < ?",
			[]any{keyOf(hour, 0), keyOf(hour+1, 0)}, func(rows *sql.Rows) error {
				var key, upto int64
				err := rows.Scan(&key, &upto)
				blocks[key&(1<<hourBits-1)] = upto
				return err
			})
		if err != nil {
			return 0, err
		}
		p.upto[hour] = blocks
	}
	if upto, ok := blocks[block]; ok {
		return upto, nil
	}
	return -1, nil
}

// dropSealed forgets what was sealed since.
func (p *replay) dropSealed(ctx context.Context) error {
	for _, x := range p.live.series {
		if x == nil {
			continue
		}
		for _, g := range append([]*segment(nil), x.open...) {
			upto, err := p.sealed(ctx, g.hour, x.block())
			if err != nil {
				return err
			}
			if g.first <= upto {
				p.live.drop(x.block(), g.hour, upto)
			}
		}
	}
	return nil
}

// take appends one entry of the journal to the stream that it belongs to, unless it is sealed.
func (p *replay) take(ctx context.Context, e entry) error {
	x := p.live.numbered(e.series)
	if x == nil {
		return fmt.Errorf("%w: nobody has this number", errDamaged)
	}
	upto, err := p.sealed(ctx, e.hour, x.block())
	if err != nil {
		return err
	}
	if p.seq <= upto {
		return nil
	}
	var g *segment
	if e.start {
		g = p.live.begin(x, e.hour, p.seq)
	} else {
		g = p.live.find(x, e.hour)
	}
	if g == nil {
		return fmt.Errorf("%w: the beginning of hour %d is missing", errDamaged, e.hour)
	}
	return p.extend(x, g, e.bytes)
}

// extend appends bytes to a stream and reads them, so that more can follow.
func (p *replay) extend(x *series, g *segment, b []byte) error {
	at := len(g.buf)
	g.buf = append(g.buf, b...)
	p.live.size += len(b)
	d := decoder{stream: g.stream, start: g.hour * msPerHour, buf: g.buf, at: at}
	for d.more() {
		x.recall.note(d.moment(), d.state(), d.visible())
	}
	g.stream = d.stream
	return d.err
}

// recalls reads what is remembered of the series beside their results.
func (p *replay) recalls(ctx context.Context) error {
	return each(ctx, p.db, "SELECT block, data FROM recall", nil, func(rows *sql.Rows) error {
		var block int64
		var data []byte
		if err := rows.Scan(&block, &data); err != nil {
			return err
		}
		body, err := unseal(data)
		if err != nil {
			return err
		}
		return eachPart(body, func(place int, r *reader) {
			if x := p.live.numbered(block<<blockBits | int64(place)); x != nil {
				x.recall.take(r)
			}
		})
	})
}

// single reads one number; none where there is none.
func single(ctx context.Context, db querier, q string, none int64) (int64, error) {
	n := sql.NullInt64{}
	err := each(ctx, db, q, nil, func(rows *sql.Rows) error { return rows.Scan(&n) })
	if err != nil || !n.Valid {
		return none, err
	}
	return n.Int64, nil
}
