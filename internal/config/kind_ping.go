package config

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"vigie/internal/result"
	"vigie/probes"
)

// pingKind watches that a machine answers echoes: ping: 192.0.2.1.
func pingKind() kind {
	return kind{
		key: "ping", schemes: []string{"ping"},
		keys: func(d *decoder, s *draft) fields {
			return fields{"ping": func(n ast.Node) {
				s.tried = true
				t := d.text(n, "ping")
				if err := s.watchHost(t); err != nil {
					d.r.Mistake(n, "ping must be a host or an address such as 192.0.2.1, not %q", t.written)
				}
			}}
		},
		short: func(s *draft, _ string, rest text) error { return s.watchHost(rest.bare()) },
	}
}

// watchHost takes a host, which may be an address of IPv6 in brackets.
func (s *draft) watchHost(t text) error {
	host := strings.Trim(t.value, "[]")
	if !isHost(host) {
		return fmt.Errorf("%q is no host to ping", t.written)
	}
	s.watch(watched{
		key: "ping", kind: result.KindPing, target: "ping://" + t.written, name: t.written,
		prober: func(s *draft) probes.Prober {
			return &probes.Ping{Host: host, Family: s.family, Under: s.expect.Under}
		},
	})
	return nil
}
