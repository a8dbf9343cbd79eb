package history

import (
	"cmp"
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

	"vigie/internal/dbfile"
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
		return nil, fmt.Errorf("no history can be read: %s", cmp.Or(s.health.words, "it is closed"))
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
	code := dbfile.CodeOf(err)
	return code == sqlite3.SQLITE_CANTOPEN || code == sqlite3.SQLITE_READONLY
}

// each calls f for each row of an answer. Damage that is met so ends the writing, too.
func (q *look) each(ctx context.Context, query string, args []any, f func(*sql.Rows) error) error {
	err := each(ctx, q.db, query, args, f)
	if code := dbfile.CodeOf(err); code == sqlite3.SQLITE_CORRUPT || code == sqlite3.SQLITE_NOTADB {
		q.store.mu.Lock()
		defer q.store.mu.Unlock()
		q.store.health.fail(err, q.store.opts.Now())
	}
	return err
}

// unreadable notes a record that could not be read, and lets the rest go on.
func (q *look) unreadable(err error) error {
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
	if len(blocks) == 0 {
		return seen, nil
	}
	query, args := selection("t.key, t.upto, t.data", table, slices.Collect(maps.Keys(blocks)), from, to)
	err := q.each(ctx, query, args, func(rows *sql.Rows) error {
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
			return q.unreadable(fmt.Errorf("%s of %s: %w", table, moment(key>>hourBits*msPerHour).Format(time.RFC3339), err))
		}
		all := reader{b: body}
		for place, part := range parts(&all) {
			if x := wanted[place]; x != nil {
				f(sealedPart{key >> hourBits, x, part})
			}
		}
		return q.unreadable(all.err)
	})
	return seen, err
}

// scanAbove is from how many blocks on all rows of an hour are read instead of those that are wanted.
const scanAbove = 64

// selection makes the query for some columns of some blocks between two hours. It goes from each hour that the table
// has to the next one that it has: one result with the wrong year must not make it count through all years between.
func selection(columns, table string, blocks []int64, from, to int64) (string, []any) {
	bounds := []any{keyOf(from, 0), keyOf(to+1, 0)}
	if len(blocks) > scanAbove {
		return "SELECT " + columns + " FROM " + table + " t WHERE t.key >= ?1 AND t.key < ?2 ORDER BY t.key", bounds
	}
	list := make([]string, len(blocks))
	for i, b := range blocks {
		list[i] = "(" + strconv.FormatInt(b, 10) + ")"
	}
	const hour = "((h.k >> 20) << 20)" // hourBits
	return "WITH RECURSIVE b(x) AS (VALUES " + strings.Join(list, ",") + ")," +
		" h(k) AS (SELECT min(key) FROM " + table + " WHERE key >= ?1 UNION ALL" +
		" SELECT (SELECT min(key) FROM " + table + " WHERE key >= " + hour + " + (1 << 20)) FROM h WHERE h.k < ?2)" +
		" SELECT " + columns + " FROM h CROSS JOIN b CROSS JOIN " + table + " t ON t.key = " + hour + " + b.x WHERE t.key < ?2", bounds
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
