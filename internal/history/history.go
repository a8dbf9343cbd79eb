// Package history is what vigie remembers: every result, for a while; minutes and hours of them, for longer; and a
// ledger of when each site was up, degraded, down, unknown or paused, from which uptime is computed by time.
//
// It is one SQLite file that a single goroutine writes to, twice a second. Results are handed over without a wait and
// stand in a journal within half a second; once an hour they are sealed into one compact row for each sixteen series,
// beside the minutes and hours that they add up to. Whatever happens to the file, watching goes on: Keeping says what
// is wrong, and nothing is overwritten.
//
// It may import the estate, results and texts, and nothing else of vigie: it knows no probe and no screen.
package history

import (
	"errors"
	"sync"
	"time"

	"vigie/internal/result"
)

// Series is the results of one check from one place.
type Series struct {
	ID      string // of the check, stable over restarts
	Site    string
	Kind    result.Kind
	Target  string
	Vantage string // where it is asked from; "local" when empty
}

// key is what tells series apart.
func (s Series) key() string {
	if s.Vantage == "" || s.Vantage == local {
		return s.ID
	}
	return s.ID + " from " + s.Vantage
}

const local = "local"

// Options are how a history is kept. The zero value keeps what the contract says, and writes twice a second.
type Options struct {
	Raw     time.Duration // how long single results are kept; 48 h
	Minutes time.Duration // how long the roll-ups of minutes and the evidence of failures are; 30 days
	Hours   time.Duration // how long the roll-ups of hours and the ledger are; two years

	ReadOnly bool             // beside a running writer, or without one: Add and Turn do nothing
	Now      func() time.Time // time.Now
	// Every is how long results wait to be written together; 500 ms. A write costs processor time whatever is in it,
	// most of it for waking up and for waiting until the disk has it: half a millisecond to one.
	Every time.Duration

	byHand bool // a test turns the writer
}

func (o Options) filled() Options {
	fill := func(d *time.Duration, or time.Duration) {
		if *d <= 0 {
			*d = or
		}
	}
	const day = 24 * time.Hour
	fill(&o.Raw, 2*day)
	fill(&o.Minutes, 30*day)
	fill(&o.Hours, 2*365*day)
	fill(&o.Every, 500*time.Millisecond)
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// Store is a history. Its methods may be called from any goroutine; those that take a context ask the disk, the others
// never wait for it.
type Store struct {
	dir   string
	opts  Options
	began time.Time

	// disk is nil while no file is open. It is set and closed by the writer alone, under mu.
	disk *disk

	mu       sync.Mutex // guards all that follows; never held during work on the disk
	wanted   []Series   // as registered last, for a file that is opened later
	live     live
	coder    coder
	batch    batch
	waiting  waiting
	health   health
	recalled Remembered
	last     map[string]turn // the newest state of each site, as the watch told it
	durable  uint64          // results that were written
	trimmed  int64           // journal rows before this one are gone
	exhibits int64           // the number of the last one
	seen     int64           // of a reader: the last journal row that it took in
	alive    int64           // of a reader: when that row was written, in ms

	pace pace // of sealing and dropping; used by the writer alone
	wake chan struct{}
	stop chan struct{}
	done chan struct{}
}

// ErrDamaged, ErrForeign and ErrNewer say why a history file is left alone until it is moved away; ErrHeld that another
// vigie writes to it. They are wrapped in the error of Open.
var (
	ErrDamaged = errors.New("the history file is damaged")
	ErrForeign = errors.New("not a history of vigie")
	ErrNewer   = errors.New("the history file was written by a newer vigie")
	ErrHeld    = errors.New("another vigie writes this history")
)

// Open opens the history in a directory, and makes it where there is none. The store is never nil: beside an error it
// keeps nothing, says so in Keeping, and tries again every few seconds where that may help: a full disk, a folder that
// may not be written to, another vigie. Whoever calls can go on either way.
//
// At a start, what was believed of each site ends with the last that was written: from there on it is unknown, since
// nobody watched. Remembered tells what it was.
func Open(dir string, o Options) (*Store, error) {
	s := &Store{
		dir: dir, opts: o.filled(), began: o.filled().Now(), last: make(map[string]turn),
		wake: make(chan struct{}, 1), stop: make(chan struct{}), done: make(chan struct{}),
	}
	s.live.reset()
	err := s.open()
	if err != nil {
		s.health.fail(err, s.opts.Now())
	}
	if s.opts.ReadOnly || s.opts.byHand || s.health.lasting {
		close(s.done)
		return s, err
	}
	go s.run()
	return s, err
}
