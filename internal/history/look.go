package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	sqlite3 "modernc.org/sqlite/lib"
)

// look is one reading of the history. What is in memory is always copied before the file is asked, and a row of the
// file says up to which row of the journal it holds everything: so what is sealed in between is counted once.
type look struct {
	store *Store
	db    *sql.DB
	// ended is when the run that wrote last was last heard of, in ms, where a reader finds it over; else maxTime.
	ended int64
	// damage is the first record that could not be read; what could be is given beside it.
	damage error
}

// quiet is for how long a running writer may say nothing.
const quiet = 2 * heartbeat

// look begins to read.
func (s *Store) look(ctx context.Context) (*look, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := &look{store: s, ended: maxTime}
	if s.opts.ReadOnly {
		if err := s.catchUp(ctx); err != nil {
			s.health.fail(err, s.opts.Now())
			return nil, err
		}
		s.health.mend()
		if s.opts.Now().UnixMilli()-s.alive > quiet.Milliseconds() {
			q.ended = s.alive
		}
	}
	if s.disk == nil {
		return nil, fmt.Errorf("no history can be read: %s", s.health.words)
	}
	q.db = s.disk.readers
	return q, nil
}

// catchUp lets a reader take in what a writer has written since. Held: mu, which in a reader nobody else waits for.
func (s *Store) catchUp(ctx context.Context) (err error) {
	if s.disk != nil && s.disk.replaced() {
		s.disk.close()
		s.disk, s.seen = nil, 0
		s.live.reset()
	}
	if s.disk == nil {
		if err := s.open(); err != nil {
			return err
		}
	}
	tx, err := s.disk.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("reading the history: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	p := replay{live: &s.live, db: tx, at: s.alive}
	if err := p.run(ctx, s.seen); err != nil {
		s.seen = 0
		s.live.reset()
		return err
	}
	s.seen, s.alive = p.seq, p.at
	return nil
}

// readOnlyFolder tells whether a file could not be opened because nothing can be made beside it.
func readOnlyFolder(err error) bool {
	code := codeOf(err)
	return code == sqlite3.SQLITE_CANTOPEN || code == sqlite3.SQLITE_READONLY
}

// stale notes a record that could not be read, and lets the rest go on.
func (q *look) stale(err error) error {
	if err != nil && errors.Is(err, errDamaged) {
		if q.damage == nil {
			q.damage = err
		}
		return nil
	}
	return err
}

// Known are the series that the history has, those that are not asked any more, too.
func (s *Store) Known(ctx context.Context) ([]Series, error) {
	if _, err := s.look(ctx); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Series
	for _, x := range s.live.series {
		if x != nil {
			out = append(out, x.Series)
		}
	}
	return out, nil
}

// seriesOf are the series of a site, of one check where it is named; nil where there are none.
func (s *Store) seriesOf(site, id string) []*series {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.live.sites[site]
	if at == nil {
		return nil
	}
	var out []*series
	for _, x := range at.series {
		if id == "" || x.ID == id {
			out = append(out, x)
		}
	}
	return out
}

// voices are the series that speak for some sites; for all where none are named.
func (s *Store) voices(sites []string) []*series {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []*series
	if len(sites) == 0 {
		for _, at := range s.live.sites {
			if at.voice != nil {
				out = append(out, at.voice)
			}
		}
		return out
	}
	for _, name := range sites {
		if at := s.live.sites[name]; at != nil && at.voice != nil {
			out = append(out, at.voice)
		}
	}
	return out
}

// open copies the streams of some series that are not sealed, between two hours.
func (q *look) open(of []*series, from, to int64) []view {
	q.store.mu.Lock()
	defer q.store.mu.Unlock()
	return q.store.live.views(of, from, to)
}

// sealedPart is what one series has in one row.
type sealedPart struct {
	hour   int64
	series *series
	bytes  []byte
}

// uptos says of each row that was read up to which journal row it holds everything.
type uptos map[int64]int64

// has tells whether what is in a view is in the rows that were read.
func (u uptos) has(v view) bool {
	upto, ok := u[keyOf(v.hour, v.series.block())]
	return ok && v.first <= upto
}

// rows calls f for what some series have in the rows of a table, between two hours, oldest first.
func (q *look) rows(ctx context.Context, table string, of []*series, from, to int64, f func(sealedPart)) (uptos, error) {
	blocks := make(map[int64]*[blockSize]*series)
	for _, x := range of {
		if blocks[x.block()] == nil {
			blocks[x.block()] = new([blockSize]*series)
		}
		blocks[x.block()][x.place()] = x
	}
	seen := make(uptos)
	query, args, err := q.selection(ctx, table, slices.Collect(maps.Keys(blocks)), from, to)
	if err != nil || query == "" {
		return seen, err
	}
	err = each(ctx, q.db, query, args, func(rows *sql.Rows) error {
		var key, upto int64
		var data sql.RawBytes
		if err := rows.Scan(&key, &upto, &data); err != nil {
			return err
		}
		seen[key] = upto
		wanted := blocks[key&(1<<hourBits-1)]
		if wanted == nil {
			return nil
		}
		body, err := unseal(data)
		if err != nil {
			return q.stale(fmt.Errorf("%s of %s: %w", table, moment(key>>hourBits*msPerHour).Format(time.RFC3339), err))
		}
		all := reader{b: body}
		for place, part := range parts(&all) {
			if x := wanted[place]; x != nil {
				f(sealedPart{key >> hourBits, x, part})
			}
		}
		return q.stale(all.err)
	})
	return seen, err
}

// scanAbove is from how many blocks on all rows of an hour are read instead of those that are wanted.
const scanAbove = 64

// selection makes the query for some blocks between two hours. The hours are counted within those that the table has.
func (q *look) selection(ctx context.Context, table string, blocks []int64, from, to int64) (string, []any, error) {
	if len(blocks) > scanAbove {
		return "SELECT key, upto, data FROM " + table + " WHERE key >= ? AND key < ? ORDER BY key",
			[]any{keyOf(from, 0), keyOf(to+1, 0)}, nil
	}
	var least, most sql.NullInt64
	err := q.db.QueryRowContext(ctx, "SELECT (SELECT min(key) FROM "+table+"), (SELECT max(key) FROM "+table+")").Scan(&least, &most)
	if err != nil {
		return "", nil, fmt.Errorf("reading the history: %w", err)
	}
	if !least.Valid || len(blocks) == 0 {
		return "", nil, nil
	}
	from, to = max(from, least.Int64>>hourBits), min(to, most.Int64>>hourBits)
	if from > to {
		return "", nil, nil
	}
	var list strings.Builder
	for _, b := range blocks {
		if list.Len() > 0 {
			list.WriteByte(',')
		}
		list.WriteString("(" + strconv.FormatInt(b, 10) + ")")
	}
	return "WITH RECURSIVE b(x) AS (VALUES " + list.String() + "), h(k) AS (SELECT ?1 UNION ALL SELECT k + ?3 FROM h WHERE k < ?2)" +
			" SELECT t.key, t.upto, t.data FROM h CROSS JOIN b CROSS JOIN " + table + " t ON t.key = h.k + b.x",
		[]any{keyOf(from, 0), keyOf(to, 0), 1 << hourBits}, nil
}

// exists tells a site that has no past from one that the history does not know.
func (s *Store) exists(site string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.live.sites[site] == nil {
		return fmt.Errorf("the history knows no site %q: %w", site, os.ErrNotExist)
	}
	return nil
}
