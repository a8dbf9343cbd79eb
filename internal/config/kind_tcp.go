package config

import (
	"github.com/goccy/go-yaml/ast"

	"vigie/internal/result"
	"vigie/probes"
)

// tcpKind watches a port: tcp: "db.example.com:5432".
func tcpKind() kind {
	return kind{
		key: "tcp", schemes: []string{"tcp"},
		keys: func(d *decoder, s *draft) fields {
			return fields{
				"tcp": func(n ast.Node) {
					s.tried = true
					if t := d.hostPort(n, "tcp", ""); t.value != "" {
						s.watch(watchedPort(t))
					}
				},
				"send": s.only("send", func(n ast.Node) { s.send = d.value(n, "send") }, "tcp"),
			}
		},
		short: func(s *draft, _ string, rest text) error {
			t, err := hostPortOf(rest, "")
			if err == nil {
				s.watch(watchedPort(t))
			}
			return err
		},
	}
}

func watchedPort(t text) watched {
	return watched{
		key: "tcp", kind: result.KindTCP, target: "tcp://" + t.written, name: t.written,
		prober: func(s *draft) probes.Prober {
			return &probes.TCP{
				Address: t.value, Family: s.family, Send: s.send, Contains: s.expect.Contains, Under: s.expect.Under,
			}
		},
	}
}
