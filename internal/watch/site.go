package watch

import (
	"cmp"
	"net/netip"
	"strings"
	"time"

	"vigie/internal/account"
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
	reason  string
	known   bool // it has had a state other than the first unknown
	acked   bool
	ackedBy string

	address  string // the last address that it was asked at, without the port
	resource string
	foundBy  string
	place    account.Place

	ledger  ledger
	latency []estate.Sample
}

func newSite(spec config.Site, start time.Time) *site {
	s := &site{spec: spec, state: result.Unknown, since: start}
	for _, p := range spec.Checks {
		k := &check{
			site: s, spec: p, host: cmp.Or(p.Prober.Burdens(), p.ID), phase: phase(p.ID, spec.Every),
			steady: newSteady(spec.Confirm), item: item{index: -1},
		}
		k.item.what = k
		s.checks = append(s.checks, k)
	}
	return s
}

// sampled takes what one result teaches about the site beside its state.
func (s *site) sampled(k *check, r result.Result) {
	if ap, err := netip.ParseAddrPort(r.Address); err == nil && r.Check != result.KindDNS {
		s.address = ap.Addr().Unmap().String()
	}
	if k != s.checks[0] {
		return
	}
	s.latency = append(s.latency, estate.NewSample(r.State, r.Total))
	if len(s.latency) >= 2*estate.SparkLen {
		s.latency = append([]estate.Sample(nil), s.latency[len(s.latency)-estate.SparkLen:]...)
	}
}

// derive makes the state of the site from its checks: the most troubled one speaks for it.
func (s *site) derive() {
	worst := s.checks[0]
	for _, k := range s.checks[1:] {
		switch {
		case k.steady.state.Worse(worst.steady.state):
			worst = k
		case k.steady.state == worst.steady.state && k.steady.since.Before(worst.steady.since) && !k.steady.since.IsZero():
			worst = k
		}
	}
	if worst.steady.state != s.state || s.since.IsZero() {
		s.state = worst.steady.state
		if !worst.steady.since.IsZero() {
			s.since = worst.steady.since
		}
	}
	s.failure, s.reason = "", ""
	if s.state != result.Up && worst.lastFailure != nil {
		s.failure, s.reason = worst.lastFailure.Failure, worst.lastFailure.Reason
	}
}

func (s *site) wavering() bool {
	for _, k := range s.checks {
		if k.steady.wavering() {
			return true
		}
	}
	return false
}

// changeText says in a few words what became of the site.
func (s *site) changeText() string {
	switch s.state {
	case result.Up:
		return "answers again"
	case result.Unknown:
		return "cannot be told: " + s.reason
	default:
		return s.reason
	}
}

// names are the host names by which the site is asked, lower case.
func (s *site) names() []string {
	var names []string
	for _, k := range s.checks {
		if about := k.spec.Prober.About(); about != "" {
			names = append(names, strings.ToLower(about))
		}
	}
	return names
}

// join finds the resource that the site runs on: as configured, by the address that answers, or by an
// attached domain.
func (s *site) join(resources []account.Resource) {
	s.resource, s.foundBy, s.place = "", "", account.Place{}
	take := func(r account.Resource, how string) bool {
		s.resource, s.foundBy, s.place = r.ID, how, r.Place
		return true
	}
	for _, r := range resources {
		if s.spec.Host != "" && (s.spec.Host == r.ID || s.spec.Host == r.Name) && take(r, "configuration") {
			return
		}
	}
	for _, r := range resources {
		for _, a := range r.Addresses {
			if s.address != "" && sameAddress(a, s.address) && take(r, "address "+s.address) {
				return
			}
		}
	}
	names := s.names()
	for _, r := range resources {
		for _, d := range r.Domains {
			for _, n := range names {
				if n == strings.ToLower(d) && take(r, "domain "+n) {
					return
				}
			}
		}
	}
}

func sameAddress(a, b string) bool {
	if a == b {
		return true
	}
	x, errX := netip.ParseAddr(a)
	y, errY := netip.ParseAddr(b)
	return errX == nil && errY == nil && x.Unmap() == y.Unmap()
}
