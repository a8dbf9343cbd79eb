package config

import (
	"crypto/x509"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"vigie/internal/result"
	"vigie/internal/yamlread"
	"vigie/probes"
)

// draft is a site while it is read: its kinds share what stands beside them.
type draft struct {
	site     Site
	http     probes.HTTP
	expect   probes.Expect
	answer   []string
	url      string
	tls      string
	tcp      string
	dns      string
	dnsType  string
	server   string
	send     string
	family   probes.Family
	policy   probes.TLSPolicy
	kinds    int
	unknown  bool // it has a kind that this version cannot watch
	nameNode ast.Node
}

func (d *decoder) newDraft() *draft {
	return &draft{
		site: Site{Every: defaultEvery, Timeout: defaultTimeout, Confirm: defaultConfirm, Recheck: defaultRecheck},
		http: probes.HTTP{Redirects: 10}, expect: probes.Expect{Visible: 1}, family: probes.AnyFamily,
		policy: probes.TLSPolicy{ExpiresIn: defaultExpiring},
	}
}

// site reads one element of sites: an address, or a map.
func (d *decoder) site(n ast.Node) (Site, bool) {
	s := d.newDraft()
	if d.defaults != nil {
		d.r.Fields(d.defaults, "defaults", d.siteFields(s))
	}
	if !yamlread.IsMap(n) {
		address := d.r.String(n, "a site")
		if address == "" {
			return Site{}, false
		}
		site, err := target(address, s)
		if err != nil {
			d.r.Mistake(n, "%s", err)
			return Site{}, false
		}
		return site, true
	}
	before := s.kinds
	d.r.Fields(n, "a site", d.siteFields(s))
	if s.unknown {
		return Site{}, false
	}
	if s.kinds == before {
		d.r.Mistake(n, "a site needs something to watch: url, tls, dns or tcp")
		return Site{}, false
	}
	site, err := s.finish()
	if err != nil {
		d.r.Mistake(n, "%s", err)
		return Site{}, false
	}
	return site, true
}

// siteFields are the keys of a site; each of them may stand in defaults too.
func (d *decoder) siteFields(s *draft) map[string]func(ast.Node) {
	f := map[string]func(ast.Node){
		"name":    func(n ast.Node) { s.site.Name, s.nameNode = d.r.String(n, "name"), n },
		"group":   func(n ast.Node) { s.site.Group = d.r.String(n, "group") },
		"host":    func(n ast.Node) { s.site.Host = d.r.String(n, "host") },
		"needs":   func(n ast.Node) { s.site.Needs = d.texts(n, "needs") },
		"markets": func(n ast.Node) { s.site.Markets = d.texts(n, "markets") },
		"every":   func(n ast.Node) { s.site.Every = d.every(n) },
		"timeout": func(n ast.Node) { s.site.Timeout = d.positive(n, "timeout") },
		"confirm": func(n ast.Node) { s.site.Confirm = d.r.Int(n, "confirm", 1, 100) },
		"recheck": func(n ast.Node) { s.site.Recheck = d.positive(n, "recheck") },
		"ip": func(n ast.Node) {
			s.family = probes.Family(d.r.Word(n, "ip", "any", "4", "6", "both"))
		},
		"expect": func(n ast.Node) { d.expect(n, s) },
		"revenue": func(ast.Node) {
			d.config.Warnings = append(d.config.Warnings, "revenue is understood, but this version does not count losses yet")
		},
		"orders": func(ast.Node) {},
	}
	d.kindFields(s, f)
	d.httpFields(s, f)
	for _, kind := range []string{"mail", "imap", "pop3", "smtp", "ping", "flow"} {
		f[kind] = func(n ast.Node) {
			s.unknown = true
			d.r.Mistake(n, "this version cannot watch %s yet; it knows url, tls, dns and tcp", kind)
		}
	}
	return f
}

func (d *decoder) kindFields(s *draft, f map[string]func(ast.Node)) {
	f["url"] = func(n ast.Node) { s.kinds++; s.url = d.webAddress(n, "url") }
	f["tcp"] = func(n ast.Node) { s.kinds++; s.tcp = d.hostPort(n, "tcp", "") }
	f["send"] = func(n ast.Node) { s.send = d.r.String(n, "send") }
	f["dns"] = func(n ast.Node) { s.kinds++; s.dns = d.r.String(n, "dns") }
	f["type"] = func(n ast.Node) {
		s.dnsType = d.r.Word(n, "type", "A", "AAAA", "CNAME", "MX", "NS", "TXT", "SOA", "SRV", "CAA", "PTR")
	}
	f["server"] = func(n ast.Node) { s.server = d.hostPort(n, "server", "53") }
	f["tls"] = func(n ast.Node) { // of a page: how its certificate is judged; alone: where it is asked for
		if yamlread.IsMap(n) {
			d.policy(n, s)
			return
		}
		s.kinds++
		s.tls = d.hostPort(n, "tls", "443")
	}
}

func (d *decoder) httpFields(s *draft, f map[string]func(ast.Node)) {
	f["method"] = func(n ast.Node) {
		s.http.Method = d.r.Word(n, "method", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")
	}
	f["body"] = func(n ast.Node) { s.http.Body = d.r.String(n, "body") }
	f["redirects"] = func(n ast.Node) { s.http.Redirects = d.r.Int(n, "redirects", 0, 50) }
	f["headers"] = func(n ast.Node) {
		s.http.Header = make(map[string]string)
		for _, p := range d.r.Pairs(n, "headers") {
			s.http.Header[p.Name] = d.r.String(p.Value, "the header "+p.Name)
		}
	}
	f["auth"] = func(n ast.Node) {
		d.r.Fields(n, "auth", map[string]func(ast.Node){
			"user":     func(n ast.Node) { s.http.User = d.r.String(n, "user") },
			"password": func(n ast.Node) { s.http.Password = d.r.String(n, "password") },
		})
	}
}

func (d *decoder) policy(n ast.Node, s *draft) {
	d.r.Fields(n, "tls", map[string]func(ast.Node){
		"skip_verify": func(n ast.Node) { s.policy.SkipVerify = d.r.Bool(n, "skip_verify") },
		"expires_in":  func(n ast.Node) { s.policy.ExpiresIn = d.r.Duration(n, "expires_in") },
		"ca": func(n ast.Node) {
			path := d.r.String(n, "ca")
			if !filepath.IsAbs(path) {
				path = filepath.Join(d.dir, path)
			}
			pem, err := os.ReadFile(path)
			if err != nil {
				d.r.Mistake(n, "the certificates to trust cannot be read: %s", err)
				return
			}
			s.policy.Roots = x509.NewCertPool()
			if !s.policy.Roots.AppendCertsFromPEM(pem) {
				d.r.Mistake(n, "%s holds no certificate in PEM form", path)
			}
		},
	})
}

func (d *decoder) texts(n ast.Node, what string) []string {
	var list []string
	d.r.OneOrMore(n, func(v ast.Node) { list = append(list, d.r.String(v, what)) })
	return list
}

func (d *decoder) positive(n ast.Node, what string) time.Duration {
	v := d.r.Duration(n, what)
	if v < 0 {
		d.r.Mistake(n, "%s must be more than nothing", what)
	}
	return max(v, time.Millisecond)
}

// finish makes the checks of a site.
func (s *draft) finish() (Site, error) {
	site := s.site
	add := func(kind result.Kind, target string, p probes.Prober) {
		site.Checks = append(site.Checks, probes.Check{Kind: kind, Target: target, Timeout: site.Timeout, Prober: p})
	}
	if s.url != "" {
		u, err := url.Parse(s.url)
		if err != nil {
			return Site{}, err
		}
		page := s.http
		page.URL, page.Family, page.TLS, page.Expect = u, s.family, s.policy, s.expect
		add(result.KindHTTP, s.url, &page)
	}
	if s.tls != "" {
		add(result.KindTLS, "tls://"+s.tls, &probes.TLS{Address: s.tls, Family: s.family, Policy: s.policy})
	}
	if s.tcp != "" {
		add(result.KindTCP, "tcp://"+s.tcp, &probes.TCP{
			Address: s.tcp, Family: s.family, Send: s.send, Contains: s.expect.Contains, Under: s.expect.Under,
		})
	}
	if s.dns != "" {
		add(result.KindDNS, "dns://"+s.dns, &probes.DNS{Name: s.dns, Type: s.dnsType, Server: s.server, Answer: s.answer})
	}
	if site.Name == "" {
		site.Name = s.nameFromTarget()
	}
	for i := range site.Checks {
		c := &site.Checks[i]
		c.Site = site.Name
		c.ID = strings.Join([]string{site.Name, string(c.Kind), c.Target}, " ")
	}
	return site, nil
}

func (s *draft) nameFromTarget() string {
	switch {
	case s.url != "":
		u, err := url.Parse(s.url)
		if err != nil {
			return s.url
		}
		return u.Host + strings.TrimSuffix(u.EscapedPath(), "/")
	case s.tls != "":
		host, _, _ := net.SplitHostPort(s.tls) // read by hostPort
		return host
	case s.tcp != "":
		return s.tcp
	default:
		return s.dns
	}
}
