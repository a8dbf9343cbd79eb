package config

import (
	"slices"
	"time"

	"github.com/goccy/go-yaml/ast"

	"vigie/internal/yamlread"
	"vigie/probes"
)

// draft is a site while it is read: its targets share what stands beside them.
type draft struct {
	site    Site
	name    ast.Node // nil where it is made from what is watched
	needs   []mention
	targets []watched
	request probes.Request // what a page is asked with
	expect  probes.Expect
	family  probes.Family
	policy  probes.TLSPolicy
	query   probes.DNS // what a name is asked with
	send    string
	upgrade probes.StartTLS // of a mail server
	money   money
	tried   bool // something to watch was written, right or wrong
	asides  []aside
}

// aside is a key that only some kinds heed.
type aside struct {
	node  ast.Node
	key   string
	kinds []string
}

func newDraft() *draft {
	return &draft{
		site:    Site{Every: time.Minute, Timeout: 10 * time.Second, Confirm: 2, Recheck: 5 * time.Second},
		request: probes.Request{Redirects: 10}, expect: probes.Expect{Visible: 1}, family: probes.AnyFamily,
		policy: probes.TLSPolicy{ExpiresIn: 14 * 24 * time.Hour},
	}
}

// readDefaults reads what every site begins with.
func (d *decoder) readDefaults(n ast.Node) {
	s := newDraft()
	d.r.Fields(n, "defaults", d.siteFields(s))
	named := s.name != nil
	for _, k := range append([]string{"name"}, keyNames()...) {
		if s.has(k) || k == "name" && named {
			d.r.Mistake(n, "defaults cannot hold %s: every site would be the same", k)
			return
		}
	}
	s.asides, s.tried = nil, false // of a default nobody expects that every site heeds it
	d.defaults = s
}

// draft is a new site with the defaults in it. What is read replaces whole values, so that nothing is shared
// by accident.
func (d *decoder) draft() *draft {
	s := *d.defaults
	return &s
}

// site reads one element of sites: an address, or a map. It tells whether it is one.
func (d *decoder) site(n ast.Node) (Site, bool) {
	s := d.draft()
	if yamlread.IsMap(n) {
		keys := d.siteFields(s)
		d.r.Fields(n, "a site", keys)
		for _, p := range d.r.Pairs(n, "a site") { // a slip of the pen may be what is to be watched
			s.tried = s.tried || keys[p.Name] == nil
		}
		if !d.complete(n, s) {
			return Site{}, false
		}
	} else {
		t := d.text(n, "a site")
		if t.value == "" {
			return Site{}, false
		}
		if err := s.address(t); err != nil {
			d.r.Mistake(n, "%s", err)
			return Site{}, false
		}
	}
	site := s.finish()
	site.Revenue = d.revenue(s.money)
	at := n
	if s.name != nil {
		at = s.name
	}
	d.named = append(d.named, mention{node: at, name: site.Name})
	for _, need := range s.needs {
		need.site = site.Name
		d.needs = append(d.needs, need)
	}
	return site, true
}

// complete tells whether a site has something to watch, and warns of what it says in vain.
func (d *decoder) complete(n ast.Node, s *draft) bool {
	heard := slices.DeleteFunc(keyNames(), func(k string) bool { return !s.has(k) })
	if len(heard) == 0 {
		if !s.tried {
			d.r.Mistake(n, "a site needs something to watch: %s", alternatives(keyNames()))
		}
		return false
	}
	for _, a := range s.asides {
		heeded := slices.ContainsFunc(a.kinds, func(k string) bool { return slices.Contains(heard, k) })
		if !heeded {
			d.warn(a.node, "%s says nothing about %s; it is for %s", a.key, enumerate(heard), enumerate(a.kinds))
		}
	}
	return true
}
