package concern

import (
	"fmt"
	"testing"

	"vigie/internal/account"
	"vigie/internal/places"
)

func rented() []account.Resource {
	return []account.Resource{
		{ID: "ns1", Kind: account.DedicatedServer, Place: account.Place{Region: "eu-west-rbx", Datacenter: "rbx8", Rack: "R832B16"}},
		{ID: "ns2", Kind: account.DedicatedServer, Place: account.Place{Region: "eu-west-rbx", Datacenter: "rbx8", Rack: "R807L24"}},
		{ID: "ns3", Kind: account.DedicatedServer, Place: account.Place{Region: "eu-west-sbg", Datacenter: "sbg2", Rack: "SBG2A01"}},
		{ID: "v1", Kind: account.VPS, Place: account.Place{Datacenter: "gra2", Host: "host598581"}},
		{ID: "shop.example", Kind: account.WebHosting, Place: account.Place{Datacenter: "gra2", Cluster: "cluster126", Filer: "filer201"}},
		{ID: "blog.example", Kind: account.WebHosting, Place: account.Place{Datacenter: "gra3", Cluster: "cluster24"}},
		{ID: "mail.example", Kind: account.Exchange, Place: account.Place{Host: "ex5"}},
		{ID: "i1", Kind: account.Instance, Place: account.Place{Region: "gra11", Datacenter: "gra11"}},
		{ID: "shop.org", Kind: account.Domain},
	}
}

func TestWhomANoticeConcerns(t *testing.T) {
	x := NewIndex(rented(), places.Table{})
	for name, c := range map[string]struct {
		scope account.Scope
		want  string
	}{
		"our rack":                 {account.Scope{Datacenters: []string{"rbx8"}, Racks: []string{"R832B16", "R832B17"}, Product: account.ForDedicated}, "[{ns1 named} {ns2 possible}]"},
		"a rack of others":         {account.Scope{Datacenters: []string{"rbx8"}, Racks: []string{"R800A01"}, Product: account.ForDedicated}, "[{ns1 possible} {ns2 possible}]"},
		"our building":             {account.Scope{Datacenters: []string{"rbx8"}, Product: account.ForDedicated}, "[{ns1 likely} {ns2 likely}]"},
		"its cooling":              {account.Scope{Datacenters: []string{"gra2"}, Product: account.ForPower}, "[{v1 likely} {shop.example likely}]"},
		"another product":          {account.Scope{Datacenters: []string{"rbx8"}, Product: account.ForVPS}, "[]"},
		"our campus":               {account.Scope{Sites: []string{"sbg"}, Product: account.ForDedicated}, "[{ns3 possible}]"},
		"another campus":           {account.Scope{Sites: []string{"bhs"}, Product: account.ForDedicated}, "[]"},
		"a building, no product":   {account.Scope{Datacenters: []string{"sbg2"}}, "[{ns3 possible}]"},
		"our cluster":              {account.Scope{Sites: []string{"gra"}, Clusters: []string{"126"}, Filers: []string{"201"}, Product: account.ForHosting}, "[{shop.example named}]"},
		"a cluster elsewhere":      {account.Scope{Sites: []string{"bhs"}, Clusters: []string{"126"}, Product: account.ForHosting}, "[]"},
		"a cluster of machines":    {account.Scope{Datacenters: []string{"gra2"}, Clusters: []string{"126"}, Product: account.ForPrivateCloud}, "[]"},
		"our host":                 {account.Scope{Datacenters: []string{"gra2"}, Hosts: []string{"host598581"}, Product: account.ForVPS}, "[{v1 named}]"},
		"our mail platform":        {account.Scope{Hosts: []string{"ex5"}, Product: account.ForMail}, "[{mail.example named}]"},
		"all mail":                 {account.Scope{Product: account.ForMail}, "[{mail.example possible}]"},
		"our cloud region":         {account.Scope{Sites: []string{"gra"}, Regions: []string{"gra11"}, Product: account.ForCloud}, "[{i1 likely}]"},
		"domains everywhere":       {account.Scope{Product: account.ForDomain}, "[{shop.org possible}]"},
		"the control panel":        {account.Scope{Product: account.ForPanel}, "[]"},
		"nothing that can be read": {account.Scope{}, "[]"},
	} {
		if got := fmt.Sprint(x.Touches(account.Notice{Scope: c.scope})); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestANoticeOfAnotherProviderConcernsNothing(t *testing.T) {
	x := NewIndex(rented(), places.Table{})
	n := account.Notice{Provider: "www.githubstatus.com", Scope: account.Scope{Datacenters: []string{"rbx8"}, Racks: []string{"R832B16"}}}
	if got := x.Touches(n); got != nil {
		t.Errorf("concerns %v", got)
	}
}

// BenchmarkTouches lays ten thousand notices beside five hundred resources. The target is 200 ms.
func BenchmarkTouches(b *testing.B) {
	var resources []account.Resource
	for i := range 500 {
		r := rented()[i%9]
		r.ID = fmt.Sprintf("%s-%d", r.ID, i)
		resources = append(resources, r)
	}
	var notices []account.Notice
	for i := range 10_000 {
		s := account.Scope{Datacenters: []string{[]string{"rbx8", "sbg2", "gra2", "gra3", "bhs5"}[i%5]}, Product: account.ForDedicated}
		if i%3 > 0 {
			s.Racks = []string{fmt.Sprintf("R8%02dB%02d", i%40, i%17)}
		}
		notices = append(notices, account.Notice{Scope: s})
	}
	for b.Loop() {
		x := NewIndex(resources, places.Table{})
		for _, n := range notices {
			x.Touches(n)
		}
	}
}
