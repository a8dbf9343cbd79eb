package probes

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"vigie/internal/result"
	"vigie/probes/probetest"
)

func TestHTTP02_Redirects(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle("/page", says("text/html", "the page"))
	for from, to := range map[string]string{"/relative": "page", "/round": "/about", "/about": "/round", "/self": "/self", "/two": "/relative", "/mail": "mailto:a@b.example"} {
		mux.HandleFunc(from, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusFound)
		})
	}
	mux.HandleFunc("/cookie", func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("seen"); err == nil {
			_, _ = io.WriteString(w, "welcome back")
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "seen", Value: "1", Path: "/"})
		http.Redirect(w, r, "/cookie", http.StatusFound)
	})
	site := serve(t, mux.ServeHTTP)
	for _, c := range []struct {
		path    string
		most    int
		failure result.Failure
		hops    int
	}{
		{"/relative", 10, "", 1},
		{"/two", 10, "", 2},
		{"/two", 1, result.HTTPRedirect, 1},
		{"/round", 10, result.HTTPRedirect, 2},
		{"/self", 10, result.HTTPRedirect, 1},
		{"/cookie", 10, "", 1}, // the second asking carries a cookie: no circle
		{"/relative", 0, result.HTTPStatus, 0},
		{"/mail", 10, result.HTTPRedirect, 0},
	} {
		t.Run(c.path, func(t *testing.T) {
			p := get(t, site+c.path)
			p.Redirects = c.most
			r := askOnce(t, here(), p)
			if state := map[bool]result.State{true: result.Up, false: result.Down}[c.failure == ""]; r.State != state || r.Failure != c.failure {
				t.Errorf("%s %s: %s", r.State, r.Failure, r.Reason)
			}
			if len(r.HTTP.Redirects) != c.hops {
				t.Errorf("the way was %v, want %d steps", r.HTTP.Redirects, c.hops)
			}
		})
	}
}

func TestHTTP02_ARedirectThatIsExpectedIsUp(t *testing.T) {
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(http.StatusMovedPermanently)
			return
		}
		_, _ = io.WriteString(w, "basket")
	})
	for name, c := range map[string]struct {
		follow int
		status []StatusRange
		hops   int
	}{
		"none followed":          {0, []StatusRange{{301, 301}}, 0},
		"just this one expected": {10, []StatusRange{{301, 301}}, 0},
		"any of them expected":   {10, []StatusRange{{300, 399}}, 0},
		"or the page behind it":  {10, []StatusRange{{200, 399}}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			p := get(t, site)
			p.Redirects, p.Expect.Status = c.follow, c.status
			r := askOnce(t, here(), p)
			wants(t, r, result.Up, "")
			if len(r.HTTP.Redirects) != c.hops {
				t.Errorf("it followed %v", r.HTTP.Redirects)
			}
		})
	}
}

// What identifies us to one host must not reach another.
func TestHTTP02_ARedirectTakesNoSecretElsewhere(t *testing.T) {
	got := make(chan http.Header, 1)
	other := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got <- r.Header.Clone()
		_, _ = io.WriteString(w, "hello")
	})
	p := get(t, serve(t, func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "u" || password != "secret" || r.Header.Get("X-Token") != "secret" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		http.Redirect(w, r, other, http.StatusFound)
	}))
	p.User, p.Password = "u", "secret"
	p.Header = map[string]string{"X-Token": "secret", "Cookie": "s=secret", "Accept-Language": "fr"}
	wants(t, askOnce(t, here(), p), result.Up, "")
	h := <-got
	for name, values := range h {
		if strings.Contains(strings.Join(values, " "), "secret") || name == "Authorization" {
			t.Errorf("%s: %v went to another host", name, values)
		}
	}
	if h.Get("Accept-Language") != "fr" || h.Get("User-Agent") != userAgent {
		t.Errorf("the headers were %v", h)
	}
}

func TestHTTP02_ARedirectOutOfASecurePageIsNoSuccess(t *testing.T) {
	open := serve(t, says("text/html", "hello"))
	leaf, _, pool := probetest.Localhost(t)
	address := serveTLS(t, http.RedirectHandler(open, http.StatusFound), leaf)
	env := trusting(pool)
	r := askOnce(t, env, get(t, "https://localhost"+address[strings.LastIndex(address, ":"):]))
	wants(t, r, result.Degraded, result.HTTPRedirect)
	if !strings.Contains(r.Reason, "anybody on the way can read: "+open) || r.TLS != nil {
		t.Errorf("the reason is %q, TLS %v", r.Reason, r.TLS)
	}
}

func TestHTTP02_ARedirectThatLeadsNowhere(t *testing.T) {
	for location, why := range map[string]string{
		"":                     "does not say where to",
		"ftp://127.0.0.1/file": "ftp://127.0.0.1/file",
		"javascript:alert(1)":  "javascript:alert(1)",
		"http://[::bad/":       "an address that is none",
		"http://":              "a redirect to",
	} {
		t.Run(location, func(t *testing.T) {
			p := get(t, serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Location"] = []string{location}
				w.WriteHeader(http.StatusFound)
			}))
			p.Redirects = 10
			r := askOnce(t, here(), p)
			wants(t, r, result.Down, result.HTTPRedirect)
			if !strings.Contains(r.Reason, "302 Found") || !strings.Contains(r.Reason, why) {
				t.Errorf("the reason is %q", r.Reason)
			}
			p.Redirects = 0 // who follows none is told the status
			wants(t, askOnce(t, here(), p), result.Down, result.HTTPStatus)
		})
	}
}

func TestHTTP03_RelativeLocations(t *testing.T) {
	for location, want := range map[string]string{
		"page":       "/shop/page",
		"./page":     "/shop/page",
		"../page":    "/page",
		"/page":      "/page",
		"?a=b":       "/shop/",
		"/pagé#part": "/pagé",
		"/a b":       "/a b",
	} {
		t.Run(location, func(t *testing.T) {
			site := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/shop/" && r.URL.RawQuery == "" {
					w.Header().Set("Location", location)
					w.WriteHeader(http.StatusFound)
					return
				}
				_, _ = io.WriteString(w, "I am "+r.URL.Path)
			})
			p := getSaying(t, site+"/shop/", "I am "+want)
			wants(t, askOnce(t, here(), p), result.Up, "")
		})
	}
	// Without its scheme an address keeps that of the page.
	other := serve(t, says("text/html", "elsewhere"))
	p := get(t, serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", strings.TrimPrefix(other, "http:"))
		w.WriteHeader(http.StatusFound)
	}))
	p.Expect.Contains = []Pattern{{Text: "elsewhere"}}
	wants(t, askOnce(t, here(), p), result.Up, "")
}

// Who asks only for headers is led on to headers.
func TestHTTP02_ARedirectOfAHeadIsFollowedWithAHead(t *testing.T) {
	asked := make(chan string, 2)
	p := get(t, serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked <- r.Method + " " + r.URL.Path
		if r.URL.Path == "/" {
			http.Redirect(w, r, "/next", http.StatusFound)
		}
	}))
	p.Method, p.Expect.Visible = http.MethodHead, 0
	wants(t, askOnce(t, here(), p), result.Up, "")
	if first, second := <-asked, <-asked; first != "HEAD /" || second != "HEAD /next" {
		t.Errorf("asked was %s, then %s", first, second)
	}
}

// A form that was sent is not sent again by the usual redirects, and is by those that say so.
func TestHTTP02_WhatARedirectDoesToAForm(t *testing.T) {
	for status, want := range map[int]string{301: "GET ", 302: "GET ", 303: "GET ", 307: "POST a=b", 308: "POST a=b"} {
		p := get(t, serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/" {
				http.Redirect(w, r, "/next", status)
				return
			}
			body, _ := io.ReadAll(r.Body)
			_, _ = io.WriteString(w, r.Method+" "+string(body))
		}))
		p.Method, p.Body, p.Expect.Contains = "POST", "a=b", []Pattern{{Text: want}}
		if r := askOnce(t, here(), p); r.State != result.Up {
			t.Errorf("after %d: %s", status, r.Reason)
		}
	}
}
