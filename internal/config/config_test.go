package config_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"vigie/internal/config"
	"vigie/internal/result"
	"vigie/internal/yamlread"
	"vigie/probes"
)

func env(name string) (string, bool) {
	v, ok := map[string]string{"SHOP_PASSWORD": "hunter2"}[name]
	return v, ok
}

const whole = `
sites:
  - https://www.example.com
  - name: Shop
    url: https://shop.example.com/
    every: 30s
    timeout: 8s
    confirm: 3
    recheck: 4s
    expect:
      status: [200-299, 304]
      contains: Add to basket
      lacks: [Under maintenance, /Fatal error/]
      visible: 200
      under: 2s
      json: { $.status: ok }
      headers: { content-type: /html/ }
    method: GET
    headers: { Accept-Language: fr }
    body: ""
    auth: { user: u, password: "${SHOP_PASSWORD}" }
    redirects: 5
    tls: { skip_verify: false, expires_in: 21d }
    ip: both
    group: e-shop
    needs: [Database]
    host: ns1.example
    markets: [BE, FR]
  - { name: Database, tcp: "db.example.com:5432", send: "", expect: { contains: "" } }
  - { name: Names, dns: www.example.com, type: A, server: 192.0.2.53, expect: { answer: [192.0.2.10] } }
  - { name: Cert, tls: "www.example.com:443" }
defaults: { every: 90s }
resolver: 192.0.2.53:53
references: []
limits: { parallel: 64, per_host: 2 }
providers:
  - ovh: { endpoint: ovh-eu }
    every: 2m
  - feed: https://bare-metal-servers.status-ovhcloud.com
notify:
  - { to: "ntfy://ntfy.sh/x", on: [down] }
console: { theme: dark, language: en }
`

func TestAWholeConfiguration(t *testing.T) {
	c, err := config.Parse("vigie.yaml", []byte(whole), env)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Sites) != 5 || len(c.Providers) != 2 || len(c.References) != 0 || c.Resolver != "192.0.2.53:53" || c.Limits.PerHost != 2 {
		t.Fatalf("%+v", c)
	}
	if short := c.Sites[0]; short.Name != "www.example.com" || short.Every != 90*time.Second || short.Checks[0].Kind != result.KindHTTP {
		t.Errorf("the short form: %+v", short)
	}
	shop := c.Sites[1]
	page, ok := shop.Checks[0].Prober.(*probes.HTTP)
	if !ok {
		t.Fatalf("the shop is asked by %T", shop.Checks[0].Prober)
	}
	if shop.Every != 30*time.Second || shop.Confirm != 3 || shop.Recheck != 4*time.Second || shop.Checks[0].Timeout != 8*time.Second {
		t.Errorf("the shop's rhythm: %+v", shop)
	}
	if page.Password != "hunter2" || page.Redirects != 5 || page.Family != probes.Both || page.TLS.ExpiresIn != 21*24*time.Hour ||
		page.Expect.Visible != 200 || page.Expect.Under != 2*time.Second || page.Expect.Status[1].From != 304 ||
		page.Expect.Lacks[1].Regexp == nil || page.Expect.JSON[0].Path != "$.status" || page.Expect.Headers["content-type"].Regexp == nil {
		t.Errorf("the shop's page: %+v", page)
	}
	if dns, ok := c.Sites[3].Checks[0].Prober.(*probes.DNS); !ok || dns.Server != "192.0.2.53:53" || dns.Answer[0] != "192.0.2.10" {
		t.Errorf("the names: %+v", c.Sites[3].Checks[0].Prober)
	}
	if len(c.Warnings) != 1 || !strings.Contains(c.Warnings[0], "notify") {
		t.Errorf("warnings: %q", c.Warnings)
	}
}

func TestMistakesAreToldWithTheirPlace(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"an unknown key":               {"sites:\n  - name: Shop\n    url: https://a.example\n    evry: 30s\n", `vigie.yaml:4:5: unknown key "evry" in a site: did you mean "every"?`},
		"an unknown key at the top":    {"site:\n  - https://a.example\n", `vigie.yaml:1:1: unknown key "site" in the configuration: did you mean "sites"?`},
		"an unknown key of expect":     {"sites: [{ url: https://a.example, expect: { contain: x } }]", `did you mean "contains"?`},
		"a time without its unit":      {"sites:\n  - { url: https://a.example, every: 30 }\n", `vigie.yaml:2:38: every must be a time such as 30s, 5m, 2h or 14d, not "30": write its unit, such as 30s`},
		"an interval that is too fast": {"sites: [{ url: https://a.example, every: 100ms }]", "every must be at least 1s, not 100ms"},
		"an address without a scheme":  {"sites: [{ url: a.example }]", `url must be a web address such as https://www.example.com, not "a.example"`},
		"a scheme nobody knows":        {"sites: [gopher://a.example]", "begins with gopher://"},
		"no port":                      {"sites: [{ tcp: db.example }]", "tcp must be a host and a port such as db.example.com:5432"},
		"a port that is none":          {"sites: [{ tcp: 'db.example:99999' }]", "tcp must be a host and a port"},
		"a broken expression":          {"sites: [{ url: https://a.example, expect: { contains: /(/ } }]", "contains is not a regular expression"},
		"a broken JSONPath":            {"sites: [{ url: https://a.example, expect: { json: { '$[': 1 } } }]", "is not a JSONPath"},
		"a status that is none":        {"sites: [{ url: https://a.example, expect: { status: [700] } }]", "status must be a code such as 304"},
		"a range upside down":          {"sites: [{ url: https://a.example, expect: { status: 299-200 } }]", "status must be a code"},
		"nothing to watch":             {"sites: [{ name: Shop }]", "a site needs something to watch: url, tls, dns or tcp"},
		"a kind that is to come":       {"sites: [{ name: Mail, mail: a.example }]", "this version cannot watch mail yet; it knows url, tls, dns and tcp"},
		"two sites of one name":        {"sites: [{ name: A, url: https://a.example }, { name: A, url: https://b.example }]", `two sites are called "A"`},
		"a need that is no site":       {"sites: [{ name: A, url: https://a.example, needs: [Databse] }, { name: Database, tcp: 'd.example:1' }]", `A needs "Databse", which is no site: did you mean "Database"?`},
		"a variable that is not set":   {"sites: [{ url: https://a.example, auth: { user: u, password: '${NOBODY}' } }]", "the environment has no variable NOBODY"},
		"a list where a map belongs":   {"sites: [{ url: https://a.example, expect: [1] }]", "expect must be a map of keys and values, not a list"},
		"a text where a list belongs":  {"sites: https://a.example", "sites must be a list"},
		"a family that is none":        {"sites: [{ url: https://a.example, ip: 5 }]", "ip must be one of any, 4, 6, both"},
		"a theme that is none":         {"sites: [https://a.example]\nconsole: { theme: drak }", `did you mean "dark"?`},
		"a key twice":                  {"sites: [https://a.example]\nresolver: 192.0.2.1\nresolver: 192.0.2.2\n", "resolver"},
		"an empty file":                {"", "the configuration is empty"},
		"only a comment":               {"# nothing\n", "the configuration is empty"},
		"no sites":                     {"resolver: 192.0.2.1\n", "there is nothing to watch"},
		"no YAML":                      {"sites: [\n", "vigie.yaml:"},
		"a provider that is none":      {"sites: [https://a.example]\nproviders: [{ every: 1m }]", "a provider is an ovh account or a feed"},
		"a file that is not there":     {"sites: [{ url: https://a.example, tls: { ca: nowhere.pem } }]", "the certificates to trust cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := config.Parse("vigie.yaml", []byte(c.in), env)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got:\n%v\nwant:\n%s", err, c.want)
			}
		})
	}
}

func TestAMistakeShowsItsLine(t *testing.T) {
	_, err := config.Parse("vigie.yaml", []byte("sites:\n  - url: https://a.example\n    evry: 30s\n"), env)
	var m *yamlread.Mistake
	if !errors.As(err, &m) || m.Line != 3 || m.Column != 5 || !strings.Contains(m.Excerpt, "evry: 30s") {
		t.Errorf("%+v", m)
	}
}

func TestNoExcerptShowsASecret(t *testing.T) {
	for _, in := range []string{
		"sites: [{ url: https://a.example, auth: { user: u, password: hunter2, nonsense: 1 } }]",
		"sites: [https://a.example]\nproviders: [{ ovh: { application_secret: hunter2, nonsense: 1 } }]",
		"sites: [{ url: https://a.example, headers: { Authorization: Bearer hunter2 }, nonsense: 1 }]",
	} {
		_, err := config.Parse("vigie.yaml", []byte(in), env)
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the mistake shows a secret, or is none: %v", err)
		}
	}
}

func TestTargets(t *testing.T) {
	for in, want := range map[string]string{
		"https://www.example.com":  "http www.example.com",
		"example.com":              "http example.com",
		"http://example.com/shop/": "http example.com/shop",
		"tcp://db.example:5432":    "tcp db.example:5432",
		"tls://www.example":        "tls www.example",
		"dns://www.example":        "dns www.example",
	} {
		s, err := config.Target(in)
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if got := string(s.Checks[0].Kind) + " " + s.Name; got != want || len(s.Checks) != 1 {
			t.Errorf("%s is %q, want %q", in, got, want)
		}
	}
	for _, in := range []string{"", "https://", "tcp://db.example", "gopher://x", "a b", "ping://x"} {
		if _, err := config.Target(in); err == nil {
			t.Errorf("%q is taken for an address", in)
		}
	}
}

// Ten times the sites must not cost a hundred times the work.
func TestManySitesAreReadInLinearTime(t *testing.T) {
	read := func(n int) time.Duration {
		var b strings.Builder
		b.WriteString("sites:\n")
		for i := range n {
			fmt.Fprintf(&b, "  - { name: Site %d, url: \"https://s%d.example/\", every: 30s, expect: { contains: ok } }\n", i, i)
		}
		start := time.Now()
		c, err := config.Parse("vigie.yaml", []byte(b.String()), nil)
		if err != nil || len(c.Sites) != n {
			t.Fatalf("%d sites: %v", n, err)
		}
		return time.Since(start)
	}
	small := read(1000)
	if large := read(10000); large > 50*small {
		t.Errorf("1,000 sites took %v, 10,000 took %v", small, large)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte("sites: [https://a.example]"))
	f.Add([]byte("sites: &a [*a]"))
	f.Add([]byte("? [a]\n: b"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := config.Parse("fuzz.yaml", data, env)
		if err == nil && len(c.Sites) == 0 && len(c.Providers) == 0 {
			t.Error("a configuration without anything to watch was taken")
		}
	})
}
