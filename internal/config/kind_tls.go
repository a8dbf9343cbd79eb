package config

import (
	"crypto/x509"
	"os"
	"path/filepath"

	"github.com/goccy/go-yaml/ast"

	"vigie/internal/result"
	"vigie/internal/yamlread"
	"vigie/probes"
)

// tlsKind watches a certificate: tls: "www.example.com:443". Beside another target, tls: { … } is how its
// certificate is judged.
func tlsKind() kind {
	return kind{
		key: "tls", schemes: []string{"tls"},
		keys: func(d *decoder, s *draft) fields {
			return fields{"tls": func(n ast.Node) {
				if yamlread.IsMap(n) {
					s.only("tls", func(n ast.Node) { d.policy(n, s) }, append([]string{"url", "flow", "tls"}, mailKeys()...)...)(n)
					return
				}
				s.tried = true
				if t := d.hostPort(n, "tls", "443"); t.value != "" {
					s.watch(watchedCertificate(t))
				}
			}}
		},
		short: func(s *draft, _ string, rest text) error {
			t, err := hostPortOf(rest, "443")
			if err == nil {
				s.watch(watchedCertificate(t))
			}
			return err
		},
	}
}

func watchedCertificate(t text) watched {
	return watched{
		key: "tls", kind: result.KindTLS, target: "tls://" + t.written, name: t.host(),
		prober: func(s *draft) probes.Prober {
			return &probes.TLS{Address: t.value, Family: s.family, Policy: s.policy}
		},
	}
}

// policy reads how certificates are judged.
func (d *decoder) policy(n ast.Node, s *draft) {
	d.r.Fields(n, "tls", fields{
		"skip_verify": func(n ast.Node) { s.policy.SkipVerify = d.r.Bool(n, "skip_verify") },
		"server_name": func(n ast.Node) {
			t := d.text(n, "server_name")
			if s.policy.ServerName = t.value; !isHost(t.value) {
				d.r.Mistake(n, "server_name must be a name such as www.example.com, not %q", t.written)
			}
		},
		"expires_in": func(n ast.Node) { s.policy.ExpiresIn = d.atLeast(n, "expires_in", 0, s.policy.ExpiresIn) },
		"ca":         func(n ast.Node) { s.policy.Roots = d.roots(n) },
	})
}

// roots reads a file of certificates to trust. A relative path begins where the configuration is.
func (d *decoder) roots(n ast.Node) *x509.CertPool {
	path := d.value(n, "ca")
	if !filepath.IsAbs(path) {
		path = filepath.Join(d.dir, path)
	}
	pem, err := os.ReadFile(path)
	if err != nil {
		d.r.Mistake(n, "the certificates to trust cannot be read: %s", err)
		return nil
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		d.r.Mistake(n, "%s holds no certificate in PEM form", path)
	}
	return pool
}
