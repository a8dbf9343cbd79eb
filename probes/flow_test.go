package probes

import (
	"fmt"
	"html"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/mask"
	"vigie/probes/probetest"
	"vigie/probes/web"
)

// shop is a small shop: who comes gets a cookie and a token, and may fill a basket with both.
func shop(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "visit", Value: "c00kie-of-one", Path: "/"})
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, `<form><input type="hidden" name="csrf" value="t0k&amp;n é/1"></form><p>A shop with a basket</p>`)
	})
	mux.HandleFunc("POST /basket", func(w http.ResponseWriter, r *http.Request) {
		cookie, err := r.Cookie("visit")
		if err != nil || cookie.Value != "c00kie-of-one" || r.FormValue("csrf") != "t0k&n é/1" || r.FormValue("sku") != "42" {
			http.Error(w, "the session is lost: "+r.FormValue("csrf"), http.StatusForbidden)
			return
		}
		http.Redirect(w, r, "/basket/7?order=o-123456", http.StatusSeeOther)
	})
	mux.HandleFunc("GET /basket/{id}", func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, "basket %s, order %s", r.PathValue("id"), r.FormValue("order"))
	})
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("X-Echo", r.Header.Get("Authorization"))
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = fmt.Fprintf(w, "you sent %s and %s %s %q", body, r.Header.Get("X-Key"), html.EscapeString(r.URL.RawQuery), r.Header)
	})
	mux.HandleFunc("/json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"session":{"id":"s-\"1\"","n":7}}`)
	})
	return serve(t, mux.ServeHTTP)
}

func step(method, address string, edit ...func(*FlowStep)) FlowStep {
	s := FlowStep{URL: address, Shown: address, Request: Request{Method: method, Redirects: 10}, Expect: Expect{Visible: 1}}
	for _, e := range edit {
		e(&s)
	}
	return s
}

func keeps(name, pattern string) func(*FlowStep) {
	return func(s *FlowStep) {
		k := Keep{Name: name, Path: pattern}
		if strings.HasPrefix(pattern, "/") {
			k = Keep{Name: name, Regexp: regexp.MustCompile(strings.Trim(pattern, "/"))}
		}
		s.Keep = append(s.Keep, k)
	}
}

func form(fields ...string) func(*FlowStep) {
	return func(s *FlowStep) {
		for i := 0; i < len(fields); i += 2 {
			s.Form = append(s.Form, FormField{fields[i], fields[i+1]})
		}
	}
}

func expects(e Expect) func(*FlowStep) { return func(s *FlowStep) { s.Expect = e } }

func TestAFlowCarriesCookiesAndValuesOn(t *testing.T) {
	site := shop(t)
	p := &Flow{Steps: []FlowStep{
		step("GET", site+"/", keeps("token", `/name="csrf" value="([^"]+)"/`), expects(Expect{Contains: []Pattern{{Text: "basket"}}})),
		step("POST", site+"/basket", form("sku", "42", "csrf", "{token}"), expects(Expect{Status: []StatusRange{{303, 303}}}), keeps("order", "/order=(.+)/")),
		step("GET", site+"/basket/7?order={order}", expects(Expect{Contains: []Pattern{{Text: "basket 7, order o-123456"}}})),
	}}
	r := askOnce(t, here(), p)
	wants(t, r, result.Up, "")
	if len(r.Steps) != 3 || r.Steps[1].HTTP.Status != 303 || r.Steps[1].Target != "POST "+site+"/basket" || r.HTTP != nil {
		t.Fatalf("the steps are %+v", r.Steps)
	}
	if (r.Total-sum(r.Phases)).Abs() > r.Total/100 || r.Total != r.Steps[0].Total+r.Steps[1].Total+r.Steps[2].Total {
		t.Errorf("the whole took %v, its phases %v", r.Total, r.Phases)
	}
	if r.Evidence[0].Text != connectionNote {
		t.Errorf("the evidence does not say how connections were made: %v", r.Evidence)
	}
	p.Under = time.Nanosecond
	wants(t, askOnce(t, here(), p), result.Degraded, result.Slow)
}

func TestAFlowEndsWithItsFirstFailure(t *testing.T) {
	site := shop(t)
	p := &Flow{Steps: []FlowStep{
		step("GET", site+"/"),
		step("POST", site+"/basket", form("sku", "42", "csrf", "wrong-token")),
		step("GET", site+"/"),
	}}
	r := askOnce(t, here(), p)
	wants(t, r, result.Down, result.FlowStep)
	if want := "step 2 of 3, POST " + site + "/basket: http.status: the server answered 403 Forbidden"; r.Reason != want {
		t.Errorf("the reason is\n%q, want\n%q", r.Reason, want)
	}
	if len(r.Steps) != 2 || r.Steps[1].Failure != result.HTTPStatus || r.Steps[1].State != result.Down || r.Steps[0].State != result.Up {
		t.Errorf("the steps are %+v", r.Steps)
	}
	silent := probetest.Serve(t, probetest.Stall)
	for name, c := range map[string]struct {
		steps   []FlowStep
		state   result.State
		failure result.Failure
		reason  string
	}{
		"nothing to keep":  {[]FlowStep{step("GET", site+"/", keeps("x", "/nowhere (.)/"))}, result.Down, result.FlowStep, "content.missing: there is nothing to keep as x"},
		"no JSON":          {[]FlowStep{step("GET", site+"/", keeps("x", "$.a"))}, result.Down, result.FlowStep, "nothing to keep as x: $.a"},
		"nobody there":     {[]FlowStep{step("GET", "http://"+probetest.ClosedPort(t)+"/")}, result.Down, result.FlowStep, "step 1 of 1, GET http://127.0.0.1:"},
		"no time left":     {[]FlowStep{step("GET", site+"/"), step("GET", "http://"+silent+"/"), step("GET", site+"/")}, result.Down, result.FlowStep, "step 2 of 3"},
		"a slow step":      {[]FlowStep{step("GET", site+"/", expects(Expect{Under: time.Nanosecond})), step("GET", site+"/")}, result.Degraded, result.Slow, "step 1 of 2, GET"},
		"no address kept":  {[]FlowStep{step("GET", site+"/", keeps("x", "/<p>(.*)</")), step("GET", "{x}://")}, result.Down, result.FlowStep, "makes no web address"},
		"too many to tell": {[]FlowStep{step("GET", serve(t, says("text/html", strings.Repeat("a", web.Limit)+"b=1")), keeps("x", "/b=(.)/"))}, result.Unknown, result.HTTPTooLarge, "could not tell"},
	} {
		t.Run(name, func(t *testing.T) {
			timeout := patience
			if name == "no time left" {
				timeout = brief
			}
			r := askWithin(t, here(), &Flow{Steps: c.steps}, timeout)
			wants(t, r, c.state, c.failure)
			if !strings.Contains(r.Reason, c.reason) {
				t.Errorf("the reason is %q, want %q in it", r.Reason, c.reason)
			}
		})
	}
}

// Of all the certificates on the way the one that ends first is that of the whole.
func TestAFlowShowsTheCertificateThatEndsFirst(t *testing.T) {
	root, pool := probetest.Root(t)
	var sites []string
	var ends []time.Time
	for _, till := range []time.Duration{48 * time.Hour, probetest.Year} {
		leaf := root.Issue(t, probetest.Certified{Names: []string{"localhost"}, From: -time.Hour, Till: till})
		_, port, _ := net.SplitHostPort(serveTLS(t, says("text/html", "hello"), leaf))
		sites, ends = append(sites, "https://localhost:"+port+"/"), append(ends, leaf.Cert.NotAfter)
	}
	for _, steps := range [][]FlowStep{{step("GET", sites[0]), step("GET", sites[1])}, {step("GET", sites[1]), step("GET", sites[0])}} {
		r := askOnce(t, trusting(pool), &Flow{Steps: steps})
		wants(t, r, result.Up, "")
		if r.TLS == nil || !r.TLS.Expires.Equal(ends[0]) {
			t.Errorf("the flow shows %+v, want the end at %s", r.TLS, ends[0])
		}
	}
}

// How much is usually seen is known of one page, not of the steps of a flow.
func TestTheStepsOfAFlowHaveNoUsualLength(t *testing.T) {
	env := here()
	env.Usual = 10000
	wants(t, askOnce(t, env, &Flow{Steps: []FlowStep{step("GET", shop(t)+"/")}}), result.Up, "")
}

// What a visitor types, and what a page gave him, may stand nowhere, however the server writes it back.
func TestAFlowMasksWhatItSends(t *testing.T) {
	site := shop(t)
	secret := `p4ss "w/ö<rd`
	all := func(p *Flow) string {
		r := askOnce(t, here(), p)
		wants(t, r, result.Down, result.FlowStep)
		return fmt.Sprintf("%+v %+v", r, r.Steps)
	}
	p := &Flow{User: "theuser", Password: secret, Header: map[string]string{"X-Key": "k3y-of-ours"}, Steps: []FlowStep{
		step("GET", site+"/json", keeps("id", "$.session.id"), expects(Expect{})),
		step("POST", site+"/echo?back={id}", form("password", secret, "pin", "77", "id", "{id}")),
	}}
	told := all(p)
	for _, no := range []string{"p4ss", "w%2F", "theuser", "k3y-of", `s-"1`, "s-%22", "dGhldXNlcj", "=77"} {
		if strings.Contains(told, no) {
			t.Errorf("%q is told:\n%s", no, told)
		}
	}
	if !strings.Contains(told, "you sent ****") {
		t.Errorf("the page is not kept: %s", told)
	}
	p.Steps[1] = step("PUT", site+"/echo", func(s *FlowStep) { s.JSON = `{"a":["deep-secret"],"id":"{id}"}` })
	if told := all(p); strings.Contains(told, "deep-secret") || strings.Contains(told, `s-\"1`) || !strings.Contains(told, `{"a":["****"]`) {
		t.Errorf("JSON is told: %s", told)
	}
	p.Steps[1] = step("PATCH", site+"/echo", func(s *FlowStep) { s.Body = "raw-secret-body" })
	if told := all(p); strings.Contains(told, "raw-secret") {
		t.Errorf("a body is told: %s", told)
	}
}

// What lets us in at the site of the first step is sent to it and its own, and to nobody else.
func TestAFlowTakesNoSecretElsewhere(t *testing.T) {
	got := make(chan http.Header, 3)
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got <- r.Header.Clone()
		_, _ = io.WriteString(w, "hello")
	})
	p := &Flow{
		User: "u", Password: "secret", Header: map[string]string{"X-Token": "secret", "Accept-Language": "fr"},
		Steps: []FlowStep{step("GET", site), step("GET", strings.Replace(site, "127.0.0.1", "localhost", 1), func(s *FlowStep) { s.Header = map[string]string{"X-Own": "1"} })},
	}
	wants(t, askOnce(t, here(), p), result.Up, "")
	if h := <-got; h.Get("X-Token") != "secret" || h.Get("Authorization") == "" {
		t.Errorf("the first step was asked with %v", h)
	}
	if h := <-got; h.Get("X-Token") != "" || h.Get("Authorization") != "" || h.Get("Accept-Language") != "fr" || h.Get("X-Own") != "1" {
		t.Errorf("another site was asked with %v", h)
	}
}

// A virtual host is one host's; the rest of what is sent is for the whole site.
func TestTheHostOfAFlowIsSentToItsFirstHostAlone(t *testing.T) {
	run := flowRun{Flow: &Flow{Steps: []FlowStep{{URL: "https://shop.example.com/"}}, Header: map[string]string{"host": "virtual.example.com", "X-Token": "1"}}}
	for host, want := range map[string]map[string]string{
		"shop.example.com": {"Host": "virtual.example.com", "X-Token": "1"}, "www.example.com": {"X-Token": "1"}, "example.org": {},
	} {
		if got, err := run.headers(&FlowStep{}, &url.URL{Scheme: "https", Host: host}); err != nil || !maps.Equal(got, want) {
			t.Errorf("%s is sent %v (%v), want %v", host, got, err, want)
		}
	}
}

func TestTemplates(t *testing.T) {
	values := map[string]string{"a": `x/ "é&`, "link": "/next?b=1"}
	for in, want := range map[string]string{
		"":               "",
		"{a}":            `x/ "é&`,
		"{b}":            "{b}",
		"{a":             "{a",
		"{{a}}":          `{x/ "é&}`,
		"{}":             "{}",
		"{1a}":           "{1a}",
		`{"n":"{a}"}`:    `{"n":"x/ "é&"}`,
		"{a}{link}{zz}":  `x/ "é&/next?b=1{zz}`,
		"no braces here": "no braces here",
	} {
		if got := fill(in, values, asItIs); got != want {
			t.Errorf("%s became %s, want %s", in, got, want)
		}
	}
	if got := fill(`{"n":"{a}"}`, values, escapeFor("application/ld+json; x=y")); got != `{"n":"x/ \"é\u0026"}` {
		t.Errorf("in JSON it is %s", got)
	}
	if got := fill("n={a}", values, escapeFor("application/x-www-form-urlencoded")); got != "n=x%2F+%22%C3%A9%26" {
		t.Errorf("in a form it is %s", got)
	}
	run := flowRun{Flow: &Flow{}, values: values}
	for in, want := range map[string]string{
		"https://a.example/{a}/b?c={a}#d": "https://a.example/x%2F%20%22%C3%A9&/b?c=x%2F+%22%C3%A9%26",
		"https://{a}/":                    "",
		"{link}":                          "",
		"ftp://a.example/":                "",
	} {
		got, err := run.address(in)
		if (err != nil) != (want == "") || err == nil && got.String() != want {
			t.Errorf("%s is %v (%v), want %s", in, got, err, want)
		}
	}
}

// Whatever is kept, a request that is made of it is one request to a web address.
func FuzzTemplate(f *testing.F) {
	f.Add("https://a.example/{v}?q={v}", "x\r\nHost: b\r\n\r\n")
	f.Add("{v}", "javascript:alert(1)")
	f.Add(`{"a":"{v}"}`, `"},{"b":"`)
	f.Add("{v}/{v}", "//b.example")
	f.Fuzz(func(t *testing.T, template, value string) {
		run := flowRun{Flow: &Flow{Steps: []FlowStep{{URL: "https://a.example/"}}}, values: map[string]string{"v": value}, hidden: new(mask.Secrets)}
		p, err := run.page(&FlowStep{URL: template, Request: Request{Header: map[string]string{"X-V": template}}, Form: []FormField{{"v", template}}})
		if err != nil {
			return
		}
		v := &visit{HTTP: p, desk: new(desk)}
		q := v.ask(p.URL, "POST", p.Body)
		var conn recorder
		v.desk.HTTP1(door.System(), &conn, time.Now(), q)
		sent := conn.said.String()
		if head, _, _ := strings.Cut(sent, "\r\n\r\n"); strings.Count(head, "\r\n") != len(q.Fields)+2 || strings.Contains(strings.ReplaceAll(head, "\r\n", ""), "\n") {
			t.Errorf("%q filled with %q breaks the request:\n%q", template, value, sent)
		}
		if p.URL.Scheme != "http" && p.URL.Scheme != "https" {
			t.Errorf("%q filled with %q leads to %s", template, value, p.URL)
		}
	})
}

// recorder is a connection that keeps what is said on it; the other side has hung up.
type recorder struct {
	net.Conn
	said strings.Builder
}

func (r *recorder) Write(p []byte) (int, error) { return r.said.Write(p) }
func (*recorder) Read([]byte) (int, error)      { return 0, io.EOF }
