package config

import (
	"fmt"

	"github.com/goccy/go-yaml/ast"

	"vigie/internal/result"
	"vigie/internal/yamlread"
	"vigie/probes"
)

// dnsKind watches a name: dns: www.example.com.
func dnsKind() kind {
	return kind{
		key: "dns", schemes: []string{"dns"},
		keys: func(d *decoder, s *draft) fields {
			return fields{
				"dns": func(n ast.Node) {
					s.tried = true
					t := d.text(n, "dns")
					if !isHost(t.value) {
						d.r.Mistake(n, "dns must be a name such as www.example.com, not %q", t.written)
						return
					}
					s.watch(watchedName(t))
				},
				"type": s.only("type", func(n ast.Node) {
					s.query.Type = d.r.Word(n, "type", "A", "AAAA", "CNAME", "MX", "NS", "TXT", "SOA", "SRV", "CAA", "PTR")
				}, "dns"),
				"server": s.only("server", func(n ast.Node) { d.askedServers(n, s) }, "dns"),
			}
		},
		short: func(s *draft, _ string, rest text) error {
			t := rest.bare()
			if !isHost(t.value) {
				return fmt.Errorf("%q is no name to look up", t.written)
			}
			s.watch(watchedName(t))
			return nil
		},
	}
}

func watchedName(t text) watched {
	return watched{
		key: "dns", kind: result.KindDNS, target: "dns://" + t.written, name: t.written,
		prober: func(s *draft) probes.Prober {
			ask := s.query
			ask.Name, ask.Family = t.value, s.family
			return &ask
		},
	}
}

// askedServers reads who is asked: a server or several, and "authoritative" for every server of the zone.
func (d *decoder) askedServers(n ast.Node, s *draft) {
	s.query.Servers, s.query.Authoritative = nil, false
	d.r.OneOrMore(n, func(v ast.Node) {
		t := d.text(v, "server")
		if t.value == "authoritative" {
			s.query.Authoritative = true
			return
		}
		if guess := yamlread.DidYouMean(t.written, []string{"authoritative"}); guess != "" {
			d.r.Mistake(v, "server must be a host, or authoritative, not %q%s", t.written, guess)
			return
		}
		s.query.Servers = append(s.query.Servers, d.hostPort(v, "server", "53").value)
	})
}
