package verdict_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/internal/verdict"
)

var now = time.Date(2021, 3, 10, 2, 45, 0, 0, time.UTC)

// world builds pictures: each row is a site as "name machine datacenter failure", with "-" for none.
func world(rows ...string) *estate.Snapshot {
	s := &estate.Snapshot{Now: now}
	known := make(map[string]bool)
	for _, row := range rows {
		f := strings.Fields(row)
		x := &estate.Site{Name: f[0], State: result.Up, Since: now.Add(-time.Hour)}
		if f[1] != "-" {
			x.Resource, x.Place = f[1], account.Place{Provider: "ovh", Datacenter: f[2]}
			if !known[f[1]] {
				known[f[1]] = true
				s.Resources = append(s.Resources, account.Resource{ID: f[1], Name: f[1], Provider: "ovh", Kind: account.DedicatedServer, Place: x.Place})
			}
		}
		if f[3] != "-" {
			x.State, x.Failure, x.Reason = result.Down, result.Failure(f[3]), "it fails"
			if x.Failure == result.LocalOffline {
				x.State = result.Unknown
			}
		}
		s.Sites = append(s.Sites, x)
	}
	return s
}

func TestJudge(t *testing.T) {
	for name, c := range map[string]struct {
		rows  []string
		cause estate.Cause
		where string
		count int // verdicts
	}{
		"all is well":        {[]string{"a m1 sbg2 -", "b m2 gra2 -"}, estate.CauseNone, "", 1},
		"nothing is watched": {nil, estate.CauseNone, "", 1},
		"the application of one site": {
			[]string{"a m1 sbg2 http.status", "b m1 sbg2 -"}, estate.CauseSite, "a", 1,
		},
		"one machine, another beside it answers": {
			[]string{"a m1 sbg2 tcp.timeout", "b m1 sbg2 tcp.timeout", "c m2 sbg2 -", "d m3 gra2 -"}, estate.CauseServer, "m1", 1,
		},
		"a building": {
			[]string{"a m1 sbg2 tcp.timeout", "b m2 sbg2 tcp.timeout", "d m3 gra2 -"}, estate.CauseDatacenter, "ovh/sbg2", 1,
		},
		"a machine whose page fails answers all the same": {
			[]string{"a m1 sbg2 tcp.timeout", "b m2 sbg2 http.status", "d m3 gra2 -"}, estate.CauseServer, "m1", 2,
		},
		"several buildings": {
			[]string{"a m1 sbg2 tcp.timeout", "b m2 sbg2 tcp.timeout", "c m4 sbg1 tcp.timeout", "d m3 gra2 -"}, estate.CauseProvider, "ovh", 1,
		},
		"a machine on another campus is its own outage": {
			[]string{"a m1 sbg2 tcp.timeout", "b m2 sbg2 tcp.timeout", "c m4 rbx1 tcp.timeout", "d m3 gra2 -"}, estate.CauseDatacenter, "ovh/sbg2", 2,
		},
		"a certificate": {[]string{"a m1 sbg2 tls.expired", "b m1 sbg2 -"}, estate.CauseCert, "a", 1},
		"a name":        {[]string{"a - - dns.nxdomain", "b m1 sbg2 -"}, estate.CauseDNS, "a", 1},
		"our own line":  {[]string{"a m1 sbg2 local.offline", "b m2 gra2 local.offline"}, estate.CauseLocal, "", 1},
	} {
		t.Run(name, func(t *testing.T) {
			got := verdict.Judge(world(c.rows...))
			if got[0].Cause != c.cause || got[0].Where != c.where || len(got) != c.count {
				t.Errorf("%s %q, %d verdicts (%s); want %s %q, %d", got[0].Cause, got[0].Where, len(got), got[0].Summary, c.cause, c.where, c.count)
			}
		})
	}
}

func TestConfidenceFallsWithoutNeighbours(t *testing.T) {
	with := verdict.Judge(world("a m1 sbg2 tcp.timeout", "b m2 sbg2 tcp.timeout", "c m3 gra2 -"))[0]
	without := verdict.Judge(world("a m1 sbg2 tcp.timeout", "b m2 sbg2 tcp.timeout"))[0]
	if without.Confidence >= with.Confidence {
		t.Errorf("%.2f with something to compare with, %.2f without", with.Confidence, without.Confidence)
	}
}

func TestTheProvidersWordStandsBesideOurs(t *testing.T) {
	s := world("a m1 sbg2 tcp.timeout", "b m2 sbg2 tcp.timeout", "c m3 gra2 -")
	silent := verdict.Judge(s)[0]
	if silent.Official.Said {
		t.Error("nobody has posted anything")
	}
	s.Notices = []account.Notice{{Provider: "ovh", ID: "n1", State: "investigating", Scope: account.Scope{Datacenters: []string{"sbg2"}}, Posted: now.Add(-10 * time.Minute)}}
	said := verdict.Judge(s)[0]
	if !said.Official.Said || said.Official.Lag != 50*time.Minute || said.Official.Notice != "n1" {
		t.Errorf("official: %+v, want a lag of 50 min", said.Official)
	}
	if said.Confidence <= silent.Confidence {
		t.Error("the provider's word should add to the confidence")
	}
	undated := s.Notices[0]
	undated.ID, undated.Posted = "n0", time.Time{}
	s.Notices = []account.Notice{undated, s.Notices[0]}
	if got := verdict.Judge(s)[0].Official; got != said.Official {
		t.Errorf("official: %+v, want the notice whose time is known", got)
	}
	s.Notices = s.Notices[:1]
	if got := verdict.Judge(s)[0].Official; got != (estate.Official{Said: true, Notice: "n0"}) {
		t.Errorf("official: %+v, want a word of an unknown time", got)
	}
}

// A provider that refuses a key answers: nothing of it is down.
func TestARefusedKeyIsNoOutage(t *testing.T) {
	s := world("a m1 sbg2 -")
	s.Sources = []estate.Source{{Name: "OVHcloud account", API: "ovh", Error: "OVHcloud refuses the key", Since: now.Add(-time.Hour), NoKey: true}}
	if v := verdict.Judge(s)[0]; v.Cause != estate.CauseNone {
		t.Errorf("%s: %s", v.Cause, v.Summary)
	}
	s.Sources[0].NoKey = false
	if v := verdict.Judge(s)[0]; v.Cause != estate.CauseControl {
		t.Errorf("%s: %s", v.Cause, v.Summary)
	}
}

// Whatever the picture: there is a verdict, its confidence is one, and it accuses only sites that are down.
func TestAnyPictureHasAnHonestVerdict(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	failures := []string{"-", "-", "tcp.timeout", "tcp.refused", "http.status", "dns.servfail", "tls.name", "local.offline", "content.blank"}
	machines := []string{"m1 sbg2", "m2 sbg2", "m3 sbg1", "m4 gra2", "- -"}
	for range 2000 {
		var rows []string
		for i := range rng.IntN(9) {
			rows = append(rows, strings.Join([]string{"site" + string(rune('a'+i)), machines[rng.IntN(len(machines))], failures[rng.IntN(len(failures))]}, " "))
		}
		s := world(rows...)
		for _, v := range verdict.Judge(s) {
			if v.Confidence < 0 || v.Confidence > 1 || v.Summary == "" {
				t.Fatalf("%v: %+v", rows, v)
			}
			for _, name := range v.Affected {
				if x, _ := s.Site(name); x.State == result.Up {
					t.Fatalf("%v: %s is up and said to be affected", rows, name)
				}
			}
		}
	}
}
