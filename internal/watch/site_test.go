package watch

import (
	"testing"
	"time"

	"vigie/internal/account"
	"vigie/internal/config"
	"vigie/internal/estate"
	"vigie/internal/result"
)

func TestOfTwoChecksThatFailTheOneThatFailedFirstSpeaks(t *testing.T) {
	c := still(Options{Sites: []config.Site{asked("Shop", "a", "b")}})
	second, other := failed, failed
	second.Reason, second.Address, other.Reason = "the second", "192.0.2.20:443", "the first"
	answered(t, c, "Shop", 1, at(1), second)
	answered(t, c, "Shop", 0, at(2), other)
	s := c.Snapshot(at(2)).Sites[0]
	if !s.Since.Equal(at(1)) || s.Reason != "the second" {
		t.Errorf("it is down since %s: %s", s.Since, s.Reason)
	}
	if len(s.Latency) != 1 {
		t.Errorf("%d answers are in its sparkline, want only that of its first check", len(s.Latency))
	}
}

func TestASparklineHoldsTheNewestAnswers(t *testing.T) {
	c := still(Options{Sites: []config.Site{asked("Shop", "a")}})
	for i := range 3 * estate.SparkLen {
		r := well
		r.Total = time.Duration(i+1) * time.Millisecond
		answered(t, c, "Shop", 0, at(i), r)
		if n := len(c.sites[0].latency); n >= 2*estate.SparkLen {
			t.Fatalf("%d answers are kept", n)
		}
	}
	got := c.Snapshot(at(300)).Sites[0].Latency
	if len(got) != estate.SparkLen || got[estate.SparkLen-1].Took() != 3*estate.SparkLen*time.Millisecond {
		t.Errorf("%d answers, the last took %s", len(got), got[len(got)-1].Took())
	}
}

// Somebody was on it: what comes next is another matter.
func TestAnAcknowledgementEndsWithTheState(t *testing.T) {
	c := still(Options{Sites: []config.Site{asked("Shop", "a"), asked("Blog", "b")}})
	answered(t, c, "Shop", 0, at(0), failed)
	answered(t, c, "Blog", 0, at(0), well)
	c.Do(estate.Intent{Kind: estate.Acknowledge, By: "Ann"}, at(1))
	sites := c.Snapshot(at(1)).Sites
	if !sites[0].Acked || sites[0].AckedBy != "Ann" || sites[1].Acked {
		t.Errorf("acknowledged: %t by %q, and what is well: %t", sites[0].Acked, sites[0].AckedBy, sites[1].Acked)
	}
	answered(t, c, "Shop", 0, at(2), well)
	if s := c.Snapshot(at(2)).Sites[0]; s.State != result.Up || s.Acked || s.AckedBy != "" {
		t.Errorf("%s, acknowledged by %q", s.State, s.AckedBy)
	}
}

func TestASiteIsWhereItsAddressOrItsNameIs(t *testing.T) {
	resources := []account.Resource{
		{ID: "ns1", Addresses: []string{"2001:db8::1", "::ffff:192.0.2.10"}, Place: account.Place{Provider: "ovh", Datacenter: "sbg2"}},
		{ID: "web", Domains: []string{"WWW.example"}, Place: account.Place{Provider: "ovh", Datacenter: "gra1"}},
	}
	spare := asked("Spare", "elsewhere.example")
	spare.Host = "web"
	c := still(Options{
		Sites:   []config.Site{asked("Shop", "shop.example"), asked("Page", "www.Example"), spare, asked("Other", "other.example")},
		Sources: []Source{{Name: "ovh", Every: time.Minute}},
	})
	c.Fold(answer{job: job{source: c.sources[0]}, At: at(0), facts: &Facts{Resources: resources}})
	answered(t, c, "Shop", 0, at(0), well)
	want := map[string]string{"Shop": "ns1 by address 192.0.2.10", "Page": "web by domain www.example", "Spare": "web by configuration", "Other": " by "}
	for _, s := range c.Snapshot(at(0)).Sites {
		if got := s.Resource + " by " + s.FoundBy; got != want[s.Name] {
			t.Errorf("%s is on %s, want %s", s.Name, got, want[s.Name])
		}
	}
}

func TestThePlaceInWhichMostIsDownComesFirst(t *testing.T) {
	home := func(name, datacenter string) account.Resource {
		return account.Resource{ID: name, Name: name, Place: account.Place{Provider: "ovh", Datacenter: datacenter, Rack: "R1"}}
	}
	var sites []config.Site
	for _, name := range []string{"a", "b", "c"} {
		s := asked(name, name)
		s.Host = name
		sites = append(sites, s)
	}
	c := still(Options{Sites: sites, Sources: []Source{{Name: "ovh", Every: time.Minute}}})
	old := account.Notice{Provider: "ovh", ID: "old", State: "resolved", Posted: at(9), Scope: account.Scope{Datacenters: []string{"SBG2"}}}
	fire := account.Notice{Provider: "ovh", ID: "fire", State: "investigating", Posted: at(1), Scope: account.Scope{Datacenters: []string{"SBG2"}}}
	vague := account.Notice{Provider: "ovh", ID: "vague", State: "investigating", Posted: at(2), Scope: account.Scope{Datacenters: []string{""}}}
	other := account.Notice{Provider: "other", ID: "other", State: "investigating", Posted: at(3), Scope: account.Scope{Datacenters: []string{"sbg2"}}}
	c.Fold(answer{job: job{source: c.sources[0]}, At: at(0), facts: &Facts{
		Resources: []account.Resource{home("a", "gra1"), home("b", "sbg2"), home("c", "")},
		Notices:   []account.Notice{old, fire, vague, other},
	}})
	answered(t, c, "a", 0, at(0), well)
	answered(t, c, "b", 0, at(0), failed)
	s := c.Snapshot(at(0))
	var order, noticed string
	for _, p := range s.Places {
		order += p.Place.String() + " "
		for _, id := range p.Notices {
			noticed += p.Place.String() + ":" + id + " "
		}
	}
	if order != "ovh/sbg2 ovh ovh/gra1 " || noticed != "ovh/sbg2:fire " {
		t.Errorf("the places are %s, what is said of them %s", order, noticed)
	}
	order = ""
	for _, n := range s.Notices {
		order += n.ID + " "
	}
	if order != "other vague fire old " {
		t.Errorf("the notices are %s", order)
	}
}
