package probes

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"vigie/internal/result"
	"vigie/probes/probetest"
)

// BenchmarkProbe is a whole probe of a page of an ordinary size beside what net/http takes for a bare request without
// keep-alive, over plain HTTP, over TLS, and over TLS with HTTP/2. The servers are in a process of their own, so that
// cpu-µs/op is the client's alone: compare that figure, as a ratio, within one run.
func BenchmarkProbe(b *testing.B) {
	servers, roots := benchServers(b)
	for _, way := range []string{"http", "https", "h2"} {
		address := servers[way]
		b.Run(way+"/vigie", func(b *testing.B) {
			u, err := url.Parse(address)
			if err != nil {
				b.Fatal(err)
			}
			check := Check{Timeout: 5 * time.Second, Prober: &HTTP{URL: u, Request: Request{Redirects: 10}, Expect: Expect{Visible: 1}}}
			env := trusting(roots)
			measureCPU(b, func() {
				if r := check.Ask(b.Context(), env); r.State != result.Up {
					b.Fatal(r.Reason)
				}
			})
		})
		b.Run(way+"/net-http", func(b *testing.B) {
			client := http.Client{Transport: &http.Transport{
				DisableKeepAlives: true, ForceAttemptHTTP2: way == "h2", TLSClientConfig: &tls.Config{RootCAs: roots},
			}}
			measureCPU(b, func() {
				r, err := client.Get(address)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := io.Copy(io.Discard, r.Body); err != nil {
					b.Fatal(err)
				}
				if err := r.Body.Close(); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}

// measureCPU reports what an operation costs this process.
func measureCPU(b *testing.B, do func()) {
	b.Helper()
	b.ReportAllocs()
	before := cpuTime()
	for b.Loop() {
		do()
	}
	b.ReportMetric(float64((cpuTime()-before).Microseconds())/float64(b.N), "cpu-µs/op")
}

// benchServers starts the servers of a benchmark in a process of their own, and returns the address of each.
func benchServers(b *testing.B) (map[string]string, *x509.CertPool) {
	b.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestBenchServers$")
	cmd.Env = append(os.Environ(), "VIGIE_BENCH_SERVERS=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	in, err := cmd.StdinPipe() // they end when it is closed
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = in.Close(); _ = cmd.Wait() })
	lines := bufio.NewReader(out)
	servers := make(map[string]string)
	for range 3 {
		line, err := lines.ReadString('\n')
		if err != nil {
			b.Fatal(err)
		}
		way, address, _ := strings.Cut(strings.TrimSpace(line), " ")
		servers[way] = address
	}
	roots := x509.NewCertPool()
	var root strings.Builder
	for !strings.Contains(root.String(), "-----END") {
		line, err := lines.ReadString('\n')
		if err != nil {
			b.Fatal(err)
		}
		root.WriteString(line)
	}
	roots.AppendCertsFromPEM([]byte(root.String()))
	return servers, roots
}

// TestBenchServers is that other process.
func TestBenchServers(t *testing.T) {
	if os.Getenv("VIGIE_BENCH_SERVERS") == "" {
		t.Skip("it only serves the benchmarks")
	}
	page := "<!doctype html><html><head><title>A shop</title><link rel=stylesheet href=/a.css></head><body>" +
		strings.Repeat("<div class=card><h2>A thing to buy</h2><p>With a few words that say what it is, and its price: 12 €.</p></div>\n", 40) +
		"</body></html>"
	handler := says("text/html; charset=utf-8", page)
	root, _ := probetest.Root(t)
	between := root.Issue(t, probetest.Certified{From: -time.Hour, Till: probetest.Year, CA: true})
	leaf := between.Issue(t, probetest.Certified{Names: []string{"localhost"}, From: -time.Hour, Till: probetest.Year})
	tell := func(way, address string) { _, _ = io.WriteString(os.Stdout, way+" "+address+"\n") }
	tell("http", serve(t, handler))
	for way, protos := range map[string][]string{"https": {"http/1.1"}, "h2": {"h2"}} {
		_, port, err := net.SplitHostPort(serveTLSWith(t, handler, protos, leaf, between))
		if err != nil {
			t.Fatal(err)
		}
		tell(way, "https://localhost:"+port)
	}
	_ = pem.Encode(os.Stdout, &pem.Block{Type: "CERTIFICATE", Bytes: root.Cert.Raw})
	_, _ = io.Copy(io.Discard, os.Stdin)
}
