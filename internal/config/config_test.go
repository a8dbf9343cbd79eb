package config_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/config"
	"vigie/probes"
)

func env(name string) (string, bool) {
	v, ok := map[string]string{"SHOP_PASSWORD": "hunter2"}[name]
	return v, ok
}

// whole holds every key that a configuration may have, for the kinds that this version watches.
const whole = `
sites:
  - https://www.example.com                    # the short form
  - name: Shop
    url: https://shop.example.com/
    every: 30s
    timeout: 8s
    confirm: 3
    recheck: 4s
    expect:
      status: [200-299, 304]
      contains: Add to basket                  # a string or a list
      lacks: [Under maintenance, /Fatal error/]
      visible: 200
      under: 2s
      json: { $.status: ok }
      headers: { content-type: /html/ }
      allow: [directory-index, shrunk]
    method: GET
    protocol: 2
    headers: { Accept-Language: fr }
    body: ""
    auth: { user: u, password: ${SHOP_PASSWORD} }  # ${NAME} is read from the environment
    redirects: 5
    tls: { skip_verify: false, expires_in: 21d, server_name: shop.example.org }
    ip: both
    group: e-shop
    needs: [Database]
    host: ns1.example
    markets: [BE, FR]
    revenue: { per_hour: 420, currency: EUR, hours: Mo-Sa 08:00-22:00, margin: 0.45 }
  - { name: Database, tcp: "db.example.com:5432", send: "", expect: { contains: "" } }
  - { name: Mail,     mail: example.com, starttls: off }
  - { name: Mailbox,  imap: "imaps://imap.example.com", tls: { expires_in: 30d }, expect: { under: 3s } }
  - { name: Names,    dns: www.example.com, type: A, server: 192.0.2.53, expect: { answer: [192.0.2.10] } }
  - { name: Cert,     tls: "www.example.com:443" }
  - { name: Router,   ping: 192.0.2.1, ip: 4, expect: { under: 50ms } }
  - { name: Zone,     dns: www.example.com, ip: both, server: [authoritative, "ns.example.net:5353"] }
  - name: Checkout
    expect: { under: 5s, visible: 0, allow: all }
    auth: { user: u, password: ${SHOP_PASSWORD} }
    flow:
      - { get: "https://shop.example.com/", expect: { contains: basket, visible: 20 }, keep: { token: '/name="csrf" value="([^"]+)"/', id: $.id } }
      - { post: https://shop.example.com/basket, form: { sku: "42", csrf: "{token}", tag: [a, b] }, expect: { status: [303] } }
      - { put: "https://shop.example.com/{id}", json: { list: [1, "{id}", null], deep: { on: true } }, headers: { X-Csrf: "{token}" }, redirects: 0 }
      - { delete: "{id}" }

defaults: { every: 90s }
resolver: 192.0.2.53:53
references: [1.1.1.1:443, 9.9.9.9]
limits: { parallel: 64, per_host: 2 }

providers:
  - ovh: { endpoint: ovh-eu, read_only: true }
    every: 2m
  - feed: https://bare-metal-servers.status-ovhcloud.com

notify:
  - to: ntfy://ntfy.sh/my-topic
    on: [down, up, notice, ticket, eta]
    sites: [Shop, "group:e-shop"]
    after: 5m
ssh:
  listen: 127.0.0.1:2222
  people:
    - { name: gil, key: ssh-ed25519 AAAA, role: operator }
console: { theme: dark, language: nl }
metrics: { listen: 127.0.0.1:9100 }
history: { raw: 48h, minutes: 30d, hours: 2y }
`

func parse(t *testing.T, in string) *config.Config {
	t.Helper()
	c, err := config.Parse("vigie.yaml", []byte(in), env)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAWholeConfiguration(t *testing.T) {
	c := parse(t, whole)
	var sites []string
	for _, s := range c.Sites {
		sites = append(sites, fmt.Sprint(s.Name, " ", s.Every, " ", len(s.Checks)))
	}
	want := []string{"www.example.com 1m30s 1", "Shop 30s 1", "Database 1m30s 1", "Mail 1m30s 1", "Mailbox 1m30s 1", "Names 1m30s 1", "Cert 1m30s 1", "Router 1m30s 1", "Zone 1m30s 1", "Checkout 1m30s 1"}
	if diff := cmp.Diff(want, sites); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"1.1.1.1:443", "9.9.9.9:443"}, c.References); diff != "" {
		t.Error(diff)
	}
	if c.Resolver != "192.0.2.53:53" || c.Limits != (config.Limits{Parallel: 64, PerHost: 2}) ||
		c.Console != (config.Console{Theme: "dark", Language: "nl"}) {
		t.Errorf("%+v", c)
	}
	if c.History != (config.History{Raw: 48 * time.Hour, Minutes: 30 * 24 * time.Hour, Hours: 730 * 24 * time.Hour}) || c.Metrics != "127.0.0.1:9100" {
		t.Errorf("history %+v, metrics at %q", c.History, c.Metrics)
	}
	if len(c.Providers) != 2 || c.Providers[0].OVH.Endpoint != "ovh-eu" || !c.Providers[0].OVH.ReadOnly || c.Providers[0].Every != 2*time.Minute ||
		c.Providers[1].Feed != "https://bare-metal-servers.status-ovhcloud.com" {
		t.Errorf("providers: %+v", c.Providers)
	}
}

func TestTheKeysOfASite(t *testing.T) {
	shop := parse(t, whole).Sites[1]
	page, ok := shop.Checks[0].Prober.(*probes.HTTP)
	if !ok {
		t.Fatalf("the shop is asked by %T", shop.Checks[0].Prober)
	}
	if shop.Confirm != 3 || shop.Recheck != 4*time.Second || shop.Checks[0].Timeout != 8*time.Second ||
		shop.Group != "e-shop" || shop.Host != "ns1.example" || !slices.Equal(shop.Needs, []string{"Database"}) ||
		!slices.Equal(shop.Markets, []string{"BE", "FR"}) {
		t.Errorf("the shop: %+v", shop)
	}
	if page.User != "u" || page.Password != "hunter2" || page.Redirects != 5 || page.Family != probes.Both ||
		page.TLS.ExpiresIn != 21*24*time.Hour || page.Header["Accept-Language"] != "fr" || page.Method != "GET" {
		t.Errorf("how the page is asked for: %+v", page)
	}
	e := page.Expect
	if e.Visible != 200 || e.Under != 2*time.Second || e.Status[0] != (probes.StatusRange{From: 200, To: 299}) ||
		e.Status[1] != (probes.StatusRange{From: 304, To: 304}) || e.Contains[0].Text != "Add to basket" ||
		e.Lacks[1].Regexp == nil || e.JSON[0] != (probes.JSONRule{Path: "$.status", Value: "ok"}) ||
		e.Headers["content-type"].Regexp == nil || !slices.Equal(e.Allow, []string{"directory-index", "shrunk"}) {
		t.Errorf("what the page must be like: %+v", e)
	}
	if page.TLS.ExpiresIn != 21*24*time.Hour || page.Family != probes.Both || page.Protocol != probes.HTTP2 || page.TLS.ServerName != "shop.example.org" {
		t.Errorf("its certificate: %+v", page.TLS)
	}
	names, ok := parse(t, whole).Sites[5].Checks[0].Prober.(*probes.DNS)
	if !ok || names.Name != "www.example.com" || !slices.Equal(names.Servers, []string{"192.0.2.53:53"}) || names.Answer[0] != "192.0.2.10" {
		t.Errorf("the names: %+v", names)
	}
}

func TestServersAndFamiliesOfNamesAndEchoes(t *testing.T) {
	sites := parse(t, whole).Sites
	if p, ok := sites[7].Checks[0].Prober.(*probes.Ping); !ok || *p != (probes.Ping{Host: "192.0.2.1", Family: probes.IPv4, Under: 50 * time.Millisecond}) {
		t.Errorf("the echo: %+v", sites[7].Checks[0].Prober)
	}
	zone, ok := sites[8].Checks[0].Prober.(*probes.DNS)
	if !ok || !zone.Authoritative || zone.Family != probes.Both || !slices.Equal(zone.Servers, []string{"ns.example.net:5353"}) {
		t.Errorf("the zone: %+v", zone)
	}
	c := parse(t, "defaults: { server: authoritative }\nsites:\n  - { dns: a.example, server: 192.0.2.53 }\n  - dns://b.example\n")
	if one, ok := c.Sites[0].Checks[0].Prober.(*probes.DNS); !ok || one.Authoritative || len(one.Servers) != 1 {
		t.Errorf("a server of its own: %+v", one)
	}
	if two, ok := c.Sites[1].Checks[0].Prober.(*probes.DNS); !ok || !two.Authoritative {
		t.Errorf("by default: %+v", two)
	}
}

func TestDefaultsOfAShortSite(t *testing.T) {
	c := parse(t, "sites: [https://a.example]")
	s := c.Sites[0]
	if s.Every != time.Minute || s.Timeout != 10*time.Second || s.Confirm != 2 || s.Recheck != 5*time.Second {
		t.Errorf("%+v", s)
	}
	page, ok := s.Checks[0].Prober.(*probes.HTTP)
	if !ok || page.Expect.Visible != 1 || page.Redirects != 10 || page.TLS.ExpiresIn != 14*24*time.Hour {
		t.Errorf("%+v", page)
	}
	if len(c.References) != 6 || c.Limits != (config.Limits{PerHost: 4}) || c.History.Hours != 2*365*24*time.Hour || c.Metrics != "" {
		t.Errorf("%+v", c)
	}
	if off := parse(t, "sites: [https://a.example]\nreferences: []"); off.References == nil || len(off.References) != 0 {
		t.Errorf("references that are turned off: %v", off.References)
	}
	if off := parse(t, "sites: [https://a.example]\nhistory: off"); !off.History.Off {
		t.Error("a history that is off is on")
	}
}

// Defaults are shared by many sites; what one of them says must not reach the next.
func TestDefaultsAreNotShared(t *testing.T) {
	c := parse(t, `
defaults: { headers: { A: a }, needs: [One], expect: { contains: [x, y], status: [200] } }
sites:
  - { name: One, url: "http://one.example", needs: [], headers: { B: b }, expect: { contains: z } }
  - { name: Two, url: "http://two.example" }
`)
	two, ok := c.Sites[1].Checks[0].Prober.(*probes.HTTP)
	if !ok || len(two.Header) != 1 || two.Header["A"] != "a" || len(two.Expect.Contains) != 2 || len(c.Sites[1].Needs) != 1 {
		t.Errorf("%+v", two)
	}
	one, ok := c.Sites[0].Checks[0].Prober.(*probes.HTTP)
	if !ok || len(one.Header) != 1 || len(one.Expect.Contains) != 1 || len(one.Expect.Status) != 1 || len(c.Sites[0].Needs) != 0 {
		t.Errorf("%+v", one)
	}
}

func TestWarnings(t *testing.T) {
	got := parse(t, whole).Warnings
	var want []string
	for _, at := range []string{"64: ssh"} {
		want = append(want, "line "+at+" is understood, but this version does not do it yet")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got = parse(t, "sites: [{ flow: [{ get: https://a.example }], body: x }]").Warnings
	if diff := cmp.Diff([]string{"line 1: body says nothing about flow; it is for url"}, got); diff != "" {
		t.Error(diff)
	}
	// Of a default nobody expects that every site heeds it.
	if got := parse(t, "defaults: { headers: { A: b } }\nsites: [{ tcp: 'b.example:1' }]").Warnings; len(got) > 0 {
		t.Errorf("defaults are warned of: %q", got)
	}
	got = parse(t, "sites:\n  - name: A\n    tcp: a.example:1\n    expect: { lacks: x }\n    ping: a.example\n").Warnings
	want = []string{"line 4: lacks says nothing about tcp and ping; it is for url"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Whoever writes a key into an address does not want to read it on every screen, in every metric and line.
func TestWhatLetsSomebodyInIsHiddenInTheTarget(t *testing.T) {
	for address, want := range map[string]string{
		"https://u:pw@a.example/feed?page=2&api_key=s3cr3t&w=1": "https://a.example/feed?page=2&api_key=****&w=1",
		"https://a.example/?access_token=s3cr3t#top":            "https://a.example/?access_token=****#top",
		"https://a.example/?keyword=shoes&state=BE&token=":      "https://a.example/?keyword=shoes&state=BE&token=",
		"https://a.example/?Password=s3cr3t&user=gil":           "https://a.example/?Password=****&user=gil",
		"https://a.example/token=1?a=b":                         "https://a.example/token=1?a=b",
	} {
		c := parse(t, "sites: [ '"+address+"' ]")
		if got := c.Sites[0].Checks[0].Target; got != want {
			t.Errorf("the target of %s is %s", address, got)
		}
		if page, ok := c.Sites[0].Checks[0].Prober.(*probes.HTTP); !ok || strings.Contains(page.URL.String(), "****") {
			t.Errorf("what is asked for is %+v", page)
		}
		c = parse(t, "sites: [{ flow: [{ get: '"+address+"' }] }]")
		step := c.Sites[0].Checks[0].Prober.(*probes.Flow).Steps[0]
		if step.Shown != want || strings.Contains(step.URL, "****") {
			t.Errorf("the step is shown as %s, and asks for %s", step.Shown, step.URL)
		}
	}
	if _, err := config.Parse("vigie.yaml", []byte("sites: [{ url: 'https://a.example/?token=s3cr3t', expekt: 1 }]"), env); err == nil || strings.Contains(err.Error(), "s3cr3t") {
		t.Errorf("the mistake is told with the secret: %v", err)
	}
}

// What a variable holds, and the password in an address, may not come where it is shown.
func TestSecretsAreAskedWithButNotShown(t *testing.T) {
	c := parse(t, "sites:\n  - https://u:pw@a.example/feed?key=${SHOP_PASSWORD}\n  - { tcp: '${SHOP_PASSWORD}:80' }\n")
	page, ok := c.Sites[0].Checks[0].Prober.(*probes.HTTP)
	if !ok || page.User != "u" || page.Password != "pw" || page.URL.String() != "https://a.example/feed?key=hunter2" || !slices.Equal(page.Hidden, []string{"hunter2"}) {
		t.Errorf("%+v", page)
	}
	for _, s := range c.Sites {
		for _, k := range s.Checks {
			for _, shown := range []string{s.Name, k.ID, k.Target, k.Site} {
				if strings.Contains(shown, "hunter2") || strings.Contains(shown, "pw@") {
					t.Errorf("%q shows a secret", shown)
				}
			}
		}
	}
	if got := c.Sites[0].Checks[0].Target; got != "https://a.example/feed?key=${SHOP_PASSWORD}" {
		t.Errorf("the target is %q", got)
	}
}

// Five times the sites must cost about five times the memory: the decoder of a library once made it twenty-five.
func TestManySitesAreReadInLinearTime(t *testing.T) {
	file := func(n int) []byte {
		var b strings.Builder
		b.WriteString("defaults: { every: 30s, expect: { lacks: [Fatal error] } }\nsites:\n")
		for i := range n {
			fmt.Fprintf(&b, "  - { name: Site %d, url: \"https://s%d.example/\", expect: { contains: ok } }\n", i, i)
		}
		return []byte(b.String())
	}
	work := func(n int) float64 {
		data := file(n)
		return testing.AllocsPerRun(1, func() {
			if c, err := config.Parse("vigie.yaml", data, env); err != nil || len(c.Sites) != n {
				t.Fatalf("%d sites: %v", n, err)
			}
		})
	}
	if small, large := work(2000), work(10000); large > 7*small {
		t.Errorf("2,000 sites took %.0f allocations, 10,000 took %.0f", small, large)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte("sites: [https://a.example]"))
	f.Add([]byte("sites: &a [*a]"))
	f.Add([]byte("? [a]\n: b"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := config.Parse("fuzz.yaml", data, env)
		if err != nil {
			return
		}
		if len(c.Sites) == 0 && len(c.Providers) == 0 {
			t.Error("a configuration without anything to watch was taken")
		}
		for _, s := range c.Sites {
			if len(s.Checks) == 0 || s.Name == "" || s.Every < time.Second || s.Timeout <= 0 {
				t.Errorf("a site that cannot be watched was taken: %+v", s)
			}
		}
	})
}

func TestAStatusPageOfOVHcloudHasAShortName(t *testing.T) {
	c := parse(t, "providers: [{ feed: network }, { feed: https://www.githubstatus.com, every: 5m }]\n")
	if got := c.Providers[0].Feed + " " + c.Providers[1].Feed; got != "https://network.status-ovhcloud.com https://www.githubstatus.com" {
		t.Errorf("the pages are %s", got)
	}
}
