package sim_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"vigie/internal/sim"
)

const registered = `
start: 2021-03-10T00:30:00+01:00
estate:
  servers: [{ id: ns1.example, datacenter: gra2, rack: A1, ip: 192.0.2.10 }]
  domains: [{ id: shop.example, expires: 2021-03-10T02:00:00+01:00 }, { id: blog.example }]
  zones:   [{ id: shop.example, servers: [dns100.example], place: gra2 }, { id: mine.example, servers: [dns101.example], place: gra2 }]
sites:
  - { name: Shop, url: "https://www.shop.example/", host: ns1.example }
  - { name: Elsewhere, url: "https://pay.elsewhere.example/" }
events:
  - { at: 2h, domain: { id: shop.example, expires: 2022-03-10 } }
  - { at: 3h, domain: { id: blog.example, state: suspended } }
  - { at: 3h, zones: { mine.example: nxdomain } }
  - { at: 4h, domain: { id: blog.example, state: ok } }
`

// rdap asks the registry of the world, as a client does that finds its address by its name.
func rdap(t *testing.T, w *sim.World, at time.Time, name string) (status int, kind string, answer map[string]any) {
	t.Helper()
	v := w.Visit(at)
	m, _, err := query(t, v, "udp", w.Resolver(), "rdap.org", dns.TypeA)
	if err != nil {
		t.Fatal(err)
	}
	resp, body, err := fetch(t, v, w, strings.TrimPrefix(said(m), "NOERROR ")+":443", "https://rdap.org/domain/"+name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatalf("%q: %v", body, err)
	}
	return resp.StatusCode, resp.Header.Get("Content-Type"), answer
}

// eventOf is when an RDAP answer says that something happens to a domain.
func eventOf(answer map[string]any, action string) string {
	events, _ := answer["events"].([]any)
	for _, e := range events {
		if e, _ := e.(map[string]any); e["eventAction"] == action {
			date, _ := e["eventDate"].(string)
			return date
		}
	}
	return ""
}

func TestTheRegistryTellsWhatBecomesOfADomain(t *testing.T) {
	w, sc := parsed(t, registered)
	for _, c := range []struct {
		at              time.Duration
		name            string
		status, expires string
		servers         int
	}{
		{0, "shop.example", "active", "2021-03-10T01:00:00Z", 1},
		{100 * time.Minute, "shop.example", "redemption period, server hold", "2021-03-10T01:00:00Z", 1},
		{2 * time.Hour, "SHOP.example", "active", "2022-03-10T00:00:00Z", 1},
		{0, "blog.example", "active", "2024-03-09T23:30:00Z", 0},
		{3 * time.Hour, "blog.example", "server hold", "2024-03-09T23:30:00Z", 0},
		{4 * time.Hour, "blog.example", "active", "2024-03-09T23:30:00Z", 0},
		{0, "mine.example", "active", "2024-03-09T23:30:00Z", 1},
		{3 * time.Hour, "mine.example", "active", "2024-03-09T23:30:00Z", 0}, // its zone is deleted, the domain is not
		{0, "elsewhere.example", "active", "2024-03-09T23:30:00Z", 0},
	} {
		status, kind, answer := rdap(t, w, sc.Start.Add(c.at), c.name)
		if status != 200 || kind != "application/rdap+json" || answer["objectClassName"] != "domain" || answer["ldhName"] != strings.ToLower(c.name) {
			t.Errorf("%s: %d %s %v", c.name, status, kind, answer)
		}
		var words []string
		list, _ := answer["status"].([]any)
		for _, s := range list {
			words = append(words, s.(string))
		}
		servers, _ := answer["nameservers"].([]any)
		if got := strings.Join(words, ", "); got != c.status || eventOf(answer, "expiration") != c.expires || len(servers) != c.servers {
			t.Errorf("%s at %s: %s, until %s, %d servers", c.name, c.at, got, eventOf(answer, "expiration"), len(servers))
		}
		if began := eventOf(answer, "registration"); began == "" || began > "2021-03-10" {
			t.Errorf("%s was registered at %q", c.name, began)
		}
	}
	for _, name := range []string{"nobody.example", "www.shop.example", ""} {
		if status, kind, answer := rdap(t, w, sc.Start, name); status != 404 || kind != "application/rdap+json" || answer["errorCode"] != 404.0 {
			t.Errorf("%q: %d %s %v", name, status, kind, answer)
		}
	}
}

func TestAnExpiredDomainIsGoneForResolversAndNotForItsServers(t *testing.T) {
	w, sc := parsed(t, registered)
	own := strings.TrimPrefix(answered(t, w, sc.Start, w.Resolver(), "dns100.example"), "NOERROR ") + ":53"
	for at, want := range map[time.Duration]string{
		0: "NOERROR 192.0.2.10", 90 * time.Minute: "NXDOMAIN", 2 * time.Hour: "NOERROR 192.0.2.10",
	} {
		for _, resolver := range []string{w.Resolver(), w.SecondResolver()} {
			if got := answered(t, w, sc.Start.Add(at), resolver, "www.shop.example"); got != want {
				t.Errorf("at %s, %s: %s, want %s", at, resolver, got, want)
			}
		}
		if got := answered(t, w, sc.Start.Add(at), own, "www.shop.example"); got != "NOERROR 192.0.2.10" {
			t.Errorf("at %s its own server says %s", at, got)
		}
	}
}

// answered is what a name server says of the address of a name.
func answered(t *testing.T, w *sim.World, at time.Time, server, name string) string {
	t.Helper()
	m, _, err := query(t, w.Visit(at), "udp", server, name, dns.TypeA)
	if err != nil {
		return err.Error()
	}
	return said(m)
}
