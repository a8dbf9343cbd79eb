package witness_test

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/internal/witness"
	"vigie/probes"
	"vigie/probes/names"
)

var now = time.Date(2021, 3, 10, 2, 45, 0, 0, time.UTC)

func means() witness.Means {
	m := witness.Means{
		Second: &names.Resolver{Servers: []string{"192.0.2.99:53"}}, References: []string{"192.0.2.101:443", "192.0.2.102:443", "192.0.2.103:443"},
		Registry: &url.URL{Scheme: "https", Host: "rdap.example", Path: "/"},
	}
	for _, b := range []string{"sbg2", "gra2"} {
		for i := range 20 {
			m.Neighbours = append(m.Neighbours, witness.Neighbour{
				Name: fmt.Sprintf("%s #%d", b, i), At: netip.MustParseAddr(fmt.Sprintf("198.18.%d.%d", len(b), i)).Next(),
				Place: account.Place{Provider: "ovh", Datacenter: b},
			})
		}
	}
	return m
}

// picture is a site on a server in SBG2 that fails in some way, an idle server beside it, and a site in GRA2.
func picture(class result.Failure, age time.Duration) *estate.Snapshot {
	place := func(dc string) account.Place { return account.Place{Provider: "ovh", Datacenter: dc} }
	s := &estate.Snapshot{Now: now, Resources: []account.Resource{
		{ID: "ns1", Provider: "ovh", Kind: account.DedicatedServer, Place: place("sbg2"), Addresses: []string{"192.0.2.10", "2001:db8::10"}},
		{ID: "ns2", Provider: "ovh", Kind: account.DedicatedServer, Place: place("sbg2"), Addresses: []string{"192.0.2.11"}},
	}}
	s.Places = []estate.Place{{Place: place("sbg2")}, {Place: place("gra2")}}
	shop := &estate.Site{
		Name: "Shop", State: result.Up, Resource: "ns1", Kind: account.DedicatedServer, Place: place("sbg2"), Address: "192.0.2.10",
		FoundBy: "address 192.0.2.10", Since: now.Add(-age),
	}
	if class != "" {
		shop.State, shop.Failure = result.Down, class
		shop.Checks = []estate.Check{{State: result.Down, Last: &result.Result{
			State: result.Down, Failure: class, Check: result.KindHTTP, Target: "https://shop.example.com/", Address: "192.0.2.10:443",
		}}}
	}
	s.Sites = []*estate.Site{shop, {Name: "Blog", State: result.Up, Place: place("gra2")}}
	return s
}

func checks(site string) []probes.Check {
	u := &url.URL{Scheme: "https", Host: "shop.example.com", Path: "/"}
	return []probes.Check{{Site: site, Kind: result.KindHTTP, Target: u.String(), Prober: &probes.HTTP{URL: u}}}
}

func roles(list []witness.Question) map[estate.Role]int {
	n := make(map[estate.Role]int)
	for _, q := range list {
		n[q.Role]++
	}
	return n
}

func TestNobodyIsAskedWhileAllIsWell(t *testing.T) {
	if got := witness.Wanted(picture("", time.Hour), means(), checks); len(got) != 0 {
		t.Errorf("%d are asked", len(got))
	}
	m := means()
	m.Calm = true
	got := witness.Wanted(picture("", time.Hour), m, checks)
	for _, q := range got {
		if q.Role != estate.Neighbour || q.Every < time.Minute {
			t.Errorf("%s is asked every %s", q.ID, q.Every)
		}
	}
	if len(got) == 0 {
		t.Error("it is not learnt who usually answers")
	}
}

func TestWhoIsAskedFollowsFromHowASiteFails(t *testing.T) {
	for class, want := range map[result.Failure]map[estate.Role]int{
		result.TCPTimeout:         {estate.Machine: 2, estate.Idle: 1, estate.Reference: 2, estate.Registrar: 0, estate.OtherName: 0},
		result.TCPRefused:         {estate.Machine: 2},
		result.DNSServFail:        {estate.OtherName: 1, estate.ZoneServers: 1, estate.Registrar: 1, estate.ByAddress: 1, estate.Machine: 0},
		result.ContentDefaultPage: {estate.Registrar: 1, estate.Machine: 2},
	} {
		got := witness.Wanted(picture(class, time.Minute), means(), checks)
		have := roles(got)
		for role, n := range want {
			if have[role] != n {
				t.Errorf("%s: %d are asked as %s, want %d", class, have[role], role, n)
			}
		}
		var ids []string
		for _, q := range got {
			if slices.Contains(ids, q.ID) {
				t.Errorf("%s: %s is asked twice", class, q.ID)
			}
			ids = append(ids, q.ID)
			if q.Role == estate.Registrar && q.Of != "example.com" {
				t.Errorf("the registry is asked for %s", q.Of)
			}
		}
	}
}

// A building in trouble is looked at closely, the others at a glance; and however much fails, the questions are few.
func TestNotEverybodyIsAsked(t *testing.T) {
	s := picture(result.TCPTimeout, time.Minute)
	here, elsewhere := 0, 0
	for _, q := range witness.Wanted(s, means(), checks) {
		if q.Role == estate.Neighbour {
			if q.Place.Datacenter == "sbg2" {
				here++
			} else {
				elsewhere++
			}
		}
	}
	if here <= elsewhere || here > 12 || elsewhere == 0 || elsewhere > 4 {
		t.Errorf("%d machines of others are asked beside it and %d elsewhere", here, elsewhere)
	}
	for i := range 5000 {
		x := *s.Sites[0]
		x.Name, x.Resource, x.Address = fmt.Sprintf("Site %d", i), "", fmt.Sprintf("10.0.%d.%d", i>>8, i&255)
		last := *x.Checks[0].Last
		last.Address = x.Address + ":443"
		x.Checks = []estate.Check{{State: result.Down, Last: &last}}
		s.Sites = append(s.Sites, &x)
	}
	if got := witness.Wanted(s, means(), checks); len(got) > 100 {
		t.Errorf("%d are asked for 5000 sites", len(got))
	}
}

func TestWhatLastsIsAskedAboutLessOften(t *testing.T) {
	every := func(age time.Duration) time.Duration {
		for _, q := range witness.Wanted(picture(result.TCPTimeout, age), means(), checks) {
			if q.Role == estate.Machine {
				return q.Every
			}
		}
		return 0
	}
	if first, later, long := every(time.Minute), every(30*time.Minute), every(5*time.Hour); first >= later || later >= long || first > 20*time.Second {
		t.Errorf("every %s, then %s, then %s", first, later, long)
	}
}

// What stands behind an edge is asked directly, and a site at a routed block of its own machine is not behind one.
func TestAnEdgeIsLookedBehind(t *testing.T) {
	s := picture(result.HTTPStatus, time.Minute)
	s.Sites[0].Address, s.Sites[0].FoundBy = "198.51.100.1", "configuration"
	asked := func() bool { return roles(witness.Wanted(s, means(), checks))[estate.Origin] == 1 }
	if !asked() {
		t.Error("the machine behind the edge is not asked")
	}
	s.Resources = append(s.Resources, account.Resource{ID: "198.51.100.0/30", Kind: account.IPBlock, RoutedTo: "ns1"})
	if asked() {
		t.Error("a block that leads to the machine was taken for an edge")
	}
}

func TestWithoutMeansNobodyOutsideIsAsked(t *testing.T) {
	for _, q := range witness.Wanted(picture(result.DNSServFail, time.Minute), witness.Means{}, checks) {
		if q.Role != estate.ByAddress && q.Role != estate.Idle {
			t.Errorf("%s is asked", strings.TrimSpace(q.ID))
		}
	}
}

// An account may tell of addresses that are none, such as a block; nobody is asked there, and nothing else suffers.
func TestAnAddressThatCannotBeReadAsksNobody(t *testing.T) {
	s := picture(result.DNSServFail, time.Minute)
	s.Sites[0].Address = ""
	for i := range s.Resources {
		s.Resources[i].Addresses = []string{"2001:db8::/64"}
	}
	if have := roles(witness.Wanted(s, means(), checks)); have[estate.Idle]+have[estate.ByAddress] > 0 {
		t.Errorf("somebody is asked: %v", have)
	}
}
