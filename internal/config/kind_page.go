package config

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
	"golang.org/x/net/http/httpguts"

	"vigie/internal/result"
	"vigie/internal/yamlread"
	"vigie/probes"
)

// pageKind watches a page: url: https://shop.example.com/. A page over https has its certificate judged with it, by
// the handshake that is made for it anyway.
func pageKind() kind {
	return kind{
		key: "url", schemes: []string{"https", "http"},
		keys: func(d *decoder, s *draft) fields {
			f := d.pageKeys(s)
			f["url"] = func(n ast.Node) {
				s.tried = true
				if p, ok := d.webAddress(n, "url"); ok {
					s.watch(watchedPage(p))
				}
			}
			return f
		},
		short: func(s *draft, scheme string, rest text) error {
			p, err := parsePage(text{value: scheme + "://" + rest.value, written: scheme + "://" + rest.written, variables: rest.variables})
			if err != nil {
				return err
			}
			s.watch(watchedPage(p))
			return nil
		},
	}
}

func watchedPage(p page) watched {
	return watched{
		key: "url", kind: result.KindHTTP, target: p.shown, name: nameOfPage(p.shown),
		prober: func(s *draft) probes.Prober {
			ask := &probes.HTTP{URL: p.url, Request: s.request, Family: s.family, TLS: s.policy, Expect: s.expect}
			ask.Hidden = p.hidden
			if ask.User == "" {
				ask.User, ask.Password = p.user, p.password
			}
			return ask
		},
	}
}

// nameOfPage is an address without its scheme and its query.
func nameOfPage(shown string) string {
	_, rest, _ := strings.Cut(shown, "://")
	if end := strings.IndexAny(rest, "?#"); end >= 0 {
		rest = rest[:end]
	}
	return strings.TrimSuffix(rest, "/")
}

// pageKeys are the keys that say how a page is asked for.
func (d *decoder) pageKeys(s *draft) fields {
	f := fields{
		"method": func(n ast.Node) {
			s.request.Method = d.r.Word(n, "method", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")
		},
		"headers": func(n ast.Node) { s.request.Header = d.headers(n) },
		"protocol": func(n ast.Node) {
			s.request.Protocol = probes.Protocol(d.r.Word(n, "protocol", "auto", "1.1", "2", "3"))
		},
		"body":      func(n ast.Node) { s.request.Body = d.value(n, "body") },
		"redirects": func(n ast.Node) { s.request.Redirects = d.r.Int(n, "redirects", 0, 50) },
		"auth": func(n ast.Node) {
			d.closed(n, "auth", fields{
				"user":     func(n ast.Node) { s.request.User = d.value(n, "user") },
				"password": func(n ast.Node) { s.request.Password = d.value(n, "password") },
			})
		},
	}
	for key, read := range f {
		f[key] = s.only(key, read, heededBy(key)...)
	}
	return f
}

// heededBy are the kinds that heed a key of a request.
func heededBy(key string) []string {
	if key == "method" || key == "body" {
		return []string{"url"}
	}
	return []string{"url", "flow"}
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
