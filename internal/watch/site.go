package watch

import (
	"net/netip"
	"time"

	"vigie/internal/config"
	"vigie/internal/estate"
	"vigie/internal/result"
)

// site is one configured site with what is known of it.
type site struct {
	spec   config.Site
	checks []*check

	state   result.State
	since   time.Time
	failure result.Failure
	root    result.Failure
	reason  string
	suspect bool // the last answer of a check spoke of a change that is not confirmed
	failing bool // the last answer of a check was a failure
	flaps   bool
	known   bool // it has had a state other than the first unknown
	acked   bool
	ackedBy string

	paused    window
	explained string // the needed site that is down

	server  string // what its web server called itself when it last answered well
	address string // the last address that it was asked at, without the port
	home    home
	foundBy string

	ledger  ledger
	toll    toll
	floor   time.Time // what was before it has been told already, and is not told again
	latency []estate.Sample
	view    *estate.Site // as it was shown last
	stale   bool         // the view is not as it is any more
}

func newSite(spec config.Site, start time.Time) *site {
	s := &site{spec: spec, state: result.Unknown, since: start, stale: true}
	s.ledger.turn(start, result.Unknown)
	for _, p := range spec.Checks {
		s.checks = append(s.checks, newCheck(s, p, start))
	}
	return s
}

// sampled takes what one result teaches about the site beside its state, and tells whether it has another address now.
func (s *site) sampled(k *check, r result.Result) (moved bool) {
	s.stale = true
	if r.State == result.Up && r.HTTP != nil {
		s.server = r.Header("Server")
	}
	if ip, ok := addressOf(r); ok {
		moved, s.address = ip != s.address, ip
	}
	if k != s.checks[0] {
		return moved
	}
	s.latency = append(s.latency, estate.NewSample(r.State, r.Total))
	if len(s.latency) >= 2*estate.SparkLen {
		s.latency = append([]estate.Sample(nil), s.latency[len(s.latency)-estate.SparkLen:]...)
	}
	return moved
}

// addressOf is where a result comes from, without the port; a name server is not where a site is.
func addressOf(r result.Result) (ip string, ok bool) {
	if r.Check == result.KindDNS {
		return "", false
	}
	if ap, err := netip.ParseAddrPort(r.Address); err == nil {
		return ap.Addr().Unmap().String(), true
	}
	addr, err := netip.ParseAddr(r.Address) // an echo has no port
	return addr.Unmap().String(), err == nil
}

// derive makes the state of the site from its checks: the most troubled one speaks for it. It returns from when on
// that state has been seen.
func (s *site) derive() (seen time.Time) {
	worst := s.checks[0].opinion()
	s.suspect, s.failing = s.checks[0].steady.Wavering(), s.checks[0].steady.Failing()
	for _, k := range s.checks[1:] {
		s.suspect = s.suspect || k.steady.Wavering()
		s.failing = s.failing || k.steady.Failing()
		o := k.opinion()
		flaps := worst.flaps || o.flaps
		switch {
		case o.state.Worse(worst.state):
			worst = o
		case o.state == worst.state && o.since.Before(worst.since) && !o.since.IsZero():
			worst = o
		}
		worst.flaps = flaps
	}
	s.flaps = worst.flaps
	if s.paused.open {
		s.state, s.since, s.failure, s.root, s.reason = result.Paused, s.paused.since, "", "", s.paused.words()
		return s.paused.since
	}
	s.state = worst.state
	if !worst.since.IsZero() {
		s.since = worst.since
	}
	s.failure, s.root, s.reason = "", "", ""
	if worst.result != nil && (s.state != result.Up || worst.result.State == result.Up) {
		s.failure, s.root, s.reason = worst.result.Failure, worst.result.Root(), worst.result.Reason
	}
	if worst.reason != "" {
		s.reason = worst.reason
	}
	return worst.seen
}

// refresh derives the state of a site from its checks and writes down what changed.
func (c *core) refresh(s *site, now time.Time) {
	before, suspected, failing, failure := s.state, s.suspect, s.failing, s.failure
	seen := s.derive()
	s.stale = true
	if s.suspect != suspected || s.failing != failing || s.failure != failure {
		c.unclear = true
	}
	if s.state == before {
		c.takeToll(s, now)
		return
	}
	c.unclear = true
	if seen.IsZero() { // it has not been asked yet
		seen, s.since = now, now
	}
	turn := later(seen, s.floor)
	c.takeToll(s, turn)
	s.ledger.turn(turn, s.state)
	s.ledger.forget(now.Add(-24 * time.Hour))
	if c.opts.History != nil {
		c.opts.History.Turn(s.spec.Name, turn, s.state, s.failure, s.reason)
	}
	s.acked, s.ackedBy = false, ""
	if c.opts.OnChange != nil {
		c.opts.OnChange(Change{
			Time: now, Site: s.spec.Name, From: before, To: s.state, Since: s.since, Failure: s.failure, Reason: s.reason,
		})
	}
	first := !s.known && before == result.Unknown && s.state == result.Up
	s.known = true
	if first {
		return // the first good answer is no news
	}
	c.note(estate.Event{
		Time: s.since, Kind: estate.EventSite, State: s.state, Site: s.spec.Name, Text: s.changeText(), Quiet: c.quiet(s),
	})
}

// changeText says in a few words what became of the site.
func (s *site) changeText() string {
	switch s.state {
	case result.Up:
		return "answers again"
	case result.Unknown:
		if s.reason == "" {
			return "is not known"
		}
		return "cannot be told: " + s.reason
	default:
		return s.reason
	}
}

// quiet says why nobody is alerted of what became of a site; empty where somebody may be. It silences alerts of
// failures alone: the site is watched all the same, and its return is told.
func (c *core) quiet(s *site) string {
	switch {
	case s.state == result.Paused:
		return "maintenance"
	case s.state != result.Down && s.state != result.Degraded:
		return ""
	case s.flaps:
		return "it comes and goes"
	}
	if needed := c.failingNeed(s); needed != "" {
		return "it needs " + needed + ", which fails too"
	}
	return ""
}

// failingNeed is the first needed site that is down, or about to be found down; empty where there is none. One step is
// enough: whatever that one needs explains it in turn.
func (c *core) failingNeed(s *site) string {
	for _, name := range s.spec.Needs {
		if n := c.named[name]; n != nil && (n.state == result.Down || n.failing) {
			return name
		}
	}
	return ""
}
