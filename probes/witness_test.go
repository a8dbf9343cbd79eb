package probes

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/names"
)

// mute is a door through which nothing comes back.
type mute struct{ door.Door }

func (mute) Dial(_ context.Context, network, _ string) (net.Conn, error) {
	return nil, &net.OpError{Op: "dial", Net: network, Err: os.ErrDeadlineExceeded}
}

func TestAMachineIsThereAsSoonAsAnythingComesBack(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, open, _ := net.SplitHostPort(l.Addr().String())
	shut, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, closed, _ := net.SplitHostPort(shut.Addr().String())
	_ = shut.Close() // so that nothing listens there
	at := netip.MustParseAddr("127.0.0.1")
	wants(t, askOnce(t, here(), &Presence{At: at, Ports: []string{closed, open}}), result.Up, "")
	refusing := askOnce(t, here(), &Presence{At: at, Ports: []string{closed}})
	wants(t, refusing, result.Degraded, result.TCPRefused)
	if !strings.Contains(refusing.Reason, "refuses connections on port "+closed) {
		t.Errorf("the reason is %q", refusing.Reason)
	}
	wants(t, askOnce(t, through(mute{door.System()}), &Presence{At: at, Ports: []string{open}}), result.Down, result.TCPTimeout)
}

func TestWhatTheRegistrySaysOfADomain(t *testing.T) {
	const domain = `{"objectClassName":"domain","ldhName":"shop.example","status":[%s],"events":[{"eventAction":"registration","eventDate":"2010-01-01T00:00:00Z"},{"eventAction":"expiration","eventDate":"%s"}],"nameservers":[{"ldhName":"NS2.EXAMPLE."},{"ldhName":"ns1.example"}]}`
	for name, c := range map[string]struct {
		status int
		body   string
		state  result.State
		reason string
	}{
		"in use":            {200, fmt.Sprintf(domain, `"active"`, "2099-05-01T00:00:00Z"), result.Up, "is registered until 1 May 2099"},
		"expired":           {200, fmt.Sprintf(domain, `"active"`, "2020-05-01T00:00:00Z"), result.Down, "expired on 1 May 2020"},
		"on hold":           {200, fmt.Sprintf(domain, `"Server Hold"`, "2099-05-01T00:00:00Z"), result.Down, "server hold"},
		"unknown":           {404, `{"errorCode":404}`, result.Down, "knows no domain"},
		"in trouble":        {503, "", result.Unknown, "answers 503"},
		"no domain at all":  {200, `{"objectClassName":"entity"}`, result.Unknown, "something that is no domain"},
		"no JSON":           {200, "<html>", result.Unknown, "something that is no domain"},
		"an unreadable end": {200, fmt.Sprintf(domain, ``, "soon"), result.Up, "is registered"},
	} {
		address := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/rdap/domain/shop.example" || r.Header.Get("Accept") != "application/rdap+json" {
				t.Errorf("it is asked for %s with %s", r.URL, r.Header.Get("Accept"))
			}
			w.WriteHeader(c.status)
			_, _ = fmt.Fprint(w, c.body)
		})
		u, err := url.Parse(address + "/rdap/")
		if err != nil {
			t.Fatal(err)
		}
		r := askOnce(t, here(), &Registry{Domain: "Shop.example", Server: u})
		if r.State != c.state || !strings.Contains(r.Reason, c.reason) {
			t.Errorf("%s: %s, %q", name, r.State, r.Reason)
		}
		if name == "in use" && strings.Join(r.Registry.Servers, " ") != "ns1.example ns2.example" {
			t.Errorf("it is served by %q", r.Registry.Servers)
		}
	}
}

func FuzzRegistry(f *testing.F) {
	f.Add(`{"objectClassName":"domain","status":["active"],"events":[{"eventAction":"expiration","eventDate":"2099-05-01T00:00:00Z"}]}`)
	f.Add(`{"objectClassName":"domain","nameservers":[{"ldhName":""}]}`)
	f.Fuzz(func(t *testing.T, body string) {
		address := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, body) })
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		r := askOnce(t, here(), &Registry{Domain: "shop.example", Server: u})
		if r.State == result.Degraded || r.Reason == "" || r.State != result.Unknown && r.Registry == nil {
			t.Errorf("%q became %s, %q", body, r.State, r.Reason)
		}
	})
}

// A site is asked under its name at an address to which its name does not lead.
func TestASiteCanBeAskedForElsewhere(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, "this is %s, and it works", r.Host)
	})
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	port := u.Port()
	u.Host = "lost.example:" + port
	p := Aimed{Prober: &HTTP{URL: u}, At: []netip.Addr{netip.MustParseAddr("127.0.0.1")}}
	r := askOnce(t, through(door.System(), "127.0.0.1:1"), p) // a resolver that is not there
	wants(t, r, result.Up, "")
	if r.Address != "127.0.0.1:"+port {
		t.Errorf("it was asked at %s", r.Address)
	}
}

func TestAPinnedNameLeadsWhereItIsSaidTo(t *testing.T) {
	env := through(door.System(), "127.0.0.1:1")
	pinned := env.Resolver.Pin("Shop.Example.", netip.MustParseAddr("192.0.2.7"))
	ips, err := pinned.Lookup(t.Context(), env.Door, "shop.example", names.AnyFamily)
	if err != nil || len(ips) != 1 || ips[0].String() != "192.0.2.7" {
		t.Errorf("it leads to %v: %v", ips, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if ips, err := pinned.Lookup(ctx, env.Door, "other.example", names.AnyFamily); err == nil {
		t.Errorf("another name leads to %v", ips)
	}
	wants(t, askWithin(t, env, &Name{Host: "shop.example", Resolver: pinned}, brief), result.Up, "")
	wants(t, askWithin(t, env, &Name{Host: "shop.example", Resolver: env.Resolver}, brief), result.Down, result.DNSTimeout)
}
