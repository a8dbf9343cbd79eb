package probes

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/names"
	"vigie/probes/probetest"
)

// here asks from this machine; names of these servers, where there are any.
func here(servers ...string) Env { return through(door.System(), servers...) }

// through is here behind another door.
func through(d door.Door, servers ...string) Env {
	return Env{Door: d, Resolver: &names.Resolver{Servers: servers}}
}

// trusting is here with other authorities than this machine trusts.
func trusting(roots *x509.CertPool) Env {
	env := here()
	env.Roots = roots
	return env
}

// patience is how long is waited for what must come: however busy a machine is, a test must not fail for that.
const patience = 30 * time.Second

// brief is how long is waited for what never comes: long enough for what comes before it on a busy machine.
const brief = time.Second

// timeoutFor is how long a test that is to end so must wait.
func timeoutFor(f result.Failure) time.Duration {
	if strings.HasSuffix(string(f), ".timeout") {
		return brief
	}
	return patience
}

// askOnce asks once, with all the time in the world.
func askOnce(t *testing.T, env Env, p Prober) result.Result {
	t.Helper()
	return askWithin(t, env, p, patience)
}

// askWithin asks once, and gives up after a timeout: for what never comes.
func askWithin(t *testing.T, env Env, p Prober, timeout time.Duration) result.Result {
	t.Helper()
	return Check{Site: "Shop", Kind: result.KindHTTP, Target: "the target", Timeout: timeout, Prober: p}.Ask(t.Context(), env)
}

// get is the question of a plain web check at an address.
func get(t *testing.T, address string) *HTTP {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return &HTTP{URL: u, Request: Request{Redirects: 10}, Expect: Expect{Visible: 1}}
}

// getSaying is get of a page that must say something.
func getSaying(t *testing.T, address, text string) *HTTP {
	t.Helper()
	p := get(t, address)
	p.Expect.Contains = []Pattern{{Text: text}}
	return p
}

// wants fails unless a result is in a state of a class.
func wants(t *testing.T, r result.Result, state result.State, failure result.Failure) {
	t.Helper()
	if r.State != state || r.Failure != failure {
		t.Errorf("got %s %q (%s), want %s %q", r.State, r.Failure, r.Reason, state, failure)
	}
	if state != result.Up && r.Reason == "" {
		t.Error("no reason is given")
	}
}

// serve is a web server that answers with one handler.
func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// says is a handler that answers with a page.
func says(contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		_, _ = io.WriteString(w, body) // a visitor that is gone is no concern
	}
}

// serveTLS is a web server with a chain of certificates, its own first, that speaks HTTP/2 and HTTP/1.1.
func serveTLS(t *testing.T, h http.Handler, chain ...probetest.Authority) string {
	t.Helper()
	return serveTLSWith(t, h, []string{"h2", "http/1.1"}, chain...)
}

// serveTLSWith is serveTLS with the protocols that the server is to offer.
func serveTLSWith(t *testing.T, h http.Handler, protos []string, chain ...probetest.Authority) string {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{probetest.Shown(chain...)}, MinVersion: tls.VersionTLS12, NextProtos: protos}
	s.EnableHTTP2 = slices.Contains(protos, "h2")
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}
