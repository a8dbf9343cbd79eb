package watch_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/account"
	"vigie/internal/config"
	"vigie/internal/estate"
	"vigie/internal/places"
	"vigie/internal/result"
	"vigie/internal/watch"
	"vigie/probes"
)

// named is a prober that answers from an address, for a name.
type named struct {
	script
	name, address string
}

func (n *named) About() string { return n.name }

func (n *named) Probe(context.Context, probes.Env) result.Result {
	r := result.Result{State: result.Up, Phases: result.NoPhases(), Address: n.address}
	if n.address == "" {
		r.State, r.Failure, r.Reason = result.Down, result.DNSTimeout, "no name server answers"
	}
	return r
}

func runs(name, about, address string, kind result.Kind) config.Site {
	return site(name, &named{name: about, address: address}, func(s *config.Site) { s.Checks[0].Kind = kind })
}

// A site is laid beside what it runs on, and it is said how that was found.
func TestWhereASiteRuns(t *testing.T) {
	in := func(dc string) account.Place { return account.Place{Provider: "ovh", Datacenter: dc} }
	rows := []account.Resource{
		{Provider: "ovh", Kind: account.DedicatedServer, ID: "ns1", Name: "Front", Place: in("sbg2"), Addresses: []string{"192.0.2.10", "2001:db8::10"}},
		{Provider: "ovh", Kind: account.VPS, ID: "vps1", Name: "vps1", Place: in("gra1")},
		{Provider: "ovh", Kind: account.IPBlock, ID: "198.51.100.0/28", Name: "block", Place: in("sbg"), RoutedTo: "vps1", Addresses: []string{"198.51.100.0/28"}},
		{Provider: "ovh", Kind: account.IPBlock, ID: "198.51.100.0/24", Name: "wide", Place: in("sbg"), RoutedTo: "ns1"},
		{Provider: "ovh", Kind: account.IPBlock, ID: "2001:db8:1::/64", Name: "v6", RoutedTo: "vps1"},
		{Provider: "ovh", Kind: account.IPBlock, ID: "203.0.113.99/32", Name: "lost", RoutedTo: "nobody"},
		{Provider: "ovh", Kind: account.WebHosting, ID: "a.example", Name: "a.example", Place: in("gra2"), Addresses: []string{"203.0.113.5"}, Domains: []string{"a.example"}},
		{Provider: "ovh", Kind: account.WebHosting, ID: "b.example", Name: "b.example", Place: in("gra3"), Addresses: []string{"203.0.113.5"}, Domains: []string{"b.example", "www.b.example"}},
		{Provider: "ovh", Kind: account.MailDomain, ID: "mail-of-a", Name: "mail-of-a", Place: account.Place{Provider: "ovh"}, Domains: []string{"a.example"}},
		{Provider: "ovh", Kind: account.Domain, ID: "a.example", Name: "a.example", Place: account.Place{Provider: "ovh"}},
		{Provider: "ovh", Kind: account.Zone, ID: "a.example", Name: "a.example", Place: account.Place{Provider: "ovh"}},
		{Provider: "ovh", Kind: account.Zone, ID: "c.example", Name: "c.example", Records: []account.Record{
			{Zone: "c.example", Name: "shop.c.example", Type: "A", Target: "192.0.2.10"},
			{Zone: "c.example", Name: "www.c.example", Type: "CNAME", Target: "shop.c.example."},
			{Zone: "c.example", Name: "blog.c.example", Type: "CNAME", Target: "www.b.example."},
			{Zone: "c.example", Name: "loop.c.example", Type: "CNAME", Target: "loop.c.example."},
			{Zone: "c.example", Name: "away.c.example", Type: "A", Target: "192.0.2.200"},
		}},
	}
	hosted := runs("Configured", "elsewhere.example", "192.0.2.200:443", result.KindHTTP)
	hosted.Host = "Front"
	want := map[string][2]string{ // the resource, and how it was found
		"Configured": {"ns1", "configuration"},
		"Address":    {"ns1", "address 192.0.2.10"},
		"Sixth":      {"ns1", "address 2001:db8::10"},
		"Block":      {"vps1", "address 198.51.100.7 of the block 198.51.100.0/28, which leads there"},
		"Wide":       {"ns1", "address 198.51.100.77 of the block 198.51.100.0/24, which leads there"},
		"Prefix":     {"vps1", "address 2001:db8:1::5 of the block 2001:db8:1::/64, which leads there"},
		"Shared":     {"b.example", "address 203.0.113.5 and domain www.b.example"},
		"Domain":     {"a.example", "domain a.example"},
		"Mail":       {"mail-of-a", "domain a.example"},
		"Name":       {"", ""}, // name servers answer, not the machine that it leads to
		"Zone":       {"ns1", "DNS: the zone c.example points shop.c.example at 192.0.2.10"},
		"Alias":      {"ns1", "DNS: the zone c.example points www.c.example at 192.0.2.10"},
		"Other":      {"b.example", "DNS: blog.c.example is another name of www.b.example"},
		"Loop":       {"", ""},
		"Away":       {"", ""},
		"Lost":       {"", ""},
	}
	synctest.Test(t, func(t *testing.T) {
		l := begin(t, watch.Options{
			Sites: []config.Site{
				hosted,
				runs("Address", "x.example", "192.0.2.10:443", result.KindHTTP), runs("Sixth", "x.example", "[2001:db8::10]:443", result.KindHTTP),
				runs("Block", "x.example", "198.51.100.7:443", result.KindHTTP), runs("Wide", "x.example", "198.51.100.77:443", result.KindHTTP),
				runs("Prefix", "x.example", "[2001:db8:1::5]:443", result.KindHTTP), runs("Shared", "WWW.b.example", "203.0.113.5:443", result.KindHTTP),
				runs("Domain", "a.example", "192.0.2.200:443", result.KindHTTP), runs("Mail", "a.example", "192.0.2.201:25", result.KindSMTP),
				runs("Name", "shop.c.example", "", result.KindDNS), runs("Zone", "shop.c.example", "", result.KindHTTP), runs("Alias", "www.c.example", "", result.KindHTTP),
				runs("Other", "blog.c.example", "", result.KindHTTP), runs("Loop", "loop.c.example", "", result.KindHTTP),
				runs("Away", "away.c.example", "", result.KindHTTP), runs("Lost", "x.example", "203.0.113.99:443", result.KindHTTP),
			},
			Sources: []watch.Source{{Name: "ovh", Every: time.Hour, Fetch: func(context.Context) (*watch.Facts, error) {
				return &watch.Facts{Resources: rows}, nil
			}}},
		})
		s := l.after(5 * time.Second)
		for name, home := range want {
			if x := l.site(s, name); x.Resource != home[0] || x.FoundBy != home[1] {
				t.Errorf("%s runs on %q, found by %q; want %q", name, x.Resource, x.FoundBy, home)
			}
		}
		if r, ok := s.Home(l.site(s, "Domain")); !ok || r.Kind != account.WebHosting {
			t.Errorf("Domain runs on %+v", r)
		}
		if r, ok := s.Resource("a.example"); !ok || r.Kind != account.WebHosting {
			t.Errorf("a.example is %+v", r)
		}
		if r, ok := s.Home(l.site(s, "Loop")); ok {
			t.Errorf("Loop runs on %+v", r)
		}
		for _, p := range s.Places {
			for _, id := range p.Resources {
				if id == "c.example" || id == "198.51.100.0/28" {
					t.Errorf("%s stands in %s", id, p.Place)
				}
			}
		}
	})
}

// What a source knows early is shown before it has finished; what was known from before, before that, with its age.
func TestASourceThatSpeaksEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		row := func(id string) []account.Resource {
			return []account.Resource{{Provider: "ovh", Kind: account.VPS, ID: id, Name: id}}
		}
		yesterday := start.Add(-24 * time.Hour)
		l := begin(t, watch.Options{Sources: []watch.Source{{
			Name: "ovh", Every: time.Hour, Known: &watch.Facts{Resources: row("kept")}, KnownAt: yesterday,
			Stream: func(_ context.Context, tell func(*watch.Facts)) (*watch.Facts, error) {
				time.Sleep(5 * time.Second)
				tell(&watch.Facts{Resources: row("early")})
				time.Sleep(10 * time.Second)
				return &watch.Facts{
					Resources: row("whole"), Mails: []account.Mail{{ID: "m", Title: "Fire"}}, Note: "the key may not read the NAS",
					Campuses: []places.Campus{{Code: "new", City: "Newtown", Datacenters: []string{"new1"}}},
				}, errors.New("one kind could not be listed")
			},
		}}})
		for _, step := range []struct {
			after time.Duration
			want  string
		}{{time.Second, "kept"}, {6 * time.Second, "early"}, {10 * time.Second, "whole"}} {
			s := l.after(step.after)
			if len(s.Resources) != 1 || s.Resources[0].ID != step.want || !s.Sources[0].LastOK.Equal(yesterday) {
				t.Errorf("after %v: %+v, of %v; want %s, of yesterday", step.after, s.Resources, s.Sources[0].LastOK, step.want)
			}
		}
		s := l.Snapshot()
		if s.Sources[0].Note != "the key may not read the NAS" || s.Sources[0].Error == "" || len(s.Mails) != 1 {
			t.Errorf("source = %+v, mails = %+v", s.Sources[0], s.Mails)
		}
		if c, ok := s.Campuses.Campus("new01"); !ok || c.City != "Newtown" {
			t.Errorf("new01 is in %+v", c)
		}
		if c, ok := s.Campuses.Campus("sbg2"); !ok || c.City != "Strasbourg" {
			t.Errorf("sbg2 is in %+v", c)
		}
	})
}

// What a key may not read is said once, and is no fault.
func TestANoteIsSaidOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := begin(t, watch.Options{Sources: []watch.Source{{
			Name: "ovh", Every: 10 * time.Second, Note: "what was kept cannot be used",
			Fetch: func(context.Context) (*watch.Facts, error) {
				return &watch.Facts{Note: "the key may not read the NAS"}, nil
			},
		}}})
		s := l.after(time.Minute)
		told := 0
		for _, e := range s.Events {
			if e.Kind == estate.EventSource && strings.Contains(e.Text, "ovh: what was kept cannot be used; the key may not read the NAS") {
				told++
			}
		}
		if told != 1 || s.Sources[0].Faulty(s.Now) {
			t.Errorf("told %d times, source %+v", told, s.Sources[0])
		}
	})
}
