package history

import (
	"database/sql"
	"time"

	"vigie/internal/result"
)

// The ledger is a row for each turn of a site. Rows are never changed, but for a mark on those that a later one, dated
// back, has replaced: what was believed can still be read.

// siteTurn is a turn on its way to the disk.
type siteTurn struct {
	site *site
	turn
	back bool // it may replace others
}

// maxTurns is how many turns wait for a disk that takes none; the oldest are given up first.
const maxTurns = 1 << 15

// Turn says that a site is in a state since a time, which may lie back: it replaces what was believed from then on. It
// never reaches back before the start of this store, when nobody watched. The same turn again changes nothing.
func (s *Store) Turn(name string, at time.Time, st result.State, f result.Failure, reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opts.ReadOnly {
		return
	}
	ms := min(max(at.UnixMilli(), minTime), maxTime)
	if began := s.began.UnixMilli(); ms < began && began <= s.opts.Now().UnixMilli() {
		ms = began
	}
	s.turn(name, turn{at: ms, state: st, failure: f, reason: reason})
}

// turn notes a turn. Held: mu.
func (s *Store) turn(name string, t turn) {
	last, ok := s.last[name]
	if ok && last.same(t) && last.at <= t.at {
		return
	}
	s.last[name] = t
	if s.disk == nil {
		return // told again when there is one
	}
	at, isNew := s.live.siteNamed(name)
	if isNew {
		s.waiting.sites = append(s.waiting.sites, at)
	}
	s.waiting.turns = append(s.waiting.turns, siteTurn{at, t, !ok || last.at >= t.at})
	if n := len(s.waiting.turns); n > maxTurns {
		s.waiting.turns = append([]siteTurn(nil), s.waiting.turns[n-maxTurns/2:]...)
	}
}

// putTurn writes a turn, and marks those that it replaces.
func (d *disk) putTurn(site int64, t turn, back bool) error {
	n, err := d.exec("INSERT INTO turn(site, at, state, failure, reason) VALUES(?,?,?,?,?)",
		site, t.at, string(t.state), string(t.failure), t.reason)
	if err != nil || !back {
		return err
	}
	_, err = d.exec("UPDATE turn SET replaced = ?1 WHERE site = ?2 AND replaced = 0 AND at >= ?3 AND id <> ?1", n, site, t.at)
	return err
}

const turnColumns = "at, state, failure, reason"

func (t *turn) scan(rows *sql.Rows, more ...any) error {
	return rows.Scan(append(more, &t.at, &t.state, &t.failure, &t.reason)...)
}
