package history

import (
	"vigie/internal/result"
)

const (
	// room is how much of what was not written yet is held in memory, in bytes: some five minutes of 10,000 sites at
	// 10 s, two days of 100 sites at 60 s. What comes beyond is lost, and counted.
	room = 4 << 20

	// prompt is how much is written at once without waiting for its time.
	prompt = 256 << 10
)

// Register says which series there are, in the order of the configuration: the first of a site speaks for its speed.
// Series that are not named any more keep their past. A site that has none any more is unknown from here on.
func (s *Store) Register(list []Series) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opts.ReadOnly {
		return
	}
	s.wanted = append([]Series(nil), list...)
	if s.disk != nil {
		s.register()
	}
}

// register takes the wanted series in. Held: mu.
func (s *Store) register() {
	spoken := make(map[*site]bool, len(s.wanted))
	for _, v := range s.wanted {
		x := s.known(v)
		if !spoken[x.site] {
			spoken[x.site] = true
			if x.site.voice != x {
				x.site.voice = x
				s.waiting.voices = append(s.waiting.voices, voice{x.site.number, x.number})
			}
		}
	}
	for name, site := range s.live.sites {
		if last := s.last[name]; !spoken[site] && last.state != "" && last.reason != notWatched {
			s.turn(name, turn{at: s.opts.Now().UnixMilli(), state: result.Unknown, reason: notWatched})
		}
	}
}

// known finds a series, or takes it in. Held: mu.
func (s *Store) known(v Series) *series {
	if x := s.live.byKey[v.key()]; x != nil {
		return x
	}
	at, isNew := s.live.siteNamed(v.Site)
	if isNew {
		s.waiting.sites = append(s.waiting.sites, at)
	}
	x := s.live.put(int64(len(s.live.series)), v, at)
	s.waiting.series = append(s.waiting.series, x)
	if at.voice == x {
		s.waiting.voices = append(s.waiting.voices, voice{at.number, x.number})
	}
	return x
}

// Add takes a result of the check with this ID. It never waits for the disk; what there is no room for is lost, and
// counted.
func (s *Store) Add(r result.Result, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opts.ReadOnly {
		return
	}
	if s.disk == nil || s.health.lasting || s.waiting.size+len(s.batch.buf) > room {
		s.health.lost++
		return
	}
	x := s.known(Series{ID: id, Site: r.Site, Kind: r.Check, Target: r.Target, Vantage: r.Vantage})
	s.exhibit(x, &r)
	ms := min(max(r.Time.UnixMilli(), -maxTime), maxTime)
	hour := hourOf(ms)
	g, isNew := s.live.segment(x, hour, s.batch.seq)
	n := len(g.buf)
	c := &s.coder
	c.write()
	c.result(&r)
	g.buf = g.append(g.buf, c, ms-hour*msPerHour, r.Attempts)
	s.live.size += len(g.buf) - n
	s.batch.put(x.number, hour, isNew, g.buf[n:])
	visible := int64(0)
	if r.HTTP != nil {
		visible = int64(r.HTTP.Visible)
	}
	x.recall.note(ms, r.State, visible)
	if len(s.batch.buf) >= prompt {
		s.hurry()
	}
}

// maxTime bounds the times that are kept, in ms: some 140,000 years around 1970.
const maxTime = 1 << 52

// hurry lets the writer begin at once.
func (s *Store) hurry() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}
