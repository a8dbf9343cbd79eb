package probes

import (
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"
	"go.uber.org/goleak"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/probetest"
)

// serveH3 is a web server that speaks HTTP/3 and nothing else.
func serveH3(t *testing.T, h http.Handler, chain ...probetest.Authority) string {
	t.Helper()
	packets, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &http3.Server{Handler: h, TLSConfig: http3.ConfigureTLSConfig(&tls.Config{Certificates: []tls.Certificate{probetest.Shown(chain...)}})}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.Serve(packets) // it ends with the test
	}()
	t.Cleanup(func() { _ = s.Close(); _ = packets.Close(); <-done })
	_, port, _ := net.SplitHostPort(packets.LocalAddr().String())
	return "https://localhost:" + port
}

func h3(t *testing.T, address string) *HTTP {
	p := get(t, address)
	p.Protocol = HTTP3
	return p
}

func TestHTTP3(t *testing.T) {
	leaf, _, pool := probetest.Localhost(t)
	env := trusting(pool)
	mux := http.NewServeMux()
	mux.Handle("/page", says("text/html", "Add to basket"))
	mux.Handle("/round", http.RedirectHandler("/page", http.StatusFound))
	mux.HandleFunc("/cut", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "500")
		_, _ = io.WriteString(w, "hello")
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	})
	mux.HandleFunc("/stall", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = io.WriteString(w, r.Method+" "+string(body)+" "+r.Header.Get("Authorization"))
	})
	site := serveH3(t, mux, leaf)

	r := askOnce(t, env, h3(t, site+"/round"))
	wants(t, r, result.Up, "")
	if r.HTTP.Proto != "HTTP/3.0" || len(r.HTTP.Redirects) != 1 || r.TLS == nil || r.TLS.Version != "TLS 1.3" {
		t.Errorf("facts are missing: %+v %+v", r.HTTP, r.TLS)
	}
	if r.Phases.Connect != -1 || r.Phases.TLS <= 0 || r.Phases.FirstByte <= 0 || (r.Total-sum(r.Phases)).Abs() > r.Total/100 {
		t.Errorf("the phases are %v of %v", r.Phases, r.Total)
	}
	p := h3(t, site+"/echo")
	p.Method, p.Body, p.User, p.Password = "POST", "a=b", "u", "pw"
	p.Expect.Contains = []Pattern{{Text: "POST a=b Basic"}}
	wants(t, askOnce(t, env, p), result.Up, "")
	wants(t, askOnce(t, env, h3(t, site+"/nothing")), result.Down, result.HTTPStatus)
	wants(t, askOnce(t, env, h3(t, site+"/cut")), result.Down, result.HTTPReset)
	wants(t, askWithin(t, env, h3(t, site+"/stall"), brief), result.Down, result.HTTPTimeout)
	stranger, _ := probetest.Root(t)
	other := serveH3(t, mux, stranger.Issue(t, probetest.Certified{Names: []string{"elsewhere.example"}, From: -probetest.Year, Till: -time.Hour}))
	r = askOnce(t, env, h3(t, other+"/page"))
	wants(t, r, result.Down, result.TLSExpired)
	if !strings.Contains(r.Reason, "not for localhost") || r.TLS.Expires.IsZero() {
		t.Errorf("not everything is told: %s", r.Reason)
	}
}

func TestHTTP3ThatDoesNotCome(t *testing.T) {
	silent, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	closed, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := closed.LocalAddr().String()
	_ = closed.Close()
	leaf, _, pool := probetest.Localhost(t)
	other, err := quic.ListenAddr("127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{probetest.Shown(leaf)}, NextProtos: []string{"another"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	env := trusting(pool)
	for name, c := range map[string]struct {
		address string
		failure result.Failure
		reason  string
	}{
		"silence":          {silent.LocalAddr().String(), result.TCPTimeout, "no answer over UDP"},
		"nothing there":    {address, result.TCPRefused, "refuses packets over UDP"},
		"another protocol": {other.Addr().String(), result.TLSHandshake, "refused the secure connection"},
	} {
		t.Run(name, func(t *testing.T) {
			r := askWithin(t, env, h3(t, "https://"+c.address), timeoutFor(c.failure))
			wants(t, r, result.Down, c.failure)
			if !strings.Contains(r.Reason, c.reason) || r.Address != c.address {
				t.Errorf("the reason is %q, the address %s", r.Reason, r.Address)
			}
		})
	}
}

// A door without packets, such as a simulated one, says so.
func TestHTTP3NeedsPackets(t *testing.T) {
	env := here()
	env.Door = struct{ door.Door }{door.System()}
	r := askOnce(t, env, h3(t, "https://localhost:1"))
	wants(t, r, result.Unknown, "")
	if !strings.Contains(r.Reason, "cannot be asked") {
		t.Errorf("the reason is %q", r.Reason)
	}
}

func TestHTTP3LeavesNothingRunning(t *testing.T) {
	root, pool := probetest.Root(t)
	site := serveH3(t, says("text/html", "hello"), root.Issue(t, probetest.Certified{Names: []string{"localhost"}, From: -time.Hour, Till: probetest.Year}))
	env := trusting(pool)
	wants(t, askOnce(t, env, h3(t, site)), result.Up, "") // the server now runs all that it needs
	before := goleak.IgnoreCurrent()
	for range 5 {
		wants(t, askOnce(t, env, h3(t, site)), result.Up, "")
	}
	goleak.VerifyNone(t, before)
}
