package sim

import (
	"net/http"
	"net/netip"
	"time"
)

// patience is how long an edge waits for the machine behind it.
const patience = 3 * time.Second

// statusOriginSilent is what edges answer when the machine behind them does not; it is in no standard.
const statusOriginSilent = 522

// passOn is what an edge answers: its own error, that of not reaching the machine behind it, or what that one says.
func (s *session) passOn(site *webSite) (page, condition) {
	c := s.condition
	var p page
	switch {
	case !c.ok() || site == nil:
		p = pageOf(site, c)
	default:
		p, c = s.fromOrigin(site)
	}
	p.header.Set("Server", s.machine.edge)
	return p, c
}

// fromOrigin fetches a page from the machine that the site runs on. That the machine's certificate is good is not asked.
func (s *session) fromOrigin(site *webSite) (page, condition) {
	if len(site.origin) == 0 {
		return errorPage(http.StatusBadGateway), fine
	}
	origin := site.origin[0]
	behind := session{world: s.world, machine: s.world.machineAt(origin, s.at), to: netip.AddrPortFrom(origin, site.port), family: 6}
	if origin.Is4() {
		behind.family = 4
	}
	if behind.machine == nil {
		s.conn.linger(patience)
		return errorPage(statusOriginSilent), fine
	}
	c := s.world.condition(behind.machine.within(site, origin), behind.family, s.at)
	switch {
	case c.silent(origin.String(), s.at), c.what == "stall", c.slow > patience:
		s.conn.linger(patience)
		return errorPage(statusOriginSilent), fine
	case c.what == "refuse", c.what == "reset", c.what == "unreachable":
		s.conn.linger(roundTrip(origin.String(), s.at))
		return errorPage(http.StatusBadGateway), fine
	}
	s.conn.linger(2 * roundTrip(origin.String(), s.at)) // to connect, and to ask
	return pageOf(site, c), c
}
