package history

import "time"

// What has grown too old is dropped a little at a time, from the beginning of each table, so that no transaction is
// long; SQLite uses the room again.
const (
	dropEvery  = 4 * time.Second
	dropAtOnce = 64

	// dropPace is how fast the clock by which things are dropped catches up with the real one. A clock that is years
	// ahead by mistake, for a minute, must not cost years of history; one that stood still for a week costs hours.
	dropPace = time.Minute * 4
)

// forgetting is what is dropped at once.
type forgetting struct {
	chunk, minute, hour int64 // rows with smaller keys
	upto                int64 // chunks with later rows are needed to read the journal
	evidence, ledger    int64 // ms
	from                int64 // of the series and sites whose evidence and ledger are looked through
}

// due says what is to be dropped now; nil most of the time. Held: mu.
func (s *Store) due(now time.Time) *forgetting {
	p := &s.pace
	if p.step%s.stepsIn(dropEvery) != 0 {
		return nil
	}
	if p.drop = p.drop.Add(dropPace); p.drop.After(now) {
		p.drop = now
	}
	before := func(d time.Duration) int64 { return p.drop.Add(-d).UnixMilli() }
	f := &forgetting{
		chunk:    keyOf(hourOf(before(s.opts.Raw)), 0),
		minute:   keyOf(hourOf(before(s.opts.Minutes)), 0),
		hour:     keyOf(hourOf(before(s.opts.Hours)), 0),
		upto:     s.trimmed,
		evidence: before(s.opts.Minutes), ledger: before(s.opts.Hours),
		from: p.cycle,
	}
	if p.cycle += dropAtOnce; p.cycle >= max(int64(len(s.live.series)), s.live.next) {
		p.cycle = 0
	}
	return f
}

// forget drops what has grown too old.
func (d *disk) forget(f *forgetting) error {
	if f == nil {
		return nil
	}
	for _, c := range []struct {
		q    string
		args []any
	}{
		{"DELETE FROM chunk WHERE key IN (SELECT key FROM chunk WHERE key < ? AND upto < ? ORDER BY key LIMIT ?)", []any{f.chunk, f.upto, dropAtOnce}},
		{"DELETE FROM minute WHERE key IN (SELECT key FROM minute WHERE key < ? ORDER BY key LIMIT ?)", []any{f.minute, dropAtOnce}},
		{"DELETE FROM hour WHERE key IN (SELECT key FROM hour WHERE key < ? ORDER BY key LIMIT ?)", []any{f.hour, dropAtOnce}},
		{"DELETE FROM evidence WHERE series >= ? AND series < ? AND at < ?", []any{f.from, f.from + dropAtOnce, f.evidence}},
		// The last turn before the limit stays: it says what the site was then.
		{`DELETE FROM turn WHERE id IN (
			SELECT t.id FROM site s CROSS JOIN turn t ON t.site = s.id AND t.replaced = 0
			WHERE s.id >= ?1 AND s.id < ?2 AND t.at < (
				SELECT max(x.at) FROM turn x WHERE x.site = s.id AND x.replaced = 0 AND x.at <= ?3))`, []any{f.from, f.from + dropAtOnce, f.ledger}},
		{"DELETE FROM turn WHERE replaced > 0 AND site >= ? AND site < ? AND at < ?", []any{f.from, f.from + dropAtOnce, f.ledger}},
	} {
		if _, err := d.exec(c.q, c.args...); err != nil {
			return err
		}
	}
	return nil
}
