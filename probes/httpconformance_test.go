package probes

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/probetest"
)

func answers(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		if status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified {
			_, _ = io.WriteString(w, "hello")
		}
	}
}

func TestHTTP01_Statuses(t *testing.T) {
	for _, c := range []struct {
		status int
		want   []StatusRange
		up     bool
	}{
		{200, nil, true},
		{204, nil, true},
		{299, nil, true},
		{300, nil, false},
		{404, nil, false},
		{500, nil, false},
		{599, nil, false},
		{999, nil, false},
		{404, []StatusRange{{404, 404}}, true},
		{200, []StatusRange{{404, 404}}, false},
		{304, []StatusRange{{200, 299}, {304, 304}}, true},
		{401, []StatusRange{{200, 299}, {400, 403}}, true},
		{404, []StatusRange{{200, 299}, {400, 403}}, false},
	} {
		p := get(t, serve(t, answers(c.status)))
		p.Expect.Status = c.want
		r := askOnce(t, here(), p)
		if c.up {
			wants(t, r, result.Up, "")
			continue
		}
		wants(t, r, result.Down, result.HTTPStatus)
		if !strings.HasPrefix(r.Reason, fmt.Sprintf("the server answered %d", c.status)) {
			t.Errorf("the reason is %q", r.Reason)
		}
	}
}

// That we ask too often is our fault, not that of the site.
func TestHTTP01_TooManyRequestsIsUnknown(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	r := askOnce(t, here(), get(t, address))
	wants(t, r, result.Unknown, result.HTTPStatus)
	if !strings.Contains(r.Reason, "after 120") {
		t.Errorf("the reason is %q", r.Reason)
	}
	p := get(t, address)
	p.Expect.Status, p.Expect.Visible = []StatusRange{{429, 429}}, 0
	wants(t, askOnce(t, here(), p), result.Up, "")
}

// Whatever a server echoes of what it was sent, no secret stands in a result.
func TestHTTP16_SecretsStandNowhere(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			w.Header().Set("Location", "http://other:pass@"+r.Host+"/next?session=abcdef&key=t0psecret&page=2&w=v4riable#access_token=fragment")
			w.WriteHeader(http.StatusFound)
			return
		}
		w.Header().Set("Set-Cookie", "session=topsecret; Path=/; HttpOnly")
		w.Header().Set("Authorization", r.Header.Get("Authorization"))
		w.Header().Set("X-Echo", r.Header.Get("Authorization")+" "+r.Header.Get("X-Api"))
		w.Header().Set("X-Csrf-Token", "fresh-one")
		w.Header().Set("Www-Authenticate", `Basic realm="back office"`)
		w.Header().Set("Location", "/login?token=later")
		w.Header().Set("Server", "nginx")
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = fmt.Fprintf(w, "you are hunter2 with %s and %s, hunter%%32 or not %s", r.Header.Get("Authorization"), r.Header.Get("X-Api"), strings.Repeat("é", 5000))
	})
	p := get(t, address+"/?key=t0psecret&lang=fr&v=v4riable")
	p.Hidden = []string{"v4riable"}
	p.User, p.Password = "u", "hunter2"
	p.Header = map[string]string{"X-Api": "Bearer k3y-of-ours", "Accept-Language": "fr"}
	r := askOnce(t, here(), p)
	wants(t, r, result.Down, result.HTTPStatus)
	told := fmt.Sprintf("%+v %+v", r, r.HTTP)
	for _, no := range []string{"topsecret", "hunter2", "dTpodW50ZXIy", "k3y-of-ours", "v4riable", "t0psecret", "abcdef", "fragment", "pass@", "fresh-one", "later", "back office"} {
		if strings.Contains(told, no) {
			t.Errorf("%q is told:\n%.2000s", no, told)
		}
	}
	size := 0
	for _, e := range r.Evidence {
		size += len(e.Text)
	}
	for _, yes := range []string{"Server: nginx", "page=2", "session=…; Path=/", "you are ****"} {
		if !strings.Contains(told, yes) {
			t.Errorf("%q is lost:\n%.2000s", yes, told)
		}
	}
	if size > keepAll {
		t.Errorf("%d bytes of evidence", size)
	}
}

// What a site gave us to be known by is not told either, when its pages repeat it.
func TestHTTP16_SessionsStandNowhere(t *testing.T) {
	p := get(t, serve(t, func(w http.ResponseWriter, r *http.Request) {
		if c, err := r.Cookie("sid"); err == nil {
			w.WriteHeader(http.StatusInternalServerError)
			_, _ = io.WriteString(w, "no session "+c.Value+" in "+r.Header.Get("Cookie"))
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "sid", Value: "s3ss10n-of-ours"})
		http.Redirect(w, r, "/", http.StatusFound)
	}))
	r := askOnce(t, here(), p)
	wants(t, r, result.Down, result.HTTPStatus)
	if told := fmt.Sprintf("%+v", r); strings.Contains(told, "s3ss10n") || !strings.Contains(told, "no session ****") {
		t.Errorf("the session is told: %s", told)
	}
}

func TestHTTP16_BearerAndBasic(t *testing.T) {
	got := make(chan string, 1)
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got <- r.Header.Get("Authorization")
		_, _ = io.WriteString(w, "hello")
	})
	p := get(t, address)
	p.Header = map[string]string{"authorization": "Bearer abc"}
	wants(t, askOnce(t, here(), p), result.Up, "")
	if a := <-got; a != "Bearer abc" {
		t.Errorf("sent %q", a)
	}
	p = get(t, strings.Replace(address, "//", "//user:p%40ss@", 1))
	wants(t, askOnce(t, here(), p), result.Up, "")
	if a := <-got; a != "Basic dXNlcjpwQHNz" {
		t.Errorf("sent %q", a)
	}
}

// A cookie is good for the run that got it, and for nobody else.
func TestHTTP17_CookiesOfOneRun(t *testing.T) {
	var first atomic.Int32
	p := get(t, serve(t, func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("seen"); err != nil {
			first.Add(1)
			http.SetCookie(w, &http.Cookie{Name: "seen", Value: "1"})
			http.Redirect(w, r, "/", http.StatusFound)
			return
		}
		_, _ = io.WriteString(w, "welcome back, with "+r.Header.Get("Cookie"))
	}))
	p.Header = map[string]string{"Cookie": "mine=2"}
	p.Expect.Contains = []Pattern{{Text: "with mine=2; seen=1"}}
	for range 3 {
		wants(t, askOnce(t, here(), p), result.Up, "")
	}
	if first.Load() != 3 {
		t.Errorf("%d of 3 runs began without a cookie", first.Load())
	}
}

func TestHTTP18_ProxiesOfTheEnvironmentAreIgnored(t *testing.T) {
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"} {
		t.Setenv(name, "http://"+probetest.ClosedPort(t))
	}
	wants(t, askOnce(t, here(), get(t, serve(t, says("text/html", "hello")))), result.Up, "")
	root, pool := probetest.Root(t)
	_, port, _ := net.SplitHostPort(serveTLS(t, says("text/html", "hello"), root.Issue(t, probetest.Certified{Names: []string{"localhost"}, From: -time.Hour, Till: probetest.Year})))
	env := trusting(pool)
	wants(t, askOnce(t, env, get(t, "https://localhost:"+port)), result.Up, "")
}

func TestHTTP19_InterimAnswers(t *testing.T) {
	judgeAnswers(t, map[string]said{
		"100":            {"HTTP/1.1 100 Continue\r\n\r\n" + htmlHead + "Content-Length: 5\r\n\r\nhello", probetest.HangUp, "", ""},
		"103":            {"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + htmlHead + "Content-Length: 5\r\n\r\nhello", probetest.HangUp, "", ""},
		"many":           {strings.Repeat("HTTP/1.1 102 Processing\r\n\r\n", 50) + htmlHead + "Content-Length: 5\r\n\r\nhello", probetest.HangUp, "", ""},
		"and no more":    {"HTTP/1.1 103 Early Hints\r\n\r\n", probetest.HangUp, result.HTTPTruncated, "headers"},
		"without an end": {strings.Repeat("HTTP/1.1 102 Processing\r\n\r\n", 50000), probetest.HangUp, result.HTTPTooLarge, "1 MiB"},
		"another way":    {"HTTP/1.1 101 Switching Protocols\r\n\r\n", probetest.HangUp, result.HTTPStatus, "101"},
	})
}

// What has no body by its nature is not a white page.
func TestHTTP19_NoBodyByNature(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		switch {
		case r.Method == http.MethodHead:
			w.Header().Set("Content-Length", "500")
		case r.URL.Path == "/unchanged":
			w.WriteHeader(http.StatusNotModified)
		default:
			w.WriteHeader(http.StatusNoContent)
		}
	})
	r := askOnce(t, here(), get(t, address))
	wants(t, r, result.Up, "")
	if r.HTTP.Visible != -1 {
		t.Errorf("a page of %d characters was seen", r.HTTP.Visible)
	}
	p := get(t, address)
	p.Method = http.MethodHead
	wants(t, askOnce(t, here(), p), result.Up, "")
	p = get(t, address+"/unchanged")
	p.Expect.Status = []StatusRange{{200, 299}, {304, 304}}
	wants(t, askOnce(t, here(), p), result.Up, "")
}

func TestHTTP20_HeadersThatStandTwice(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["X-Cache"] = []string{"MISS", "HIT from edge"}
		_, _ = io.WriteString(w, "hello")
	})
	for want, failure := range map[string]result.Failure{"MISS": "", "/^HIT/": "", "edge": "", "/^edge/": result.ContentHeader} {
		pattern, err := ParsePattern(want)
		if err != nil {
			t.Fatal(err)
		}
		p := get(t, address)
		p.Expect.Headers = map[string]Pattern{"x-cache": pattern}
		if r := askOnce(t, here(), p); r.Failure != failure {
			t.Errorf("%s: %s %s", want, r.Failure, r.Reason)
		}
	}
}

func TestHTTP21_JSON(t *testing.T) {
	address := serve(t, says("application/json", `{"status":"ok","queue":0,"text":"0","none":null,"list":[1,2],"big":9007199254740993,"pi":3.10,"deep":{"a":[{"b":true}]}}`))
	for path, c := range map[string]struct {
		value string
		fails bool
	}{
		"$.status":      {"ok", false},
		"$.queue":       {"0", false},
		"$.text":        {"0", false}, // a number that is written as a text is the same to a person
		"$.none":        {"null", false},
		"$.missing":     {"null", true}, // what is not there is not null
		"$.queue.deep":  {"0", true},
		"$.big":         {"9007199254740993", false},
		"$['big']":      {"9007199254740992", true}, // to its last digit
		"$['text']":     {"0.0", true},              // this one is a text
		"$.pi":          {"3.1", false},             // a number, however it is written
		"$.list[1]":     {"2", false},
		"$.list[*]":     {"1", true}, // all of them must be
		"$.deep.a[0].b": {"true", false},
		"$..b":          {"true", false},
		"$.list":        {"[1,2]", false},
	} {
		p := get(t, address)
		p.Expect.JSON = []JSONRule{{path, c.value}}
		r := askOnce(t, here(), p)
		if (r.Failure == result.ContentJSON) != c.fails || !c.fails && r.State != result.Up {
			t.Errorf("%s: %s: %s %s", path, c.value, r.Failure, r.Reason)
		}
	}
}

// jumping is a door whose clock jumps at every look, as one does that is set while a probe runs.
type jumping struct {
	door.Door
	looks atomic.Int64
}

func (j *jumping) Now() time.Time {
	n := j.looks.Add(1)
	return j.Door.Now().Round(0).Add(time.Duration(n*(1-2*(n%2))) * time.Second)
}

func TestHTTP22_AClockThatJumps(t *testing.T) {
	env := here()
	env.Door = &jumping{Door: door.System()}
	root, pool := probetest.Root(t)
	env.Roots = pool
	_, port, _ := net.SplitHostPort(serveTLS(t, says("text/html", "hello"), root.Issue(t, probetest.Certified{Names: []string{"localhost"}, From: -probetest.Year, Till: probetest.Year})))
	ctx, cancel := door.System().WithTimeout(t.Context(), time.Hour)
	defer cancel()
	for _, address := range []string{serve(t, says("text/html", "hello")), "https://localhost:" + port} {
		u := get(t, address)
		v := newVisit(ctx, u, env, AnyFamily)
		a, at, ok := v.fetch(ctx, u.URL, "", "")
		if !ok {
			t.Fatalf("%s: %s", address, v.r.Reason)
		}
		v.judge(ctx, a, at)
		ph := v.r.Phases
		for _, d := range []time.Duration{ph.DNS, ph.Connect, ph.FirstByte, ph.Transfer} {
			if d < 0 {
				t.Errorf("a phase is negative: %+v", ph)
			}
		}
		if v.r.State != result.Up {
			t.Errorf("%s: %s", v.r.Failure, v.r.Reason)
		}
		v.desk.release()
	}
}
