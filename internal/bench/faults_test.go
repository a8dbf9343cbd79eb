package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// faults are the ways in which a site can fail, each with what it is found as.
var faults = map[string]string{
	"status":  "http.status",  // 503
	"refuse":  "tcp.refused",  // nothing listens any more
	"swallow": "tcp.timeout",  // packets vanish
	"silent":  "http.timeout", // it takes the connection and says nothing
	"reset":   "http.reset",   // it cuts the connection in the body
	"name":    "dns.nxdomain", // its name is gone
}

// faulty is a web server on a port of its own that can fail in one way.
type faulty struct {
	kind    string
	address string
	failing atomic.Bool
	web     *http.Server
	full    []net.Conn // what fills the queue of a port that swallows
}

func newFaulty(kind string) *faulty {
	f := &faulty{kind: kind}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	f.address = l.Addr().String()
	f.web = &http.Server{Handler: f, ErrorLog: log.New(io.Discard, "", 0)}
	go func() { _ = f.web.Serve(l) }() // it is closed when it fails
	return f
}

func (f *faulty) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	switch {
	case !f.failing.Load():
	case f.kind == "status":
		w.WriteHeader(http.StatusServiceUnavailable)
	case f.kind == "silent":
		<-r.Context().Done()
		return
	case f.kind == "reset":
		conn, out, err := w.(http.Hijacker).Hijack()
		check(err)
		_, _ = fmt.Fprintf(out, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s", len(page), page[:len(page)/2])
		_ = out.Flush()
		check(conn.(*net.TCPConn).SetLinger(0))
		_ = conn.Close()
		return
	}
	_, _ = io.WriteString(w, page) // whoever asked may have gone
}

// close closes the port, for those that fail by that.
func (f *faulty) close() {
	switch f.kind {
	case "refuse":
		check(f.web.Close())
	case "swallow":
		check(f.web.Close())
		f.swallow()
	}
}

// swallow listens on the port with a queue that is full: the kernel drops whoever else would like to connect.
func (f *faulty) swallow() {
	_, port, err := net.SplitHostPort(f.address)
	check(err)
	number, err := strconv.Atoi(port)
	check(err)
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	check(err)
	check(syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1))
	check(syscall.Bind(fd, &syscall.SockaddrInet4{Port: number, Addr: [4]byte{127, 0, 0, 1}}))
	check(syscall.Listen(fd, 0))
	for range 4 {
		conn, err := net.DialTimeout("tcp", f.address, 200*time.Millisecond)
		if err != nil {
			return // it is full
		}
		f.full = append(f.full, conn)
	}
}

// BenchmarkDown is how long it takes from a fault to "down" with every: 5s, confirm: 2, recheck: 1s, timeout: 2s, for
// each way of failing. The targets are a median under 4 s and never more than 9 s. Where nothing comes back the two
// timeouts alone take 4 s, and until the next asking half of the interval passes: no order of asking can bring that
// median under 6.5 s.
func BenchmarkDown(b *testing.B) {
	const each = 60 // sites for each way of failing
	for b.Loop() {
		t := newTarget(b)
		var c strings.Builder
		fmt.Fprintf(&c, "resolver: %s\nreferences: []\ndefaults: { every: 5s, confirm: 2, recheck: 1s, timeout: 2s }\nlimits: { per_host: 100 }\nsites:\n", t.DNS)
		for kind := range faults {
			_, port, _ := strings.Cut(t.Faulty[kind], ":")
			for i := range each {
				fmt.Fprintf(&c, "  - { name: %s %d, url: \"http://%s%d.example:%s/\" }\n", kind, i, kind, i, port)
			}
		}
		path := filepath.Join(b.TempDir(), "vigie.yaml")
		if err := os.WriteFile(path, []byte(c.String()), 0o600); err != nil {
			b.Fatal(err)
		}
		vigie := t.serve(path, "--json")
		changes := vigie.changes(each * len(faults))
		time.Sleep(10 * time.Second)
		began := time.Now()
		t.ask("fail", new(string))
		took := make(map[string][]time.Duration)
		for range each * len(faults) {
			x := <-changes
			kind, _, _ := strings.Cut(x.Site, " ")
			if x.Failure != faults[kind] {
				b.Errorf("%s is found as %s", x.Site, x.Failure)
			}
			took[kind] = append(took[kind], x.Time.Sub(began))
		}
		vigie.end()
		for _, kind := range slices.Sorted(maps.Keys(took)) {
			slices.Sort(took[kind])
			b.ReportMetric(took[kind][each/2].Seconds(), kind+"-median-s")
			b.ReportMetric(took[kind][each-1].Seconds(), kind+"-most-s")
		}
		b.ReportMetric(0, "ns/op")
	}
}

// change is a line of a confirmed change.
type change struct {
	Event, Site, To, Failure string
	Time                     time.Time
}

// changes are the sites that go down, as they are told; n is how many are expected.
func (p *process) changes(n int) <-chan change {
	found := make(chan change, n)
	go func() {
		for {
			line, err := p.out.ReadBytes('\n')
			if err != nil {
				return
			}
			var x change
			if bytes.Contains(line, []byte(`"event"`)) && json.Unmarshal(line, &x) == nil && x.To == "down" {
				found <- x
			}
		}
	}()
	return found
}
