package config

import (
	"net"
	"strings"

	"vigie/internal/result"
	"vigie/probes"
)

// finish makes the checks of a site. A page over https has its certificate watched beside it, so that one that
// runs out is told before visitors see it, and also while the page has other troubles.
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
	for _, at := range s.certificates() {
		add(result.KindTLS, "tls://"+at.written, &probes.TLS{Address: at.value, Family: s.family, Policy: s.policy})
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

// certificates are where a site's certificates are asked for, each once.
func (s *draft) certificates() []text {
	var list []text
	if s.page != nil && s.page.url.Scheme == "https" {
		port := s.page.url.Port()
		if port == "" {
			port = "443"
		}
		at := text{value: net.JoinHostPort(s.page.url.Hostname(), port)}
		at.written = at.value
		if host := hostOf(s.page.shown); strings.Contains(host, "${") {
			at.written = host
		}
		list = append(list, at)
	}
	if s.has("tls") && (len(list) == 0 || list[0].value != s.tls.value) {
		list = append(list, s.tls)
	}
	return list
}

// hostOf is the host and port of an address as it is shown.
func hostOf(shown string) string {
	_, rest, _ := strings.Cut(shown, "://")
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		rest = rest[:end]
	}
	return rest
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
