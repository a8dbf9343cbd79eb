package sim_test

import (
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/miekg/dns"

	"vigie/internal/result"
)

const caught = "  - { name: Plain, url: \"http://plain.example/\" }\nevents: [{ at: 1m, line: portal }, { at: 2m, line: up }]"

func TestAPortalAnswersInsteadOfAllOthers(t *testing.T) {
	w, sc := world(t, caught)
	at := sc.Start.Add(time.Minute)
	for _, server := range []string{w.Resolver(), w.SecondResolver(), "192.0.2.200:53"} {
		if got := answered(t, w, at, server, "shop.example"); got != "NOERROR 172.16.0.1" {
			t.Errorf("%s: %s", server, got)
		}
	}
	if m, _, err := query(t, w.Visit(at), "tcp", w.Resolver(), "shop.example", dns.TypeAAAA); err != nil || said(m) != "NOERROR" {
		t.Errorf("AAAA over a stream: %v %v", m, err)
	}
	for _, address := range []string{"172.16.0.1", "192.0.2.10", "192.0.2.200"} { // the last is nobody's
		resp, _, err := fetch(t, w.Visit(at), w, address+":80", "http://shop.example/basket?x=1")
		if err != nil || resp.StatusCode != http.StatusFound ||
			resp.Header.Get("Location") != "http://login.guests.example/?redirurl=http%3A%2F%2Fshop.example%2Fbasket%3Fx%3D1" {
			t.Errorf("%s: %v %v", address, resp, err)
		}
		_, _, err = fetch(t, w.Visit(at), w, address+":443", "https://shop.example/")
		var name x509.HostnameError
		if !errors.As(err, &name) || name.Certificate.DNSNames[0] != "login.guests.example" {
			t.Errorf("%s over TLS: %v", address, err)
		}
		if _, err := w.Visit(at).Dial(t.Context(), "tcp", address+":22"); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("%s, port 22: %v", address, err)
		}
		if _, err := w.Visit(at).Echo(t.Context(), netip.MustParseAddr(address)); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("an echo from %s: %v", address, err)
		}
	}
	_, body, err := fetch(t, w.Visit(at), w, "172.16.0.1:80", "http://login.guests.example/?redirurl=x")
	if err != nil || !strings.Contains(body, "Captive portal") {
		t.Errorf("the login: %q %v", body, err)
	}
}

func TestProbesMeetThePortalAsTheyWouldOneOutside(t *testing.T) {
	w, sc := world(t, caught)
	for site, want := range map[string]result.Failure{"Shop": result.TLSName, "Plain": result.LocalOffline, "Port": result.TCPRefused} {
		if r := ask(t, w, sc, site, time.Minute); r.Failure != want {
			t.Errorf("%s: %s (%s), want %s", site, r.Failure, r.Reason, want)
		}
		if r := ask(t, w, sc, site, 2*time.Minute); r.State != result.Up {
			t.Errorf("%s once logged in: %s", site, r.Reason)
		}
	}
}

func TestTheProviderIsAskedOverOurLineToo(t *testing.T) {
	w, sc := world(t, "events: [{ at: 1m, line: down }, { at: 2m, line: portal }, { at: 3m, line: up }, { at: 4m, places: { \"*\": unreachable } }, { at: 4m, resolver: down }]")
	now := sc.Start
	asked := 0
	client := w.OverLine(roundTrip(func(*http.Request) (*http.Response, error) {
		asked++
		return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(""))}, nil
	}), func() time.Time { return now })
	for i, want := range []string{"", "network is unreachable", "not api.example", "", ""} {
		now = sc.Start.Add(time.Duration(i) * time.Minute)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://api.example/", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := client.RoundTrip(req)
		if (want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("after %d min: %v, want %q", i, err, want)
		}
		if err == nil {
			resp.Body.Close()
		}
	}
	if asked != 3 {
		t.Errorf("asked %d times, want 3", asked)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
