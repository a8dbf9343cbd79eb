package verdict_test

import (
	"strings"
	"testing"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/internal/verdict"
)

func says(role estate.Role, of string, state result.State, class result.Failure) estate.Witness {
	return estate.Witness{
		ID: string(role) + of, Role: role, Of: of, Target: of, State: state, Failure: class, Reason: "it says so", Since: now, Asked: now,
		Answered: now.Add(-time.Hour), Served: now.Add(-time.Hour), Family: 4,
	}
}

// beside is a machine of others in a building.
func beside(name, building string, state result.State) estate.Witness {
	w := says(estate.Neighbour, name, state, "")
	w.Place = account.Place{Provider: "ovh", Datacenter: building}
	return w
}

// target has the failing sites of a picture say what they were asked for, and how.
func target(s *estate.Snapshot, address string, status int, server string) *estate.Snapshot {
	for _, x := range s.Sites {
		if x.State != result.Down {
			continue
		}
		r := &result.Result{Time: now, State: result.Down, Failure: x.Failure, Check: result.KindHTTP, Target: address, HTTP: &result.HTTP{Status: status}}
		if server != "" {
			r.Evidence = []result.Evidence{{Name: "answer", Text: "HTTP/1.1 503 Service Unavailable\nServer: " + server + "\n"}}
		}
		x.Checks = []estate.Check{{State: result.Down, Last: r}}
	}
	return s
}

func TestWitnessesTellCausesApart(t *testing.T) {
	fire := func() *estate.Snapshot { return world("a m1 sbg2 tcp.timeout", "d m3 gra2 -") }
	lost := func() *estate.Snapshot {
		return target(world("a m1 sbg2 dns.servfail", "d m3 gra2 -"), "https://shop.example.com/", 0, "")
	}
	front := func() *estate.Snapshot {
		return target(world("a m1 sbg2 http.status", "d m3 gra2 -"), "https://shop.example.com/", 503, "cloudflare")
	}
	expired := says(estate.Registrar, "example.com", result.Down, result.DNSNXDomain)
	expired.Registry = &result.Registry{Registered: true}
	for name, c := range map[string]struct {
		picture   *estate.Snapshot
		witnesses []estate.Witness
		cause     estate.Cause
		where     string
	}{
		"neighbours that answer":          {fire(), []estate.Witness{beside("n1", "sbg2", result.Up)}, estate.CauseServer, "m1"},
		"neighbours that do not":          {fire(), []estate.Witness{beside("n1", "sbg2", result.Down), beside("n2", "sbg2", result.Down)}, estate.CauseDatacenter, "ovh/sbg2"},
		"a machine that is there":         {fire(), []estate.Witness{says(estate.Machine, "m1", result.Up, "")}, estate.CauseSite, "a"},
		"a machine that refuses":          {fire(), []estate.Witness{says(estate.Machine, "m1", result.Degraded, result.TCPRefused)}, estate.CauseServer, "m1"},
		"a name alone":                    {lost(), []estate.Witness{says(estate.ByAddress, "a", result.Up, "")}, estate.CauseDNS, "example.com"},
		"a name of a machine that burns":  {lost(), []estate.Witness{says(estate.ByAddress, "a", result.Down, result.TCPTimeout)}, estate.CauseServer, "m1"},
		"a name that others find":         {lost(), []estate.Witness{says(estate.OtherName, "shop.example.com", result.Up, "")}, estate.CauseLocal, ""},
		"a domain that ended":             {lost(), []estate.Witness{expired}, estate.CauseDomain, "example.com"},
		"an edge before a sound machine":  {front(), []estate.Witness{says(estate.Origin, "a", result.Up, "")}, estate.CauseCDN, "cloudflare"},
		"an edge before a broken page":    {front(), []estate.Witness{says(estate.Origin, "a", result.Down, result.HTTPStatus)}, estate.CauseSite, "a"},
		"an edge before a silent machine": {front(), []estate.Witness{says(estate.Origin, "a", result.Down, result.TCPTimeout)}, estate.CauseServer, "m1"},
	} {
		c.picture.Witnesses = c.witnesses
		if v := verdict.Judge(c.picture)[0]; v.Cause != c.cause || v.Where != c.where {
			t.Errorf("%s: %s %q (%s), want %s %q", name, v.Cause, v.Where, v.Summary, c.cause, c.where)
		}
	}
}

func TestARackIsToldFromItsBuilding(t *testing.T) {
	s := world("a m1 rbx8 tcp.timeout", "b m2 rbx8 tcp.timeout", "c m3 rbx8 -", "d m4 gra2 -")
	for i := range s.Resources[:2] {
		s.Resources[i].Place.Rack = "R832B16"
	}
	for _, x := range s.Sites[:2] {
		x.Place.Rack = "R832B16"
	}
	if v := verdict.Judge(s)[0]; v.Cause != estate.CauseDatacenter || v.Where != "ovh/rbx8/R832B16" {
		t.Errorf("%s %s: %s", v.Cause, v.Where, v.Summary)
	}
}

func TestABuildingThatComesBackStaysToBlame(t *testing.T) {
	s := world("a m1 sbg2 tcp.timeout", "b m2 sbg2 -", "c m3 sbg2 -", "d m4 gra2 -")
	for _, x := range s.Sites[1:3] { // they failed too, and answer again
		x.Checks = []estate.Check{{State: result.Up, LastFailure: &result.Result{Time: now.Add(-10 * time.Minute), State: result.Down, Failure: result.TCPTimeout}}}
	}
	s.Sites[0].Since = now.Add(-30 * time.Minute)
	v := verdict.Judge(s)[0]
	if v.Cause != estate.CauseDatacenter || v.Where != "ovh/sbg2" {
		t.Errorf("%s %s: %s", v.Cause, v.Where, v.Summary)
	}
	var text string
	for _, e := range v.Evidence {
		text += e.Text + "\n"
	}
	if !strings.Contains(text, "2 machines there have come back meanwhile") {
		t.Errorf("it does not say what is back:\n%s", text)
	}
}

func TestNothingOfAProviderIsItsNetworkWhereItsAPIIsSilentToo(t *testing.T) {
	s := world("a m1 sbg2 tcp.timeout", "b m2 sbg2 tcp.timeout", "c m3 gra2 tcp.timeout", "d m4 gra2 tcp.timeout", "e - - -")
	if v := verdict.Judge(s)[0]; v.Cause != estate.CauseProvider {
		t.Errorf("while its API answers: %s", v.Cause)
	}
	s.Sources = []estate.Source{{Name: "inventory", API: "ovh", Error: "no answer", Since: now.Add(-time.Minute)}}
	if v := verdict.Judge(s)[0]; v.Cause != estate.CauseNetwork || v.Where != "ovh" {
		t.Errorf("while it does not: %s %s", v.Cause, v.Where)
	}
}

func TestWhatManyNeedIsTheirCause(t *testing.T) {
	s := world("db - - tcp.refused", "a m1 sbg2 http.status", "b m2 sbg2 http.status", "c m3 gra2 -")
	for _, x := range s.Sites[1:3] {
		x.ExplainedBy = "db"
	}
	got := verdict.Judge(s)
	if v := got[0]; len(got) != 1 || v.Cause != estate.CauseThirdParty || v.Where != "db" || len(v.Affected) != 3 {
		t.Errorf("%d verdicts, the first %s %s of %q", len(got), v.Cause, v.Where, v.Affected)
	}
}

// Whatever the witnesses say, a site is in one verdict at most, and none that is up is accused.
func TestNoSiteIsBlamedTwice(t *testing.T) {
	s := world("a m1 sbg2 tcp.timeout", "b m1 sbg2 http.status", "c m2 sbg2 dns.nxdomain", "d m3 gra2 tls.expired", "e m4 gra2 -", "f - - tcp.refused", "g - - content.blank")
	s.Witnesses = []estate.Witness{beside("n1", "sbg2", result.Down), says(estate.Machine, "m1", result.Up, ""), says(estate.ByAddress, "c", result.Down, result.TCPTimeout)}
	in := make(map[string]int)
	for _, v := range verdict.Judge(s) {
		for _, name := range v.Affected {
			in[name]++
			if x, _ := s.Site(name); x.State != result.Down {
				t.Errorf("%s is %s and accused", name, x.State)
			}
		}
	}
	for _, x := range s.Sites {
		if x.State == result.Down && in[x.Name] != 1 {
			t.Errorf("%s is in %d verdicts", x.Name, in[x.Name])
		}
	}
}

// What takes connections and says nothing, on every machine of a building, is the building's.
func TestABuildingCanBeSickWhileItsMachinesAreThere(t *testing.T) {
	s := world("a m1 sbg2 http.timeout", "b m2 sbg2 tls.timeout", "d m3 gra2 -")
	s.Witnesses = []estate.Witness{says(estate.Machine, "m1", result.Up, ""), says(estate.Machine, "m2", result.Up, ""), beside("n1", "sbg2", result.Up)}
	v := verdict.Judge(s)[0]
	if v.Cause != estate.CauseDatacenter || v.Where != "ovh/sbg2" || len(v.Affected) != 2 || v.Confidence > 0.75 {
		t.Errorf("%s %s of %q, %.2f sure", v.Cause, v.Where, v.Affected, v.Confidence)
	}
	s.Sites = append(s.Sites, &estate.Site{Name: "c", State: result.Up, Resource: "m4", Place: s.Sites[0].Place})
	s.Resources = append(s.Resources, account.Resource{ID: "m4", Provider: "ovh", Kind: account.DedicatedServer, Place: s.Sites[0].Place})
	if v := verdict.Judge(s)[0]; v.Cause == estate.CauseDatacenter {
		t.Errorf("a site there works, and the building is blamed: %s", v.Summary)
	}
}

// White pages on all hostings of a cluster are the cluster's; on one of them, its own.
func TestAWhitePageOnAClusterIsTheCluster(t *testing.T) {
	place := account.Place{Provider: "ovh", Datacenter: "gra2", Cluster: "cluster126"}
	s := world("shop h1 gra2 content.blank", "blog h2 gra2 content.blank", "d m3 gra2 -")
	for i := range 2 {
		s.Resources[i].Kind, s.Resources[i].Place = account.WebHosting, place
		s.Sites[i].Kind, s.Sites[i].Place = account.WebHosting, place
	}
	if v := verdict.Judge(s)[0]; v.Cause != estate.CauseProduct || v.Where != "ovh/web-hosting/cluster126" {
		t.Errorf("%s %s", v.Cause, v.Where)
	}
	s.Sites[1].State, s.Sites[1].Failure = result.Up, ""
	if v := verdict.Judge(s)[0]; v.Cause != estate.CauseSite || v.Where != "shop" {
		t.Errorf("of one alone: %s %s", v.Cause, v.Where)
	}
}

// An outage and its end are two changes; machines of several cities that come and go more often have lost their way.
func TestMachinesThatComeAndGoInSeveralCitiesAreTheNetwork(t *testing.T) {
	s := world("a m1 sbg2 tcp.timeout", "b m2 gra2 tcp.timeout", "c m3 rbx8 -")
	for _, b := range []string{"sbg2", "sbg2", "gra2"} {
		w := beside("n"+b+string(rune('0'+len(s.Witnesses))), b, result.Up)
		w.Flips = 4
		s.Witnesses = append(s.Witnesses, w)
	}
	if v := verdict.Judge(s)[0]; v.Cause != estate.CauseNetwork || v.Where != "ovh" {
		t.Errorf("%s %s: %s", v.Cause, v.Where, v.Summary)
	}
	for i := range s.Witnesses {
		s.Witnesses[i].Flips = 2
	}
	if v := verdict.Judge(s)[0]; v.Cause == estate.CauseNetwork {
		t.Errorf("an end was taken for a loss: %s", v.Summary)
	}
}
