package ovh

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/account"
)

// world is what the name servers of the world say.
type world struct {
	servers []string
	values  func(server, name, kind string) []string
	err     error
	deaf    []string // servers that cannot be asked
}

func (w world) Servers(context.Context, string) ([]string, error) { return w.servers, w.err }

func (w world) Values(_ context.Context, server, name, kind string) ([]string, time.Duration, error) {
	if slices.Contains(w.deaf, server) {
		return nil, 0, errors.New("no answer")
	}
	if w.values == nil {
		return nil, 0, nil
	}
	return w.values(server, name, kind), 7 * time.Minute, nil
}

// zone lets a paper hold a zone whose shop has two addresses and one of the newer kind.
func (p *paper) zone() {
	p.say("GET /domain/zone", `["example","shop.example"]`)
	p.say("GET /domain/zone/shop.example", `{"name":"shop.example","nameServers":["dns100.example","ns100.example."]}`)
	p.say("GET /domain/zone/shop.example/status", `{"isDeployed":true}`)
	p.say("GET /domain/zone/shop.example/soa", `{"server":"dns100.example.","ttl":300}`)
	p.say("GET /domain/zone/shop.example/record?fieldType=A&subDomain=www", `[1,2]`)
	p.say("GET /domain/zone/shop.example/record?fieldType=AAAA&subDomain=www", `[3]`)
	p.say("GET /domain/zone/shop.example/record?fieldType=CNAME&subDomain=www", `[]`)
	p.say("GET /domain/zone/shop.example/record/1", `{"id":1,"subDomain":"www","target":"192.0.2.1","ttl":0}`)
	p.say("GET /domain/zone/shop.example/record/2", `{"id":2,"subDomain":"WWW","target":"192.0.2.2","ttl":7200}`)
	p.say("GET /domain/zone/shop.example/record/3", `{"id":3,"subDomain":"www","target":"2001:db8::1","ttl":null}`)
	p.say("PUT /domain/zone/shop.example/record/1", `null`)
	for _, path := range []string{"1", "2", "3"} {
		p.say("DELETE /domain/zone/shop.example/record/"+path, `null`)
	}
	p.say("POST /domain/zone/shop.example/record", `{"id":4}`)
	p.say("POST /domain/zone/shop.example/redirection", `{"id":5}`)
	p.say("POST /domain/zone/shop.example/refresh", `null`)
	p.say("POST /domain/zone/shop.example/import", `{"id":6,"status":"todo"}`)
}

func ours() world { return world{servers: []string{"dns100.example", "ns100.example"}} }

func TestAFallbackIsLiveWhenEveryServerOfTheZoneSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPaper()
		p.zone()
		p.after("GET /domain/zone/shop.example/status", 10*time.Second, `{"isDeployed":false}`, `{"isDeployed":true}`)
		w := ours()
		w.values = func(server, _, kind string) []string {
			if kind == "A" && server == "dns100.example" && time.Since(p.began) > 20*time.Second || server == "ns100.example" && time.Since(p.began) > 40*time.Second {
				return []string{"198.51.100.9"}
			}
			return []string{"192.0.2.1"}
		}
		c := p.client(t)
		s, err := c.Served(t.Context(), "WWW.shop.example.", w)
		if err != nil || s.Zone != "shop.example" || len(s.Records) != 3 || s.Left != 7*time.Minute || s.Longest() != 2*time.Hour {
			t.Fatalf("served %+v, %v", s, err)
		}
		ch, err := c.Fallback(s, "198.51.100.9", Surroundings{Names: w})
		if err != nil || ch.Refused != "" {
			t.Fatalf("refused %q, %v", ch.Refused, err)
		}
		if all := strings.Join(ch.Warnings, " "); !strings.Contains(all, "2 hours") || !strings.Contains(all, "never made live") {
			t.Errorf("warned %q", ch.Warnings)
		}
		said, err := carry(t.Context(), ch)
		if err != nil || time.Since(p.began) < 40*time.Second {
			t.Errorf("over after %v: %v; said %q", time.Since(p.began), err, said)
		}
		want := []string{
			"DELETE /domain/zone/shop.example/record/2", "DELETE /domain/zone/shop.example/record/3",
			`PUT /domain/zone/shop.example/record/1 {"subDomain":"www","target":"198.51.100.9","ttl":60}`,
			"POST /domain/zone/shop.example/refresh",
		}
		if !slices.Equal(p.wrote, want) {
			t.Errorf("wrote %q", p.wrote)
		}
		if !subset([]string{"OVHcloud is about to make the zone live", "ns100.example still gives the old answer"}, said) {
			t.Errorf("said %q", said)
		}
	})
}

func TestTheOldAnswerLastsAsLongAsTheZoneSaysOfRecordsWithoutATimeOfTheirOwn(t *testing.T) {
	const assumed = "usual hour is assumed"
	for name, c := range map[string]struct {
		soa, record string
		longest     time.Duration
		warned      bool
	}{
		"the zone says six hours":       {`{"ttl":21600}`, `{"subDomain":"www","ttl":0}`, 6 * time.Hour, false},
		"the zone says a minute":        {`{"ttl":60}`, `{"subDomain":"www","ttl":null}`, time.Minute, false},
		"the record has its own":        {`{"ttl":21600}`, `{"subDomain":"www","ttl":120}`, 2 * time.Minute, false},
		"the zone says nothing":         {`{}`, `{"subDomain":"www","ttl":0}`, time.Hour, true},
		"the zone says what cannot be":  {`{"ttl":9223372036854775807}`, `{"subDomain":"www","ttl":0}`, time.Hour, true},
		"the zone's own cannot be read": {``, `{"subDomain":"www","ttl":0}`, time.Hour, true},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPaper()
			p.zone()
			p.say("GET /domain/zone/shop.example/record?fieldType=A&subDomain=www", `[1]`)
			p.say("GET /domain/zone/shop.example/record?fieldType=AAAA&subDomain=www", `[]`)
			p.say("GET /domain/zone/shop.example/record/1", c.record)
			if c.soa == "" {
				delete(p.answers, "GET /domain/zone/shop.example/soa")
			} else {
				p.say("GET /domain/zone/shop.example/soa", c.soa)
			}
			client := p.client(t)
			s, err := client.Served(t.Context(), "www.shop.example", ours())
			if err != nil || s.Longest() != c.longest {
				t.Fatalf("%+v, %v", s, err)
			}
			ch, err := client.Fallback(s, "198.51.100.9", Surroundings{Names: ours()})
			if err != nil || strings.Contains(strings.Join(ch.Warnings, " "), assumed) != c.warned {
				t.Errorf("warned %q, %v", ch.Warnings, err)
			}
		})
	}
}

func TestAFallbackIsSeenByTheResolverWhereNoServerCanBeAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPaper()
		p.zone()
		w := ours()
		w.deaf = []string{"dns100.example", "ns100.example"}
		w.values = func(string, string, string) []string {
			if time.Since(p.began) > 40*time.Second {
				return []string{"198.51.100.9"}
			}
			return []string{"192.0.2.1"}
		}
		c := p.client(t)
		s, err := c.Served(t.Context(), "www.shop.example", w)
		if err != nil {
			t.Fatal(err)
		}
		ch, err := c.Fallback(s, "198.51.100.9", Surroundings{Names: w})
		if err != nil {
			t.Fatal(err)
		}
		said, err := carry(t.Context(), ch)
		if took := time.Since(p.began); err != nil || took < 40*time.Second || took > 2*time.Minute {
			t.Errorf("over after %v: %v", took, err)
		}
		if !subset([]string{"none of the name servers can be asked from here, and the resolver of this machine remembers the old answer for 7 minutes more"}, said) {
			t.Errorf("said %q", said)
		}
	})
}

func TestWhatAFallbackWouldSend(t *testing.T) {
	const del, post = "DELETE /domain/zone/shop.example/record/", "POST /domain/zone/shop.example/"
	for to, want := range map[string][]string{
		"192.0.2.2":                 {del + "1", del + "3", `PUT /domain/zone/shop.example/record/2 {"subDomain":"www","target":"192.0.2.2","ttl":60}`},
		"2001:db8::9":               {del + "1", del + "2", `PUT /domain/zone/shop.example/record/3 {"subDomain":"www","target":"2001:db8::9","ttl":60}`},
		"Fallback.example":          {del + "1", del + "2", del + "3", post + `record {"fieldType":"CNAME","subDomain":"www","target":"fallback.example.","ttl":60}`},
		"https://fallback.example/": {del + "1", del + "2", del + "3", post + `redirection {"subDomain":"www","target":"https://fallback.example/","type":"visible"}`},
	} {
		p := newPaper()
		p.zone()
		c := p.client(t)
		s, err := c.Served(t.Context(), "www.shop.example", ours())
		if err != nil {
			t.Fatal(err)
		}
		ch, err := c.Fallback(s, to, Surroundings{})
		if err != nil || ch.Refused != "" {
			t.Fatalf("%s: refused %q, %v", to, ch.Refused, err)
		}
		got := []string{}
		for _, call := range ch.Calls {
			got = append(got, strings.TrimSpace(call.Method+" "+call.Path+" "+string(call.Body)))
		}
		if want = append(want, post+"refresh"); !slices.Equal(got, want) {
			t.Errorf("%s:\ngot  %q\nwant %q", to, got, want)
		}
	}
}

func TestAFallbackThatNobodyWouldSeeIsRefused(t *testing.T) {
	resources := []account.Resource{
		server(),
		{ID: "ns2", Addresses: []string{"192.0.2.20"}, Place: account.Place{Datacenter: "sbg2"}},
		{ID: "ns3", Addresses: []string{"192.0.2.30"}, Place: account.Place{Datacenter: "sbg3"}},
	}
	for _, x := range []struct {
		to            string
		world         world
		refused, warn string
	}{
		{"192.0.2.9", world{servers: []string{"ns.elsewhere.example"}}, "The world does not ask this zone: shop.example is served by ns.elsewhere.example", ""},
		{"192.0.2.9", world{servers: []string{"ns.elsewhere.example", "dns100.example"}}, "", "Not all of the name servers"},
		{"192.0.2.9", world{err: errors.New("the resolver does not answer")}, "", "could not be found out"},
		{"192.0.2.20", ours(), "is ns2, in a building that gives no sign of life", ""},
		{"192.0.2.30", ours(), "", "same campus"},
		{"https://fallback.example", ours(), "", "no certificate"},
	} {
		p := newPaper()
		p.zone()
		c := p.client(t)
		s, err := c.Served(t.Context(), "www.shop.example", x.world)
		if err != nil {
			t.Fatal(err)
		}
		ch, err := c.Fallback(s, x.to, Surroundings{Resources: resources, Dark: dark("sbg2")})
		if err != nil {
			t.Fatal(err)
		}
		if (ch.Refused == "") != (x.refused == "") || !strings.Contains(ch.Refused, x.refused) {
			t.Errorf("%s: refused %q, want %q", x.to, ch.Refused, x.refused)
		}
		if !strings.Contains(strings.Join(ch.Warnings, " "), x.warn) {
			t.Errorf("%s: warned %q, want %q", x.to, ch.Warnings, x.warn)
		}
	}
}

func TestWhatIsNoFallbackIsSaid(t *testing.T) {
	p := newPaper()
	p.zone()
	c := p.client(t)
	if _, err := c.Served(t.Context(), "www.elsewhere.org", ours()); !errors.Is(err, errNoZone) {
		t.Errorf("a name of nobody: %v", err)
	}
	s := &Served{Zone: "shop.example", Name: "shop.example", Servers: []string{"a"}, Live: []string{"a"}, Deployed: true}
	for _, to := range []string{"", "nothing", "a b.example", "ftp://x.example", "192.0.2.300:80", "fallback.example"} {
		if ch, err := c.Fallback(s, to, Surroundings{}); err == nil {
			t.Errorf("%q is taken: %+v", to, ch.Plan)
		}
	}
	s.Records = []ZoneRecord{{ID: 1, Type: "A", Target: "192.0.2.9", TTL: time.Minute}}
	if ch, err := c.Fallback(s, "192.0.2.9", Surroundings{}); err != nil || !strings.Contains(ch.Refused, "already") {
		t.Errorf("refused %q, %v", ch.Refused, err)
	}
}

func TestAZoneIsPutBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPaper()
		p.zone()
		p.say("GET /domain/zone/shop.example/export", `"$TTL 3600\n@ IN SOA …\n"`)
		p.after("GET /domain/zone/shop.example/task/6", 10*time.Second, `{"status":"doing"}`, `{"status":"done"}`)
		p.after("GET /domain/zone/shop.example/status", 30*time.Second, `{"isDeployed":false}`, `{"isDeployed":true}`)
		c := p.client(t)
		copied, err := c.Export(t.Context(), "shop.example")
		if err != nil || !strings.HasPrefix(copied, "$TTL 3600\n") {
			t.Fatalf("copied %q, %v", copied, err)
		}
		s, err := c.Served(t.Context(), "shop.example", ours())
		if err == nil {
			t.Fatalf("the records of the top were not asked for: %+v", s)
		}
		if s, err = c.Served(t.Context(), "www.shop.example", ours()); err != nil {
			t.Fatal(err)
		}
		_, err = carry(t.Context(), c.Restore(s, copied, time.Now()))
		if err != nil || time.Since(p.began) < 30*time.Second {
			t.Errorf("over after %v: %v", time.Since(p.began), err)
		}
		if want := `POST /domain/zone/shop.example/import {"zoneFile":"$TTL 3600\n@ IN SOA …\n"}`; p.wrote[0] != want {
			t.Errorf("wrote %q", p.wrote[0])
		}
		p.say("GET /domain/zone/shop.example/status", `{"isDeployed":false,"errors":["two records of the name www"]}`)
		if s, err = c.Served(t.Context(), "www.shop.example", ours()); err != nil {
			t.Fatal(err)
		}
		ch := c.Restore(s, copied, time.Now())
		if all := strings.Join(ch.Warnings, " "); !strings.Contains(all, "two records") {
			t.Errorf("warned %q of a faulty zone", ch.Warnings)
		}
		if _, err := carry(t.Context(), ch); err == nil || !strings.Contains(err.Error(), "two records") {
			t.Errorf("a faulty zone was made live: %v", err)
		}
	})
}
