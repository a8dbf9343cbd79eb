package config

import (
	"fmt"

	"github.com/goccy/go-yaml/ast"

	"vigie/internal/result"
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
				"server": s.only("server", func(n ast.Node) { s.query.Server = d.hostPort(n, "server", "53").value }, "dns"),
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
			ask.Name = t.value
			return &ask
		},
	}
}
