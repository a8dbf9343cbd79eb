package probes

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"vigie/internal/result"
)

func TestRedirects(t *testing.T) {
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
		{"/mail", 10, result.HTTPStatus, 0},
	} {
		t.Run(c.path, func(t *testing.T) {
			p := get(t, site+c.path)
			p.Redirects = c.most
			r := askOnce(t, here(), p, time.Second)
			if state := map[bool]result.State{true: result.Up, false: result.Down}[c.failure == ""]; r.State != state || r.Failure != c.failure {
				t.Errorf("%s %s: %s", r.State, r.Failure, r.Reason)
			}
			if len(r.HTTP.Redirects) != c.hops {
				t.Errorf("the way was %v, want %d steps", r.HTTP.Redirects, c.hops)
			}
		})
	}
}

func TestRedirectExpectedIsUp(t *testing.T) {
	p := get(t, serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(http.StatusMovedPermanently)
	}))
	p.Redirects, p.Expect.Status = 0, []StatusRange{{301, 301}}
	wants(t, askOnce(t, here(), p, time.Second), result.Up, "")
}

// What identifies us to one host must not reach another.
func TestRedirectTakesNoSecretElsewhere(t *testing.T) {
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
	wants(t, askOnce(t, here(), p, time.Second), result.Up, "")
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

func TestRedirectOutOfASecurePageIsNoSuccess(t *testing.T) {
	open := serve(t, says("text/html", "hello"))
	root, pool := newRoot(t)
	leaf := root.issue(t, certified{names: []string{"localhost"}, from: -time.Hour, till: year})
	address := serveTLS(t, http.RedirectHandler(open, http.StatusFound), leaf)
	env := here()
	env.Roots = pool
	r := askOnce(t, env, get(t, "https://localhost"+address[strings.LastIndex(address, ":"):]), time.Second)
	wants(t, r, result.Degraded, result.HTTPRedirect)
	if !strings.Contains(r.Reason, "anybody on the way can read: "+open) || r.TLS != nil {
		t.Errorf("the reason is %q, TLS %v", r.Reason, r.TLS)
	}
}
