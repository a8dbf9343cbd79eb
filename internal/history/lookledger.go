package history

import (
	"context"
	"database/sql"

	"vigie/internal/result"
)

// The states alone are read from the index, several times as fast as with the reasons.
const (
	briefly = "SELECT t.site, t.at, t.state, '', ''"
	fully   = "SELECT t.site, t.at, t.state, t.failure, t.reason"

	// Of each site, from the turn on that is in force at a time.
	inForce = ` FROM site s CROSS JOIN turn t ON t.site = s.id AND t.replaced = 0 AND t.at >=
		coalesce((SELECT max(x.at) FROM turn x WHERE x.site = s.id AND x.replaced = 0 AND x.at <= ?1), ?1)`
)

// timelines reads the ledger from a time on, in ms, and calls f for each of some sites, or of all where none are named.
// What waits to be written is in it.
func (q *look) timelines(ctx context.Context, columns string, from int64, sites []string, f func(name string, l timeline)) error {
	names, waiting := q.ledgerInMemory()
	all := make(map[int64]timeline)
	read := func(rows *sql.Rows) error {
		var site int64
		var t turn
		err := rows.Scan(&site, &t.at, &t.state, &t.failure, &t.reason)
		all[site] = append(all[site], t)
		return err
	}
	if len(sites) == 0 {
		if err := q.each(ctx, columns+inForce+" ORDER BY s.id, t.at", []any{from}, read); err != nil {
			return err
		}
	}
	for _, name := range sites {
		if err := q.each(ctx, columns+inForce+" WHERE s.name = ?2 ORDER BY t.at", []any{from, name}, read); err != nil {
			return err
		}
	}
	wanted := make(map[string]bool, len(sites))
	for _, name := range sites {
		wanted[name] = true
	}
	for site, name := range names {
		if len(sites) == 0 || wanted[name] {
			f(name, all[site].with(waiting[site]).until(q.ended))
		}
	}
	return nil
}

// ledgerInMemory is the names of all sites, and the turns that are not written yet.
func (q *look) ledgerInMemory() (names map[int64]string, waiting map[int64][]turn) {
	q.store.mu.Lock()
	defer q.store.mu.Unlock()
	names, waiting = make(map[int64]string, len(q.store.live.sites)), make(map[int64][]turn)
	for name, x := range q.store.live.sites {
		names[x.number] = name
	}
	for _, t := range q.store.waiting.turns {
		waiting[t.site.number] = append(waiting[t.site.number], t.turn)
	}
	return names, waiting
}

// with is a timeline with some turns put in.
func (l timeline) with(turns []turn) timeline {
	for _, t := range turns {
		l = l.put(t)
	}
	return l
}

// until ends what is known at a time: whoever wrote it has ended then.
func (l timeline) until(ended int64) timeline {
	n := len(l)
	if ended == maxTime || n == 0 || l[n-1].state == result.Unknown {
		return l
	}
	return append(l, turn{at: max(ended, l[n-1].at+1), state: result.Unknown, reason: notRunning})
}
