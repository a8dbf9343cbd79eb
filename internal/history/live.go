package history

// live is the hours that are not sealed yet, and what is known of each series beside its results. It is what both a
// writer and a reader beside it hold in memory: the writer as it was told, the reader as it read the journal.
type live struct {
	series []*series // by number; nil where a number is not in use
	byKey  map[string]*series
	sites  map[string]*site
	next   int64 // number of the next site
	size   int   // bytes of all streams
}

// series is one series, with its hours that are not sealed yet.
type series struct {
	Series
	number int64
	site   *site
	open   []*segment // mostly one; two while the hour before waits to be sealed
	recall recall
	streak streak
}

// site is what has series.
type site struct {
	number int64
	name   string
	voice  *series // speaks for its speed: its first one in the configuration
	series []*series
}

// segment is a stream in memory.
type segment struct {
	stream
	hour   int64
	first  int64 // number of the journal row that holds its first result
	closed bool  // it is being sealed: what comes later begins another one
	buf    []byte
}

// overhead is about how much memory a segment takes beside its bytes, which counts where there are many.
const overhead = 256

func (l *live) reset() {
	*l = live{byKey: make(map[string]*series), sites: make(map[string]*site)}
}

// block is the row that a series shares with fifteen others, place where it stands in it.
func (x *series) block() int64 { return x.number >> blockBits }
func (x *series) place() int   { return int(x.number & (blockSize - 1)) }

// siteNamed finds a site, or takes it in under the next number.
func (l *live) siteNamed(name string) (at *site, isNew bool) {
	if s := l.sites[name]; s != nil {
		return s, false
	}
	return l.putSite(l.next, name), true
}

// putSite takes a site in under a number that is not in use.
func (l *live) putSite(number int64, name string) *site {
	s := &site{number: number, name: name}
	l.sites[name] = s
	l.next = max(l.next, number+1)
	return s
}

// put takes a series in under a number that is not in use.
func (l *live) put(number int64, v Series, at *site) *series {
	x := &series{Series: v, number: number, site: at}
	for int64(len(l.series)) <= number {
		l.series = append(l.series, nil)
	}
	l.series[number] = x
	l.byKey[v.key()] = x
	at.series = append(at.series, x)
	if at.voice == nil {
		at.voice = x
	}
	return x
}

// numbered finds a series by its number; nil where there is none.
func (l *live) numbered(n int64) *series {
	if n < 0 || n >= int64(len(l.series)) {
		return nil
	}
	return l.series[n]
}

// find is the open stream of a series for an hour; nil where there is none.
func (l *live) find(x *series, hour int64) *segment {
	for i := len(x.open) - 1; i >= 0; i-- {
		if g := x.open[i]; g.hour == hour && !g.closed {
			return g
		}
	}
	return nil
}

// segment finds the open stream of a series for an hour, or begins one with the journal row first.
func (l *live) segment(x *series, hour, first int64) (g *segment, isNew bool) {
	if g := l.find(x, hour); g != nil {
		return g, false
	}
	return l.begin(x, hour, first), true
}

func (l *live) begin(x *series, hour, first int64) *segment {
	g := &segment{hour: hour, first: first}
	x.open = append(x.open, g)
	l.size += overhead
	return g
}

// drop forgets the streams of a block for an hour that a sealed row holds: those that begin no later than upto.
func (l *live) drop(block, hour, upto int64) {
	for n := block << blockBits; n < (block+1)<<blockBits; n++ {
		x := l.numbered(n)
		if x == nil {
			continue
		}
		kept := x.open[:0]
		for _, g := range x.open {
			if g.hour == hour && g.first <= upto {
				l.size -= len(g.buf) + overhead
				continue
			}
			kept = append(kept, g)
		}
		clear(x.open[len(kept):])
		x.open = kept
	}
}

// view is a copy of the open streams of some series, safe to read while more is appended to them.
type view struct {
	series *series
	hour   int64
	first  int64
	buf    []byte
}

// views copies the streams of some series that are open, between two hours.
func (l *live) views(of []*series, from, to int64) []view {
	var out []view
	for _, x := range of {
		for _, g := range x.open {
			if g.hour >= from && g.hour <= to {
				out = append(out, view{x, g.hour, g.first, g.buf[:len(g.buf):len(g.buf)]})
			}
		}
	}
	return out
}
