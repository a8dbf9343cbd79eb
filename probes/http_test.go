package probes

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"vigie/internal/result"
	"vigie/probes/probetest"
	"vigie/probes/web"
)

// said is what a web server does, as raw bytes on a real connection, and what a visitor should be told of it.
type said struct {
	answer  string
	then    func(*net.TCPConn)
	failure result.Failure
	reason  string
}

const htmlHead = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"

func judgeAnswers(t *testing.T, cases map[string]said) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := probetest.Serve(t, func(conn *net.TCPConn) {
				readRequest(conn)
				_, _ = io.WriteString(conn, c.answer) // the probe may be gone already
				c.then(conn)
			})
			r := askWithin(t, here(), get(t, "http://"+address+"/"), timeoutFor(c.failure))
			if c.failure == "" {
				wants(t, r, result.Up, "")
			} else {
				wants(t, r, result.Down, c.failure)
			}
			if !strings.Contains(r.Reason, c.reason) {
				t.Errorf("the reason is %q, want %q in it", r.Reason, c.reason)
			}
		})
	}
}

func TestHTTPAnswers(t *testing.T) {
	judgeAnswers(t, map[string]said{
		"a page":                {htmlHead + "Content-Length: 5\r\n\r\nhello", probetest.HangUp, "", ""},
		"no length":             {"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\nhello", probetest.HangUp, "", ""},
		"an error":              {"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy", probetest.HangUp, result.HTTPStatus, "the server answered 503 Service Unavailable"},
		"something else":        {"SSH-2.0-OpenSSH_9.6\r\n", probetest.HangUp, result.HTTPMalformed, "not HTTP"},
		"half a status line":    {"HTTP/1.1\r\n\r\n", probetest.HangUp, result.HTTPMalformed, "not HTTP"},
		"a status of letters":   {"HTTP/1.1 abc OK\r\n\r\n", probetest.HangUp, result.HTTPMalformed, "not HTTP"},
		"a status alone":        {"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", probetest.HangUp, "", ""},
		"a page without a head": {"<html><body>Hello", probetest.HangUp, result.HTTPMalformed, "not HTTP"},
		"half of a word":        {"HT", probetest.HangUp, result.HTTPTruncated, "breaks off"},
		"no status":             {"HTTP/1.1 099 Low\r\n\r\n", probetest.HangUp, result.HTTPMalformed, "no status"},
		"two lengths":           {htmlHead + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", probetest.HangUp, result.HTTPMalformed, ""},
		"a broken chunk size":   {htmlHead + "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n", probetest.HangUp, result.HTTPMalformed, "cannot be read"},
		"endless headers":       {"HTTP/1.1 200 OK\r\n" + strings.Repeat("X-A: "+strings.Repeat("a", 1000)+"\r\n", 1100), probetest.HangUp, result.HTTPTooLarge, "1 MiB"},
		"one endless header":    {"HTTP/1.1 200 OK\r\nX-A: " + strings.Repeat("a", 1200000), probetest.HangUp, result.HTTPTooLarge, "1 MiB"},
		"an answer that is two": {htmlHead + "Content-Length: 5\r\n\r\nhelloHTTP/1.1 500 No\r\n\r\n", probetest.HangUp, "", ""},
	})
}

func TestHTTP11_BrokenOffAnswers(t *testing.T) {
	judgeAnswers(t, map[string]said{
		"short of its length": {htmlHead + "Content-Length: 50\r\n\r\nhello", probetest.HangUp, result.HTTPTruncated, "after 5 of 50 bytes"},
		"a broken chunk":      {htmlHead + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n10\r\nwor", probetest.HangUp, result.HTTPTruncated, "breaks off"},
		"no last chunk":       {htmlHead + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", probetest.HangUp, result.HTTPTruncated, "breaks off"},
		"broken headers":      {"HTTP/1.1 200 OK\r\nContent-Ty", probetest.HangUp, result.HTTPTruncated, "headers"},
		"a reset in headers":  {"HTTP/1.1 200 OK\r\nContent-Ty", probetest.CutOff, result.HTTPReset, "in the middle of its headers"},
		"a reset in the page": {htmlHead + "Content-Length: 50\r\n\r\nhello", probetest.CutOff, result.HTTPReset, "in the middle of the page"},
	})
}

func TestHTTP14_AnswersThatStall(t *testing.T) {
	judgeAnswers(t, map[string]said{
		"in headers":  {"HTTP/1.1 200 OK\r\nServer: x\r\n", probetest.Stall, result.HTTPTimeout, "headers"},
		"in the page": {htmlHead + "Content-Length: 50\r\n\r\nhello", probetest.Stall, result.HTTPTimeout, "after 5 of 50 bytes"},
		"in a chunk":  {htmlHead + "Transfer-Encoding: chunked\r\n\r\n5\r\nhel", probetest.Stall, result.HTTPTimeout, "after 3 bytes"},
		"byte by byte": {htmlHead + "Content-Length: 5000\r\n\r\n", func(c *net.TCPConn) {
			for {
				if _, err := io.WriteString(c, "x"); err != nil {
					return
				}
				probetest.Pause(c, 20*time.Millisecond) // only to let a moment pass
			}
		}, result.HTTPTimeout, "not complete within 1 s"},
	})
}

func TestHTTP15_SilenceResetsAndGoodbyes(t *testing.T) {
	judgeAnswers(t, map[string]said{
		"silence":             {"", probetest.Stall, result.HTTPTimeout, "no answer came within 1 s"},
		"a reset at once":     {"", probetest.CutOff, result.HTTPReset, "cut the connection"},
		"nothing and goodbye": {"", probetest.HangUp, result.HTTPReset, "without an answer"},
	})
}

// readRequest reads up to the empty line.
func readRequest(c *net.TCPConn) string {
	var all []byte
	buf := make([]byte, 4096)
	for !strings.Contains(string(all), "\r\n\r\n") {
		n, err := c.Read(buf)
		all = append(all, buf[:n]...)
		if err != nil {
			break
		}
	}
	return string(all)
}

func TestHTTPNothingListens(t *testing.T) {
	r := askOnce(t, here(), get(t, "http://"+probetest.ClosedPort(t)))
	wants(t, r, result.Down, result.TCPRefused)
	if r.Phases.TLS != -1 || r.Phases.Connect != -1 {
		t.Errorf("phases that did not happen are %v", r.Phases)
	}
}

func TestHTTP23_PhasesAddUpToTheTotal(t *testing.T) {
	root, pool := probetest.Root(t)
	address := serveTLS(t, says("text/html", "hello"), root.Issue(t, probetest.Certified{Names: []string{"localhost"}, From: -time.Hour, Till: probetest.Year}))
	_, port, _ := net.SplitHostPort(address)
	env := trusting(pool)
	r := askOnce(t, env, get(t, "https://localhost:"+port))
	wants(t, r, result.Up, "")
	if r.TLS == nil || r.TLS.Version != "TLS 1.3" || r.HTTP.Proto != "HTTP/2.0" || r.Vantage != "local" || r.Attempts != 1 {
		t.Errorf("facts are missing: %+v %+v %+v", r, r.TLS, r.HTTP)
	}
	for _, d := range []time.Duration{r.Phases.DNS, r.Phases.Connect, r.Phases.TLS, r.Phases.FirstByte, r.Phases.Transfer} {
		if d < 0 {
			t.Errorf("a phase is missing: %v", r.Phases)
		}
	}
	if gap := (r.Total - sum(r.Phases)).Abs(); gap > r.Total/100 {
		t.Errorf("phases %v leave %v of %v", r.Phases, gap, r.Total)
	}
}

// What lies beyond the part that is read is neither there nor missing.
func TestHTTP10_BeyondTheLimitIsUnknown(t *testing.T) {
	address := serve(t, says("text/html", strings.Repeat("a", web.Limit)+"basket"))
	p := get(t, address)
	wants(t, askOnce(t, here(), p), result.Up, "")
	p.Expect.Contains = []Pattern{{Text: "basket"}}
	r := askOnce(t, here(), p)
	wants(t, r, result.Unknown, result.HTTPTooLarge)
	if !strings.Contains(r.Reason, "could not tell") {
		t.Errorf("the reason is %q", r.Reason)
	}
	p.Expect.Contains, p.Expect.Lacks = nil, []Pattern{{Text: "maintenance"}}
	wants(t, askOnce(t, here(), p), result.Unknown, result.HTTPTooLarge)
	// A page may begin with more of its style than is read of it: that is no white page.
	p = get(t, serve(t, says("text/html", "<style>"+strings.Repeat("a", web.Limit)+"</style>hello")))
	wants(t, askOnce(t, here(), p), result.Unknown, result.HTTPTooLarge)
}

// Nor is it waited for: a page that never ends is judged by what was read of it.
func TestHTTP10_WhatFollowsTheLimitIsNotWaitedFor(t *testing.T) {
	address := probetest.Serve(t, func(c *net.TCPConn) {
		readRequest(c)
		_, _ = io.WriteString(c, htmlHead+"Content-Length: 100000000\r\n\r\n"+strings.Repeat("a", web.Limit+100))
		probetest.Stall(c)
	})
	r := askOnce(t, here(), get(t, "http://"+address))
	wants(t, r, result.Up, "")
	if r.HTTP.Bytes != web.Limit || r.Total > patience/2 {
		t.Errorf("%d bytes took %s", r.HTTP.Bytes, r.Total)
	}
}

func TestHTTPSlowIsDegraded(t *testing.T) {
	p := get(t, serve(t, says("text/html", "hello")))
	p.Expect.Under = time.Nanosecond
	wants(t, askOnce(t, here(), p), result.Degraded, result.Slow)
}

// A probe that we break off ourselves says nothing about the site.
func TestHTTPCancelledIsUnknown(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	address := probetest.Serve(t, func(c *net.TCPConn) { readRequest(c); cancel(); probetest.Stall(c) })
	r := Check{Timeout: 10 * time.Second, Prober: get(t, "http://"+address)}.Ask(ctx, here())
	wants(t, r, result.Unknown, "")
}

type panicking struct{}

func (panicking) About() string   { return "" }
func (panicking) Burdens() string { return "" }

func (panicking) Probe(context.Context, Env) result.Result { panic("a mistake") }

func TestAPanicIsUnknown(t *testing.T) {
	r := askOnce(t, here(), panicking{})
	wants(t, r, result.Unknown, "")
	if r.Reason != "vigie itself failed while asking: a mistake" || len(r.Evidence) != 1 || len(r.Evidence[0].Text) > keep {
		t.Errorf("got %q with %d pieces of evidence", r.Reason, len(r.Evidence))
	}
}

// Whatever comes as HTTP/1.1, reading it ends with a class or with an answer, and judging that with a result.
func FuzzHead(f *testing.F) {
	for _, s := range []string{
		htmlHead + "Content-Length: 5\r\n\r\nhello", "HTTP/1.1 103 Early\r\n\r\nHTTP/1.0 200 OK\r\n\r\nx", "HTTP/1.1 302 Found\r\nLocation: //b\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "SSH-2.0\r\n", "HTTP/1.1 429 Slow\r\nRetry-After: 3\r\nSet-Cookie: a=b\r\n\r\n",
	} {
		f.Add([]byte(s))
	}
	p := &HTTP{URL: &url.URL{Scheme: "https", Host: "a.example", Path: "/"}, Request: Request{Redirects: 10}, Expect: Expect{Visible: 1}}
	f.Fuzz(func(t *testing.T, says []byte) {
		v := newVisit(t.Context(), p, here(), AnyFamily)
		defer v.desk.release()
		q := v.ask(p.URL, "GET", "")
		a := v.desk.HTTP1(v.env.Door, probetest.Tape{Reader: bytes.NewReader(says)}, time.Now(), q)
		if a.Failure == "" && (a.Head == nil || a.Head.StatusCode < 101 || a.FirstByte < 0) || a.Failure != "" && a.Reason == "" || len(a.Body) > web.Limit {
			t.Errorf("the answer is %+v", a)
		}
		if a.Failure != "" {
			return
		}
		v.seen = append(v.seen, v.desk.headEvidence(a.Head))
		_ = v.redirect(p.URL, a.Head)
		v.takeCookies(p.URL, a.Head)
		if _, found := v.judgeAnswer(a, p.URL); found.bad() && found.reason == "" {
			t.Error("no reason is given")
		}
		v.told()
	})
}
