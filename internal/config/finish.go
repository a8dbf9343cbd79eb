package config

import (
	"net"
	"strings"

	"vigie/internal/result"
	"vigie/probes"
)

// finish makes the checks of a site. A page over https has its certificate judged with it, by the handshake that is
// made for it anyway.
func (s *draft) finish() Site {
	site := s.site
	add := func(kind result.Kind, target string, p probes.Prober) {
		site.Checks = append(site.Checks, probes.Check{Kind: kind, Target: target, Timeout: site.Timeout, Prober: p})
	}
	if s.page != nil {
		ask := s.http
		ask.URL, ask.Family, ask.TLS, ask.Expect = s.page.url, s.family, s.policy, s.expect
		if ask.User == "" {
			ask.User, ask.Password = s.page.user, s.page.password
		}
		add(result.KindHTTP, s.page.shown, &ask)
	}
	if s.has("tls") {
		add(result.KindTLS, "tls://"+s.tls.written, &probes.TLS{Address: s.tls.value, Family: s.family, Policy: s.policy})
	}
	if s.has("tcp") {
		add(result.KindTCP, "tcp://"+s.tcp.written, &probes.TCP{
			Address: s.tcp.value, Family: s.family, Send: s.send, Contains: s.expect.Contains, Under: s.expect.Under,
		})
	}
	if s.has("dns") {
		ask := s.query
		ask.Name = s.dns.value
		add(result.KindDNS, "dns://"+s.dns.written, &ask)
	}
	if site.Name == "" {
		site.Name = s.nameOfTarget()
	}
	for i := range site.Checks {
		c := &site.Checks[i]
		c.Site = site.Name
		c.ID = strings.Join([]string{site.Name, string(c.Kind), c.Target}, " ")
	}
	return site
}

// nameOfTarget names a site after what is watched of it.
func (s *draft) nameOfTarget() string {
	switch {
	case s.page != nil:
		_, rest, _ := strings.Cut(s.page.shown, "://")
		if end := strings.IndexAny(rest, "?#"); end >= 0 {
			rest = rest[:end]
		}
		return strings.TrimSuffix(rest, "/")
	case s.has("tls"):
		host, _, err := net.SplitHostPort(s.tls.written)
		if err != nil { // a variable stands in it
			return s.tls.written
		}
		return host
	case s.has("tcp"):
		return s.tcp.written
	default:
		return s.dns.written
	}
}
