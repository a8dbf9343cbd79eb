package watch_test

import (
	"context"
	"errors"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/config"
	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/internal/watch"
	"vigie/probes"
	"vigie/probes/names"
)

// script is a prober that answers from a list, the last answer for ever, and may panic.
type script struct {
	burdens string
	takes   time.Duration

	mu      sync.Mutex
	answers []result.State
	asked   int
	times   []time.Time
	usual   []int
	shows   int // visible characters
}

func (s *script) About() string   { return "" }
func (s *script) Burdens() string { return s.burdens }

func (s *script) Probe(ctx context.Context, env probes.Env) result.Result {
	s.mu.Lock()
	s.times, s.usual = append(s.times, env.Door.Now()), append(s.usual, env.Usual)
	x := s.answers[min(s.asked, len(s.answers)-1)]
	s.asked++
	takes := s.takes
	s.mu.Unlock()
	select {
	case <-time.After(takes): // of the bubble's clock
	case <-ctx.Done():
	}
	if x == "panic" {
		panic("a bug in a prober")
	}
	r := result.Result{State: x, Phases: result.NoPhases(), Address: "192.0.2.10:443"}
	switch {
	case s.shows > 0:
		r.HTTP = &result.HTTP{Status: 200, Visible: s.shows}
	case x == result.Degraded:
		r.Failure, r.Reason = result.Slow, "answered after 3 s, wanted under 2 s"
	case x == result.Down && takes > 0:
		r.Failure, r.Reason = result.TCPTimeout, "no answer from 192.0.2.10:443 within 10 s"
	case x == result.Down:
		r.Failure, r.Reason = result.TCPRefused, "192.0.2.10:443 refuses the connection"
	}
	return r
}

// answersNow changes what is answered from now on.
func (s *script) answersNow(list ...result.State) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers, s.asked = list, 0
}

// takesNow changes how long an answer takes from now on.
func (s *script) takesNow(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.takes = d
}

func (s *script) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.times)
}

// door is one without a network; its clock can be set.
type door struct {
	mu   sync.Mutex
	late time.Duration
}

func (*door) Dial(context.Context, string, string) (net.Conn, error) {
	return nil, errors.New("no network in this test")
}

func (d *door) Now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return time.Now().Add(d.late)
}

func (d *door) set(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.late += by
}

func (*door) WithTimeout(ctx context.Context, t time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, t)
}

// site is one site with one check, as configured by default but for the interval.
func site(name string, p probes.Prober, edits ...func(*config.Site)) config.Site {
	s := config.Site{
		Name: name, Every: 30 * time.Second, Recheck: 5 * time.Second, Confirm: 2, Timeout: 10 * time.Second,
		Checks: []probes.Check{{ID: name + " tcp", Site: name, Kind: result.KindTCP, Timeout: 10 * time.Second, Prober: p}},
	}
	for _, e := range edits {
		e(&s)
	}
	return s
}

func oneSite(p probes.Prober) []config.Site { return []config.Site{site("Shop", p)} }

// live is a watch that runs in a bubble.
type live struct {
	*watch.Watch
	t       *testing.T
	door    *door
	mu      sync.Mutex
	changes []watch.Change
	results []result.Result
}

// begin starts a watch in a bubble; it ends with the test.
func begin(t *testing.T, o watch.Options) *live {
	t.Helper()
	return beginAt(t, o, func(d *door) probes.Env { return probes.Env{Door: d} })
}

// beginAt starts one that asks with some means.
func beginAt(t *testing.T, o watch.Options, means func(*door) probes.Env) *live {
	t.Helper()
	l := &live{t: t, door: &door{}}
	o.Env = means(l.door)
	o.Env.Resolver = &names.Resolver{}
	o.OnChange = func(c watch.Change) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.changes = append(l.changes, c)
	}
	o.OnResult = func(r result.Result, _ time.Duration) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.results = append(l.results, r)
	}
	l.Watch = watch.New(o)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); l.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	return l
}

// after lets time pass in the bubble and returns the picture as it is then.
func (l *live) after(d time.Duration) *estate.Snapshot {
	l.Snapshot()
	time.Sleep(d)
	synctest.Wait()
	l.Snapshot() // whoever takes one asks for a newer one
	time.Sleep(1100 * time.Millisecond)
	synctest.Wait()
	return l.Snapshot()
}

func (l *live) site(s *estate.Snapshot, name string) *estate.Site {
	l.t.Helper()
	x, ok := s.Site(name)
	if !ok {
		l.t.Fatalf("there is no site %s", name)
	}
	return x
}

// turned are the changes of a site so far, as from>to.
func (l *live) turned(name string) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var list []string
	for _, c := range l.changes {
		if c.Site == name {
			list = append(list, string(c.From)+">"+string(c.To))
		}
	}
	return list
}
