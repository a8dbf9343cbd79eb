package config

import (
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"vigie/internal/result"
	"vigie/probes"
)

// kind is a way of watching: the key of a site under which its target stands, and the schemes of its short form.
type kind struct {
	key     string
	schemes []string
	// keys are those of a site that say what is watched, and those that only this kind heeds.
	keys func(d *decoder, s *draft) fields
	// short reads the short form, without its scheme.
	short func(s *draft, scheme string, rest text) error
}

// kinds are all ways of watching, in the order in which the checks of a site stand: the first speaks for its speed.
var kinds = []kind{pageKind(), flowKind(), tlsKind(), tcpKind(), dnsKind(), pingKind(), mailKind(), smtpKind(), imapKind(), pop3Kind()}

// watched is one target of a site. Its question is made last, when everything that stands beside it has been read.
type watched struct {
	key    string // under which it was written
	kind   result.Kind
	target string // as it is shown
	name   string // of the site, where it has no other
	prober func(s *draft) probes.Prober
}

// watch adds a target to a site.
func (s *draft) watch(w watched) { s.targets = append(s.targets, w) }

// has tells whether a site says something to watch under a key.
func (s *draft) has(key string) bool {
	return slices.ContainsFunc(s.targets, func(w watched) bool { return w.key == key })
}

// keyNames are the keys that say what is watched: url, tls, tcp, dns and so on.
func keyNames() []string {
	var keys []string
	for _, k := range kinds {
		keys = append(keys, k.key)
	}
	return keys
}

// schemeNames are the schemes of the short forms: https, http, tls, tcp, dns and so on.
func schemeNames() []string {
	var schemes []string
	for _, k := range kinds {
		schemes = append(schemes, k.schemes...)
	}
	return schemes
}

// enumerate writes a list as a sentence does: a, b and c.
func enumerate(words []string) string { return listed(words, "and") }

// alternatives writes a list as a choice: a, b or c.
func alternatives(words []string) string { return listed(words, "or") }

func listed(words []string, last string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	n := len(words) - 1
	return strings.Join(words[:n], ", ") + " " + last + " " + words[n]
}

// address takes the short form of a site.
func (s *draft) address(t text) error {
	t.value, t.written = strings.TrimSpace(t.value), strings.TrimSpace(t.written)
	scheme, rest := split(t.value)
	_, written := split(t.written)
	if rest == "" || strings.ContainsAny(rest, " \t\r\n") {
		return fmt.Errorf("%q is no address", shownAddress(t.written))
	}
	for _, k := range kinds {
		if slices.Contains(k.schemes, scheme) {
			return k.short(s, scheme, text{value: rest, written: written, variables: t.variables})
		}
	}
	return fmt.Errorf("%q begins with %s://, which is not known; known are %s", shownAddress(t.written), scheme, enumerate(schemeNames()))
}

// split parts an address into its scheme, https where there is none, and the rest.
func split(s string) (scheme, rest string) {
	scheme, rest, found := strings.Cut(s, "://")
	if !found {
		return "https", s
	}
	return strings.ToLower(scheme), rest
}

// bare is an address without the slash that many people end it with.
func (t text) bare() text {
	return text{value: strings.TrimSuffix(t.value, "/"), written: strings.TrimSuffix(t.written, "/")}
}

// hostPortOf completes host:port of a short form; where a port is usual it may be left out.
func hostPortOf(t text, usual string) (text, error) {
	t = t.bare()
	full, err := completeHostPort(t.value, usual)
	if err != nil {
		return text{}, fmt.Errorf("%q is not a host and a port", t.written)
	}
	return text{value: full, written: t.shown(full)}, nil
}

// host is the host of host:port as it was written; all of it where a variable stands for both.
func (t text) host() string {
	if host, _, err := net.SplitHostPort(t.written); err == nil {
		return host
	}
	return t.written
}

// only reads a key that some kinds alone heed.
func (s *draft) only(key string, read func(ast.Node), heeders ...string) func(ast.Node) {
	return func(n ast.Node) {
		s.asides = append(s.asides, aside{node: n, key: key, kinds: heeders})
		read(n)
	}
}
