package probes

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/probetest"
)

// mapped is a door behind which addresses of the whole world are servers of this test.
type mapped struct {
	door.Door
	to map[string]string // host:port to host:port
}

func (m mapped) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	if to, ok := m.to[address]; ok {
		address = to
	}
	return m.Door.Dial(ctx, network, address)
}

// hostOf is the host and port of an address.
func hostOf(address string) string { return strings.TrimPrefix(address, "http://") }

// Who is in a hotel and has not logged in yet must not hear that all his sites are down.
func TestHTTP13_CaptivePortals(t *testing.T) {
	portal := serve(t, says("text/html", "<title>Welcome to our hotel</title><p>Please give your room number."))
	redirect := func(to string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusFound)
		}
	}
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		asked  string
		expect Expect
		state  result.State
		class  result.Failure
	}{
		"511":                         {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNetworkAuthenticationRequired) }, "93.184.216.34", Expect{Visible: 1}, result.Unknown, result.LocalOffline},
		"to a private address":        {redirect("http://192.168.1.1/login"), "93.184.216.34", Expect{Visible: 1}, result.Unknown, result.LocalOffline},
		"to a local address":          {redirect("http://169.254.1.1/"), "93.184.216.34", Expect{Visible: 1}, result.Unknown, result.LocalOffline},
		"to the provider's own":       {redirect("http://100.64.0.1/"), "93.184.216.34", Expect{Visible: 1}, result.Unknown, result.LocalOffline},
		"by a page that sends on":     {says("text/html", `<meta http-equiv="refresh" content="0; url=http://10.0.0.1/login">`), "93.184.216.34", Expect{Visible: 1}, result.Unknown, result.LocalOffline},
		"sent on within the site":     {says("text/html", `<meta http-equiv="refresh" content="0; url=/fr/">`), "93.184.216.34", Expect{Visible: 1}, result.Up, ""},
		"inside already":              {redirect("http://192.168.1.1/login"), "192.168.7.7", Expect{Visible: 1}, result.Up, ""},
		"to this machine":             {redirect("http://127.0.0.1:1/"), "93.184.216.34", Expect{Visible: 1}, result.Down, result.TCPRefused},
		"to the same host":            {redirect("/login?uamip=1"), "93.184.216.34", Expect{Visible: 1}, result.Down, result.HTTPRedirect},
		"to a login that tells":       {redirect("http://203.0.113.9/login?res=notyet&uamip=10.1.0.1"), "93.184.216.34", Expect{Visible: 1}, result.Unknown, result.LocalOffline},
		"to another site":             {redirect("http://203.0.113.9/welcome"), "93.184.216.34", Expect{Visible: 1}, result.Up, ""},
		"generate_204, redirected":    {redirect("http://203.0.113.9/welcome"), "93.184.216.34", Expect{Status: []StatusRange{{204, 204}}}, result.Unknown, result.LocalOffline},
		"generate_204, a page":        {says("text/html", "<p>Log in"), "93.184.216.34", Expect{Status: []StatusRange{{204, 204}}}, result.Unknown, result.LocalOffline},
		"generate_204, an error":      {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, "93.184.216.34", Expect{Status: []StatusRange{{204, 204}}}, result.Down, result.HTTPStatus},
		"generate_204":                {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }, "93.184.216.34", Expect{Status: []StatusRange{{204, 204}}}, result.Up, ""},
		"its page":                    {says("text/html", "<title>Captive Portal</title><p>Log in"), "93.184.216.34", Expect{Visible: 1}, result.Unknown, result.LocalOffline},
		"its page, turned off":        {says("text/html", "<title>Captive Portal</title><p>Log in"), "93.184.216.34", Expect{Visible: 1, Allow: []string{"captive-portal"}}, result.Up, ""},
		"a private one, turned off":   {redirect("http://192.168.1.1/login"), "93.184.216.34", Expect{Visible: 1, Allow: []string{"captive-portal"}}, result.Up, ""},
		"who sells domains":           {redirect("http://www.sedo.com/search?domain=x"), "93.184.216.34", Expect{Visible: 1}, result.Down, result.ContentDefaultPage},
		"who sells domains, but fine": {redirect("http://www.dan.com/"), "93.184.216.34", Expect{Visible: 1, Allow: []string{"all"}}, result.Down, result.DNSTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := here()
			env.Resolver.Servers = []string{probetest.ClosedPort(t)}
			env.Door = mapped{door.System(), map[string]string{
				c.asked + ":80": hostOf(serve(t, c.answer)), "192.168.1.1:80": hostOf(portal), "169.254.1.1:80": hostOf(portal), "100.64.0.1:80": hostOf(portal),
				"203.0.113.9:80": hostOf(portal),
			}}
			p := get(t, "http://"+c.asked+"/")
			p.Expect = c.expect
			r := askOnce(t, env, p)
			wants(t, r, c.state, c.class)
			if c.class == result.LocalOffline && !strings.HasSuffix(r.Reason, "(rule captive-portal)") {
				t.Errorf("the reason is %q", r.Reason)
			}
		})
	}
}

func TestWhatLiesInside(t *testing.T) {
	for address, inside := range map[string]bool{
		"10.1.2.3": true, "172.16.0.1": true, "172.32.0.1": false, "192.168.0.1": true, "169.254.9.9": true, "100.64.0.1": true, "100.128.0.1": false,
		"fd00::1": true, "fe80::1": true, "2001:db8::1": false, "127.0.0.1": false, "::1": false, "::ffff:10.0.0.1": true, "8.8.8.8": false,
	} {
		ip := netip.MustParseAddr(address)
		if isInside(ip) != inside {
			t.Errorf("%s is taken for inside: %t", address, !inside)
		}
		if isInside(ip) && isOutside(ip) {
			t.Errorf("%s is inside and outside", address)
		}
	}
}
