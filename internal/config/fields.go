package config

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
	"golang.org/x/net/http/httpguts"

	"vigie/internal/yamlread"
	"vigie/probes"
)

// siteFields are the keys of a site.
func (d *decoder) siteFields(s *draft) fields {
	f := fields{
		"name":    func(n ast.Node) { s.site.Name, s.name = d.siteName(n), n },
		"group":   func(n ast.Node) { s.site.Group = d.value(n, "group") },
		"host":    func(n ast.Node) { s.site.Host = d.value(n, "host") },
		"needs":   func(n ast.Node) { d.needed(n, s) },
		"markets": func(n ast.Node) { s.site.Markets = d.texts(n, "markets") },
		"every":   func(n ast.Node) { s.site.Every = d.atLeast(n, "every", time.Second, s.site.Every) },
		"timeout": func(n ast.Node) { s.site.Timeout = d.atLeast(n, "timeout", time.Millisecond, s.site.Timeout) },
		"confirm": func(n ast.Node) { s.site.Confirm = d.r.Int(n, "confirm", 1, 100) },
		"recheck": func(n ast.Node) { s.site.Recheck = d.atLeast(n, "recheck", time.Millisecond, s.site.Recheck) },
		"ip":      func(n ast.Node) { s.family = probes.Family(d.r.Word(n, "ip", "any", "4", "6", "both")) },
		"expect":  func(n ast.Node) { d.expect(n, s) },
		"revenue": func(n ast.Node) { d.later(n, "revenue", false) },
		"orders": func(n ast.Node) {
			d.value(n, "orders")
			d.warn(n, "orders is understood, but this version does not read it yet")
		},
	}
	for _, kind := range []string{"mail", "imap", "pop3", "smtp", "ping", "flow"} {
		f[kind] = func(n ast.Node) {
			if s.future == nil {
				s.future = make(map[string]ast.Node)
			}
			s.future[kind] = n
		}
	}
	d.kindFields(s, f)
	d.httpFields(s, f)
	return f
}

func (d *decoder) siteName(n ast.Node) string {
	name := d.value(n, "name")
	if strings.TrimSpace(name) == "" {
		d.r.Mistake(n, "name must not be empty")
	}
	return name
}

func (d *decoder) needed(n ast.Node, s *draft) {
	s.needs, s.site.Needs = nil, nil
	d.r.OneOrMore(n, func(v ast.Node) {
		name := d.value(v, "needs")
		s.site.Needs = append(s.site.Needs, name)
		s.needs = append(s.needs, mention{node: v, name: name})
	})
}

// only reads a key that some kinds alone heed.
func (s *draft) only(key string, read func(ast.Node), kinds ...string) func(ast.Node) {
	return func(n ast.Node) {
		s.asides = append(s.asides, aside{node: n, key: key, kinds: kinds})
		read(n)
	}
}

// kindFields are the keys that say what is watched, and those of a kind of its own.
func (d *decoder) kindFields(s *draft, f fields) {
	f["url"] = func(n ast.Node) {
		s.tried = true
		if p, ok := d.webAddress(n, "url"); ok {
			s.page = &p
		}
	}
	f["tcp"] = func(n ast.Node) { s.tried, s.tcp = true, d.hostPort(n, "tcp", "") }
	f["dns"] = func(n ast.Node) {
		s.tried = true
		s.dns = d.text(n, "dns")
		if !isHost(s.dns.value) {
			d.r.Mistake(n, "dns must be a name such as www.example.com, not %q", s.dns.written)
		}
	}
	f["tls"] = func(n ast.Node) { // of a page: how its certificate is judged; otherwise: where one is asked for
		if yamlread.IsMap(n) {
			s.only("tls", func(n ast.Node) { d.policy(n, s) }, "url", "tls")(n)
			return
		}
		s.tried, s.tls = true, d.hostPort(n, "tls", "443")
	}
	f["type"] = s.only("type", func(n ast.Node) {
		s.query.Type = d.r.Word(n, "type", "A", "AAAA", "CNAME", "MX", "NS", "TXT", "SOA", "SRV", "CAA", "PTR")
	}, "dns")
	f["server"] = s.only("server", func(n ast.Node) { s.query.Server = d.hostPort(n, "server", "53").value }, "dns")
	f["send"] = s.only("send", func(n ast.Node) { s.send = d.value(n, "send") }, "tcp")
}

// httpFields are the keys that say how a page is asked for.
func (d *decoder) httpFields(s *draft, f fields) {
	for key, read := range (fields{
		"method": func(n ast.Node) {
			s.http.Method = d.r.Word(n, "method", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")
		},
		"headers":   func(n ast.Node) { s.http.Header = d.headers(n) },
		"body":      func(n ast.Node) { s.http.Body = d.value(n, "body") },
		"redirects": func(n ast.Node) { s.http.Redirects = d.r.Int(n, "redirects", 0, 50) },
		"auth": func(n ast.Node) {
			d.closed(n, "auth", fields{
				"user":     func(n ast.Node) { s.http.User = d.value(n, "user") },
				"password": func(n ast.Node) { s.http.Password = d.value(n, "password") },
			})
		},
	}) {
		f[key] = s.only(key, read, "url")
	}
}

// headers reads what is sent with a request. Its values may be secrets and are not told.
func (d *decoder) headers(n ast.Node) map[string]string {
	if !yamlread.IsMap(n) {
		d.r.Mistake(n, "headers must be a map of keys and values")
		return nil
	}
	headers := make(map[string]string)
	for _, p := range d.r.Pairs(n, "headers") {
		value := d.value(p.Value, "the header "+p.Name)
		switch {
		case !httpguts.ValidHeaderFieldName(p.Name):
			d.r.Mistake(p.Key, "%q cannot be the name of a header", p.Name)
		case !httpguts.ValidHeaderFieldValue(value):
			d.r.Mistake(p.Value, "the header %s holds a character that no header may hold", p.Name)
		}
		headers[p.Name] = value
	}
	return headers
}

// policy reads how certificates are judged.
func (d *decoder) policy(n ast.Node, s *draft) {
	d.r.Fields(n, "tls", fields{
		"skip_verify": func(n ast.Node) { s.policy.SkipVerify = d.r.Bool(n, "skip_verify") },
		"expires_in":  func(n ast.Node) { s.policy.ExpiresIn = d.atLeast(n, "expires_in", 0, s.policy.ExpiresIn) },
		"ca":          func(n ast.Node) { s.policy.Roots = d.roots(n) },
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
