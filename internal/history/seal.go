package history

import (
	"fmt"
	"slices"
	"time"
)

const (
	// grace is how long an hour stays open for results that come late.
	grace = time.Minute

	// openLimit and openEach bound the memory of the open hours: beyond, blocks are sealed before their hour is over.
	openLimit = 24 << 20
	openEach  = 1 << 10 // for each series

	// sealsAtOnce is how many blocks one transaction seals at most. In the usual course it is one each second.
	sealsAtOnce = 64

	// sealWithin is in how many seconds all blocks of an hour are sealed, where that needs more than one a second.
	sealWithin = 900

	// trimAtOnce is how many rows of the journal one transaction drops at most.
	trimAtOnce = 128
)

// sealing is one block of one hour on its way from memory to its rows.
type sealing struct {
	block, hour int64
	upto        int64 // the newest journal row that has a part of it
	views       []view
	recall      []byte
	size        int
	first       int64
}

// choose picks the blocks that are sealed next: one each second, the oldest first, so that an hour's work is spread
// over a quarter of the next; more where it falls behind or memory runs short. Held: mu.
func (s *Store) choose(now time.Time) []sealing {
	urgent := s.live.size > openLimit+openEach*len(s.live.series)
	if !urgent && !s.pace.behind && s.pace.step%s.stepsIn(time.Second) != 0 {
		return nil
	}
	list := s.sealable(now, urgent)
	blocks := len(s.live.series)>>blockBits + 1
	s.pace.behind = len(list) > blocks+blocks/4+8
	n := 1 + len(list)/sealWithin
	if urgent {
		slices.SortFunc(list, func(a, b sealing) int { return b.size - a.size })
	} else {
		slices.SortFunc(list, func(a, b sealing) int { return int(a.first - b.first) })
	}
	if urgent || s.pace.behind {
		n = sealsAtOnce
	}
	list = list[:min(n, len(list))]
	for i := range list {
		s.prepare(&list[i])
	}
	return list
}

// sealable lists the blocks that have an hour other than the one that is going on; with all, the others too. Held: mu.
func (s *Store) sealable(now time.Time, all bool) []sealing {
	ms := now.UnixMilli()
	current, late := hourOf(ms), hourOf(ms-grace.Milliseconds())
	var list []sealing
	from := 0 // of the block that is looked at
	for _, x := range s.live.series {
		if x == nil {
			continue
		}
		if len(list) > from && list[from].block != x.block() {
			from = len(list)
		}
		for _, g := range x.open {
			if !all && !g.closed && (g.hour == current || g.hour == late) {
				continue
			}
			i := slices.IndexFunc(list[from:], func(c sealing) bool { return c.hour == g.hour })
			if i < 0 {
				i = len(list) - from
				list = append(list, sealing{block: x.block(), hour: g.hour, first: g.first})
			}
			c := &list[from+i]
			c.size += len(g.buf) + overhead
			c.first = min(c.first, g.first)
		}
	}
	return list
}

// prepare closes what is open of a block's hour and copies it. Held: mu.
func (s *Store) prepare(c *sealing) {
	c.upto = s.batch.seq - 1
	c.recall = newFrame()
	for n := c.block << blockBits; n < (c.block+1)<<blockBits; n++ {
		x := s.live.numbered(n)
		if x == nil {
			continue
		}
		for _, g := range x.open {
			if g.hour == c.hour {
				g.closed = true
				c.views = append(c.views, view{x, g.hour, g.first, g.buf})
			}
		}
		c.recall = appendPart(c.recall, x.place(), x.recall.bytes())
	}
	c.recall = seal(c.recall)
}

// trimmable is the journal row before which none is needed any more, once the seals given are written; 0 where nothing
// is to be done. The last row always stays: it says when vigie was running. Held: mu.
func (s *Store) trimmable(seals []sealing) int64 {
	limit := s.batch.seq - 1
	for _, x := range s.live.series {
		if x == nil {
			continue
		}
		for _, g := range x.open {
			if g.first < limit && (!g.closed || !isIn(seals, x.block(), g.hour)) {
				limit = g.first
			}
		}
	}
	if limit <= s.trimmed {
		return 0
	}
	return min(limit, s.trimmed+trimAtOnce)
}

func isIn(seals []sealing, block, hour int64) bool {
	return slices.ContainsFunc(seals, func(c sealing) bool { return c.block == block && c.hour == hour })
}

// seal writes the rows of a block's hour. Where there are rows already, since some results came late or memory was
// short, what is in them is kept, and added to.
func (d *disk) seal(c *sealing) error {
	var minute [blockSize]minutes
	var hours [blockSize]hour
	key := keyOf(c.hour, c.block)
	chunk, upto, err := d.sealed("chunk", key)
	if err != nil {
		return err
	}
	chunk = append(newFrame(), chunk...)
	for _, v := range c.views {
		if v.first <= upto {
			continue // it is there already: a commit failed, and was one nevertheless
		}
		place := v.series.place()
		chunk = appendPart(chunk, place, v.buf)
		for r := decoded(c.hour, v.buf); r.more(); {
			m := &minute[place][r.time/msPerMinute]
			m.count(r.state(), r.total())
			hours[place].count(r.state(), r.total())
		}
	}
	minuteRow, err := rollUp(d, "minute", key, minute[:])
	if err != nil {
		return err
	}
	hourRow, err := rollUp(d, "hour", key, hours[:])
	if err != nil {
		return err
	}
	for _, t := range []struct {
		table string
		row   []byte
	}{{"chunk", seal(chunk)}, {"minute", minuteRow}, {"hour", hourRow}} {
		if _, err := d.exec("INSERT OR REPLACE INTO "+t.table+"(key, upto, data) VALUES(?,?,?)", key, c.upto, t.row); err != nil {
			return err
		}
	}
	_, err = d.exec("INSERT OR REPLACE INTO recall VALUES(?,?)", c.block, c.recall)
	return err
}

// sealed reads what is in a row already, and up to which row of the journal; nothing, up to -1, where there is none.
func (d *disk) sealed(table string, key int64) (body []byte, upto int64, err error) {
	var data []byte
	found, err := d.row("SELECT data, upto FROM "+table+" WHERE key = ?", []any{key}, &data, &upto)
	if err != nil || !found {
		return nil, -1, err
	}
	if body, err = unseal(data); err != nil {
		return nil, -1, fmt.Errorf("reading %s %d: %w", table, key, err)
	}
	return body, upto, nil
}

// summary is a roll-up of one series for one hour.
type summary[T any] interface {
	*T
	take(*reader)
	bytes() []byte
	empty() bool
}

// rollUp makes the row of a block out of what each of its series has, added to what the row holds already.
func rollUp[T any, P summary[T]](d *disk, table string, key int64, of []T) ([]byte, error) {
	body, _, err := d.sealed(table, key)
	if err != nil {
		return nil, err
	}
	if err := eachPart(body, func(place int, r *reader) { P(&of[place]).take(r) }); err != nil {
		return nil, fmt.Errorf("reading %s %d: %w", table, key, err)
	}
	row := newFrame()
	for place := range of {
		if p := P(&of[place]); !p.empty() {
			row = appendPart(row, place, p.bytes())
		}
	}
	return seal(row), nil
}

// eachPart calls f with what each series has in an unsealed row.
func eachPart(body []byte, f func(place int, r *reader)) error {
	all := reader{b: body}
	for place, part := range parts(&all) {
		r := reader{b: part}
		if f(place, &r); r.err != nil {
			return r.err
		}
	}
	return all.err
}
