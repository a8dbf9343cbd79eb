package config_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/internal/config"
)

// Every mistake is told at its line and column, in full.
func TestMistakesAreToldWithTheirPlace(t *testing.T) {
	const hostAndPort = ` must be a host and a port such as db.example.com:5432, not `
	for name, c := range map[string]struct{ in, want string }{
		"an unknown key":                {"sites:\n  - name: Shop\n    url: https://a.example\n    evry: 30s\n", `4:5: unknown key "evry" in a site: did you mean "every"?`},
		"an unknown key at the top":     {"site:\n  - https://a.example\n", `1:1: unknown key "site" in the configuration: did you mean "sites"?`},
		"an unknown key of expect":      {"sites: [{ url: https://a.example, expect: { contain: x } }]", `1:45: unknown key "contain" in expect: did you mean "contains"?`},
		"an unknown key of tls":         {"sites: [{ url: https://a.example, tls: { skip_verfy: true } }]", `1:42: unknown key "skip_verfy" in tls: did you mean "skip_verify"?`},
		"an unknown key of ovh":         {"providers: [{ ovh: { endpont: ovh-eu } }]", `1:22: unknown key "endpont" in ovh: did you mean "endpoint"?`},
		"a time without its unit":       {"sites:\n  - { url: https://a.example, every: 30 }\n", `2:38: every must be a time such as 30s, 5m, 2h or 14d, not "30": write its unit, such as 30s`},
		"a time that is none":           {"sites: [{ url: https://a.example, timeout: soon }]", `1:44: timeout must be a time such as 30s, 5m, 2h or 14d, not "soon"`},
		"an interval that is too fast":  {"sites: [{ url: https://a.example, every: 100ms }]", `1:42: every must be at least 1s, not 100ms`},
		"an interval of nothing":        {"sites: [{ url: https://a.example, every: 0s }]", `1:42: every must be at least 1s, not 0s`},
		"no time to answer":             {"sites: [{ url: https://a.example, timeout: 0s }]", `1:44: timeout must be at least 1ms, not 0s`},
		"an address without a scheme":   {"sites: [{ url: a.example }]", `1:16: url must be a web address such as https://www.example.com, not "a.example"`},
		"a scheme nobody knows":         {"sites: [gopher://a.example]", `1:9: "gopher://a.example" begins with gopher://, which is not known; known are https, http, tls, tcp, dns, ping, mail, smtp, smtps, imap, imaps, pop3 and pop3s`},
		"a web port that is none":       {"sites:\n  - https://a.example:70000\n", `2:5: "a.example:70000" is not a host and a port`},
		"no port":                       {"sites: [{ tcp: db.example }]", `1:16: tcp` + hostAndPort + `"db.example"`},
		"a port that is none":           {"sites: [{ tcp: 'db.example:99999' }]", `1:16: tcp` + hostAndPort + `"db.example:99999"`},
		"a port with a name":            {"sites: [{ tcp: 'db.example:http' }]", `1:16: tcp` + hostAndPort + `"db.example:http"`},
		"a name that is none":           {"sites: [{ dns: 'a b' }]", `1:16: dns must be a name such as www.example.com, not "a b"`},
		"a host that is none":           {"sites: [{ ping: 'http://a.example' }]", `1:17: ping must be a host or an address such as 192.0.2.1, not "http://a.example"`},
		"a server that is none":         {"sites: [{ dns: a.example, server: [authoritative, 'a b'] }]", `1:51: server` + hostAndPort + `"a b"`},
		"a word that is nearly one":     {"sites: [{ dns: a.example, server: authoritive }]", `1:35: server must be a host, or authoritative, not "authoritive": did you mean "authoritative"?`},
		"a resolver that is none":       {"sites: [https://a.example]\nresolver: dns://x", `2:11: resolver` + hostAndPort + `"dns://x"`},
		"a broken expression":           {"sites: [{ url: https://a.example, expect: { contains: /(/ } }]", `1:55: contains is not a regular expression: missing closing )`},
		"a status that is none":         {"sites: [{ url: https://a.example, expect: { status: [700] } }]", `1:54: status must be a code such as 304 or a range such as 200-299, not "700"`},
		"a range upside down":           {"sites: [{ url: https://a.example, expect: { status: 299-200 } }]", `1:53: status must be a code such as 304 or a range such as 200-299, not "299-200"`},
		"nothing to watch":              {"sites: [{ name: Shop }]", `1:9: a site needs something to watch: url, flow, tls, tcp, dns, ping, mail, smtp, imap or pop3`},
		"a target that is to come":      {"sites: ['flow://192.0.2.1']", `1:9: "flow://192.0.2.1" begins with flow://, which is not known; known are https, http, tls, tcp, dns, ping, mail, smtp, smtps, imap, imaps, pop3 and pop3s`},
		"a mail address for a domain":   {"sites: [{ mail: info@a.example }]", `1:17: mail must be a domain such as example.com, not "info@a.example"`},
		"an address for a domain":       {"sites: [{ mail: 192.0.2.1 }]", `1:17: mail must be a domain such as example.com, not "192.0.2.1"`},
		"a mail server that is none":    {"sites: [{ imap: 'mail.example:http' }]", `1:17: imap must be a mail server such as imaps://mail.example.com or mail.example.com:143, not "mail.example:http"`},
		"a scheme of another protocol":  {"sites: [{ smtp: 'imaps://mail.example' }]", `1:17: smtp must be a mail server such as smtps://mail.example.com or mail.example.com:25, not "imaps://mail.example"`},
		"a user of a mail server":       {"sites: [{ pop3: 'pop3s://u:hunter2@mail.example' }]", `1:17: pop3 must be a mail server such as pop3s://mail.example.com or mail.example.com:110, not "pop3s://mail.example"`},
		"a target with a user":          {"sites: ['imaps://u:hunter2@mail.example']", `1:9: "imaps://mail.example" is no mail server: it needs a host, and at most a port`},
		"a starttls that is none":       {"sites: [{ mail: a.example, starttls: maybe }]", `1:38: starttls must be one of required, optional, off, not "maybe"`},
		"two sites of one name":         {"sites:\n  - { name: A, url: https://a.example }\n  - { name: A, url: https://b.example }\n", `3:13: two sites are called "A", the first on line 2: give one of them another name`},
		"a need that is no site":        {"sites:\n  - { name: A, url: https://a.example, needs: [Databse] }\n  - { name: Database, tcp: 'd.example:1' }\n", `2:48: A needs "Databse", which is no site: did you mean "Database"?`},
		"a need of itself":              {"sites: [{ name: A, url: https://a.example, needs: A }]", `1:51: A needs itself`},
		"a variable that is not set":    {"sites: [{ url: https://a.example, auth: { user: u, password: ${NOBODY} } }]", `1:62: the environment has no variable NOBODY`},
		"a list where a map belongs":    {"sites: [{ url: https://a.example, expect: [1] }]", `1:43: expect must be a map of keys and values, not a list`},
		"a text where a list belongs":   {"sites: https://a.example", `1:8: sites must be a list, not "https://a.example"`},
		"a text where a number is due":  {"sites: [{ url: https://a.example, confirm: twice }]", `1:44: confirm must be a whole number, not "twice"`},
		"a number that is too great":    {"limits: { parallel: 90000 }\nsites: [https://a.example]", `1:21: parallel must be from 1 to 10000, not 90000`},
		"yes where true is due":         {"sites: [{ url: https://a.example, tls: { skip_verify: yes } }]", `1:55: skip_verify must be true or false, not "yes"`},
		"a protocol that is none":       {"sites: [{ url: https://a.example, protocol: 1 }]", `1:45: protocol must be one of auto, 1.1, 2, 3, not "1": did you mean "1.1"?`},
		"a rule that is none":           {"sites: [{ url: https://a.example, expect: { allow: [directory_index] } }]", `1:53: there is no rule "directory_index" that could be turned off: did you mean "directory-index"?`},
		"a server that is no name":      {"sites: [{ url: https://a.example, tls: { server_name: 'a b' } }]", `1:55: server_name must be a name such as www.example.com, not "a b"`},
		"a flow that is no list":        {"sites: [{ flow: https://a.example }]", `1:17: flow must be a list, not "https://a.example"`},
		"a flow of nothing":             {"sites: [{ flow: [] }]", `1:17: a flow needs at least one step, such as { get: https://shop.example.com/ }`},
		"a step without an address":     {"sites: [{ flow: [{ form: { a: b } }] }]", `1:18: a step asks for an address with get, post, put, patch, delete or head`},
		"a step with two addresses":     {"sites: [{ flow: [{ get: https://a.example, post: https://a.example }] }]", `1:50: a step asks once, with one of get, post, put, patch, delete or head`},
		"a step to nowhere":             {"sites: [{ flow: [{ get: a.example }] }]", `1:25: get must be a web address such as https://www.example.com, not "a.example"`},
		"a first step that is kept":     {"sites: [{ flow: [{ get: '{a}' }] }]", `1:25: no step before this one keeps {a}`},
		"a step that is misspelt":       {"sites: [{ flow: [{ gte: https://a.example }] }]", `1:20: unknown key "gte" in a step: did you mean "get"?`},
		"a value that nobody keeps":     {"sites:\n  - flow:\n    - { get: https://a.example, keep: { token: $.t } }\n    - { post: https://a.example, form: { t: '{tokn}' } }\n", `4:45: no step before this one keeps {tokn}: did you mean "token"?`},
		"a value kept for itself":       {"sites: [{ flow: [{ post: https://a.example, json: { t: '{t}' }, keep: { t: $.t } }] }]", `1:56: no step before this one keeps {t}`},
		"a form to be got":              {"sites: [{ flow: [{ get: https://a.example, form: { a: b } }] }]", `1:18: get sends no form: use post`},
		"a form and a body":             {"sites: [{ flow: [{ post: https://a.example, form: { a: b }, body: x }] }]", `1:18: a step sends a form, json or a body, not several of them`},
		"a form that is no map":         {"sites: [{ flow: [{ post: https://a.example, form: hunter2 }] }]", `1:51: form must be a map of fields and values`},
		"a text that is no JSON":        {"sites: [{ flow: [{ post: https://a.example, json: nonsense }] }]", `1:51: json is neither a map, nor a list, nor a text in JSON`},
		"something kept that is none":   {"sites: [{ flow: [{ get: https://a.example, keep: { t: words } }] }]", "1:55: keep must be a regular expression such as /name=\"csrf\" value=\"([^\"]+)\"/, or a JSONPath such as $.token"},
		"a name that cannot be one":     {"sites: [{ flow: [{ get: https://a.example, keep: { a-b: $.t } }] }]", `1:52: "a-b" cannot be a name: letters, digits and _ can`},
		"an answer that a step expects": {"sites: [{ flow: [{ get: https://a.example, expect: { answer: x } }] }]", `1:54: unknown key "answer" in expect`},
		"a family that is none":         {"sites: [{ url: https://a.example, ip: 5 }]", `1:39: ip must be one of any, 4, 6, both, not "5"`},
		"a header that is none":         {"sites: [{ url: https://a.example, headers: { 'a b': c } }]", `1:46: "a b" cannot be the name of a header`},
		"a theme that is none":          {"sites: [https://a.example]\nconsole: { theme: drak }", `2:19: theme must be one of auto, dark, light, contrast, none, not "drak": did you mean "dark"?`},
		"a key twice":                   {"sites: [https://a.example]\nresolver: 192.0.2.1\nresolver: 192.0.2.2\n", `3:1: mapping key "resolver" already defined at [2:1]`},
		"defaults that name a site":     {"defaults: { name: A }\nsites: [https://a.example]", `1:11: defaults cannot hold name: every site would be the same`},
		"no sites":                      {"resolver: 192.0.2.1\n", `1:1: there is nothing to watch: add sites, or a provider`},
		"a provider that is none":       {"sites: [https://a.example]\nproviders: [{ every: 1m }]", `2:13: a provider is an ovh account or a feed`},
		"an endpoint that is none":      {"providers: [{ ovh: { endpoint: ovh-ue } }]", `1:32: endpoint must be one of ovh-eu, ovh-ca, ovh-us, kimsufi-eu, kimsufi-ca, soyoustart-eu, soyoustart-ca or a web address, not "ovh-ue": did you mean "ovh-eu"?`},
		"hours that are none":           {"sites: [https://a.example]\nmaintenance: { when: So 02:00-04:00 }", `2:22: hours are written like Su 02:00-04:00 or Mo-Fr,Su 22:00-06:00: "So" is none of Mo, Tu, We, Th, Fr, Sa, Su`},
		"a zone that is none":           {"sites: [https://a.example]\nmaintenance: { when: 02:00-04:00, zone: Europe/Pairs }", `2:41: zone must be the name of a time zone such as Europe/Paris, not "Europe/Pairs"`},
		"a maintenance without an end":  {"sites: [https://a.example]\nmaintenance: { from: 2026-12-01 22:00 }", "2:14: a maintenance is from a moment to another, or has weekly hours: { from: 2026-12-01 22:00, to: 2026-12-02 02:00 } or { when: Su 02:00-04:00 }"},
		"a maintenance that ends first": {"sites: [https://a.example]\nmaintenance: { from: 2026-12-02, to: 2026-12-01 }", "2:38: a maintenance must end after it begins"},
		"a maintenance of nobody":       {"sites: [{ name: Shop, url: https://a.example }]\nmaintenance: { when: 02:00-04:00, sites: Shpo }", `2:42: "Shpo" is no site: did you mean "Shop"?`},
		"a maintenance of no group":     {"sites: [{ name: Shop, url: https://a.example, group: e-shop }]\nmaintenance: { when: 02:00-04:00, sites: 'group:eshop' }", `2:42: no site is in the group "eshop": did you mean "e-shop"?`},
		"a history that is kept wrong":  {"sites: [https://a.example]\nhistory: { raw: 5m }", `2:17: raw must be at least 1h, not 5m`},
		"a file that is no map at all":  {"lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do", `1:1: the configuration must be a map of keys and values, not "lorem ipsum dolor sit amet, consectetur "…`},
		"a history that is on":          {"sites: [https://a.example]\nhistory: on", "2:10: history must be off, or how long each grain of it is kept: { raw: 48h, minutes: 30d, hours: 2y }"},
		"an address with a space":       {"sites: ['https://a.example/a b']", `1:9: "https://a.example/a b" is no address`},
		"an address without a host":     {"sites: ['dns://']", `1:9: "dns://" is no address`},
		"a host that is nothing":        {"sites: ['tcp://:80']", `1:9: ":80" is not a host and a port`},
		"port nought":                   {"sites: ['tcp://a.example:0']", `1:9: "a.example:0" is not a host and a port`},
		"a page that is not known":      {"providers: [{ feed: netwolk }]", `1:21: feed must be the address of a status page, or one of bare-metal-servers, network, web-cloud, public-cloud, hosted-private-cloud, customer-service, not "netwolk": did you mean "network"?`},
		"an account that is a feed":     {"providers: [{ ovh: {}, feed: https://a.example }]", `1:13: a provider is an ovh account or a feed`},
		"a maintenance of no time":      {"sites: [https://a.example]\nmaintenance: { from: 2026-12-01, to: 2026-12-01 }", `2:38: a maintenance must end after it begins`},
		"a header that says too much":   {`sites: [{ url: https://a.example, headers: { A: "b\nc" } }]`, `1:49: the header A holds a character that no header may hold`},
		"a head with a body":            {"sites: [{ flow: [{ head: https://a.example, body: x }] }]", `1:18: head sends no body: use post`},
		"a header that stands twice":    {"sites: [{ url: https://a.example, headers: { A: b, 'A': c } }]", `1:52: mapping key "A" already defined at [1:46]`},
		"an alias":                      {"sites: [&a https://a.example, *a]", `1:31: a site must be a text, not "*"`},
		"a list of alerts that is none": {"notify: { to: x }\nsites: [https://a.example]", `1:9: notify must be a list, not a map`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := config.Parse("vigie.yaml", []byte(c.in), env)
			var m *config.Mistake
			if !errors.As(err, &m) {
				t.Fatalf("no mistake, but %v", err)
			}
			if got := fmt.Sprintf("%d:%d: %s", m.Line, m.Column, m.Message); got != c.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, c.want)
			}
		})
	}
}

// What another package words, or the system, is held only by its beginning.
func TestMistakesOfOthers(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"an empty file":            {"", "vigie.yaml:1:1: the configuration is empty"},
		"only a comment":           {"# nothing\n", "vigie.yaml:1:1: the configuration is empty"},
		"no YAML":                  {"sites: [\n", "vigie.yaml:1:8: "},
		"a broken JSONPath":        {"sites: [{ url: https://a.example, expect: { json: { '$[': 1 } } }]", `vigie.yaml:1:53: "$[" is not a JSONPath: `},
		"a file that is not there": {"sites: [{ url: https://a.example, tls: { ca: nowhere.pem } }]", "vigie.yaml:1:46: the certificates to trust cannot be read: "},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := config.Parse("vigie.yaml", []byte(c.in), env)
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got:\n%v\nwant:\n%s", err, c.want)
			}
		})
	}
}

// A slip of the pen may be what is to be watched: that nothing is to be watched is not told as well.
func TestASlipOfThePenIsOneMistake(t *testing.T) {
	_, err := config.Parse("v.yaml", []byte("sites: [{ name: A, ulr: https://a.example }]"), env)
	if err == nil || strings.Count(err.Error(), "v.yaml:") != 1 || !strings.Contains(err.Error(), `did you mean "url"?`) {
		t.Errorf("told is:\n%v", err)
	}
}

func TestAMistakeShowsItsLine(t *testing.T) {
	_, err := config.Parse("vigie.yaml", []byte("sites:\n  - url: https://a.example\n    evry: ${SHOP_PASSWORD}\n"), env)
	const want = "    3 |     evry: ${SHOP_PASSWORD}\n            ^"
	var m *config.Mistake
	if !errors.As(err, &m) || m.Excerpt != want {
		t.Errorf("got:\n%v\nwant:\n%s", err, want)
	}
}

func TestAllMistakesAreToldInTheirOrder(t *testing.T) {
	_, err := config.Parse("v.yaml", []byte("console: { theme: drak }\nsites:\n  - { url: https://a.example, evry: 1s }\n  - ftp://a.example\ndefaults: { evry: 1s }\n"), env)
	if err == nil {
		t.Fatal("no mistake")
	}
	last := -1
	for _, place := range []string{"v.yaml:1:19:", "v.yaml:3:31:", "v.yaml:4:5:", "v.yaml:5:13:"} {
		at := strings.Index(err.Error(), place)
		if at <= last || strings.Count(err.Error(), place) != 1 {
			t.Errorf("%s is not told once, after the one before:\n%v", place, err)
		}
		last = at
	}
}

func TestNoMistakeShowsASecret(t *testing.T) {
	for name, in := range map[string]string{
		"a password":             "sites: [{ url: https://a.example, auth: { user: u, password: hunter2, nonsense: 1 } }]",
		"a key of a provider":    "sites: [https://a.example]\nproviders: [{ ovh: { application_secret: hunter2, nonsense: 1 } }]",
		"a header":               "sites: [{ url: https://a.example, headers: { Authorization: Bearer hunter2 }, nonsense: 1 }]",
		"auth that is no map":    "sites: [{ url: https://a.example, auth: hunter2 }]",
		"ovh that is no map":     "providers: [{ ovh: hunter2 }]",
		"a user in an address":   "sites: [{ url: 'https://u:hunter2@a b' }]",
		"a user in a target":     "sites: ['https://u:hunter2@a.example:x']",
		"a variable in a place":  "sites: [{ tcp: '${SHOP_PASSWORD}' }]",
		"a variable in a page":   "sites: [{ url: 'x${SHOP_PASSWORD}' }]",
		"a variable in a regexp": "sites: [{ url: https://a.example, expect: { contains: '/(${SHOP_PASSWORD}/' } }]",
		"a password in a step":   "sites: [{ flow: [{ post: 'https://u:hunter2@a.example:x' }] }]",
		"a form that is no map":  "sites: [{ flow: [{ post: https://a.example, form: { a: ${SHOP_PASSWORD}, nonsense: { a: b } } }] }]",
		"a variable in a status": "sites: [{ url: https://a.example, expect: { status: '${SHOP_PASSWORD}' } }]",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := config.Parse("vigie.yaml", []byte(in), env)
			if err == nil {
				t.Fatal("no mistake")
			}
			if name == "ovh that is no map" || name == "auth that is no map" {
				if m := new(config.Mistake); !errors.As(err, &m) || strings.Contains(m.Message, "hunter2") {
					t.Errorf("the message shows a secret: %v", err)
				}
				return
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the mistake shows a secret: %v", err)
			}
		})
	}
}

func TestLoadingFiles(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "vigie.yaml")
	if err := os.WriteFile(path, []byte("sites: [{ url: https://a.example, tls: { ca: ca.pem } }]"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "ca.pem"), []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := config.Load(path); err == nil || !strings.Contains(err.Error(), filepath.Join(dir, "ca.pem")+" holds no certificate") {
		t.Errorf("the file beside the configuration was not read: %v", err)
	}
	if err := os.WriteFile(path, []byte("sites: [https://a.example]"), 0o600); err != nil {
		t.Fatal(err)
	}
	if c, err := config.Load(path); err != nil || c.Path != path {
		t.Errorf("%+v, %v", c, err)
	}
	if _, err := config.Load(filepath.Join(dir, "nowhere.yaml")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
}
