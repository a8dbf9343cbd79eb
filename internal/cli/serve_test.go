package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// served is a vigie serve in this process, with the lines that it prints.
type served struct {
	t      *testing.T
	lines  chan map[string]any
	log    *safeBuffer
	cancel context.CancelFunc
	done   chan error
}

// safeBuffer is one that several goroutines may use.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func startServe(t *testing.T, dir, config string) *served {
	t.Helper()
	path := filepath.Join(dir, "vigie.yaml")
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	s := &served{t: t, lines: make(chan map[string]any, 1000), log: &safeBuffer{}, cancel: cancel, done: make(chan error, 1)}
	r, w := io.Pipe()
	root := newRoot()
	root.SetArgs([]string{"serve", "--json", "--config", path, "--state", filepath.Join(dir, "state")})
	root.SetOut(w)
	root.SetErr(s.log)
	root.SilenceErrors, root.SilenceUsage = true, true
	go func() {
		s.done <- root.ExecuteContext(ctx)
		_ = w.Close() // a pipe always closes
	}()
	go func() {
		defer close(s.lines)
		for in := bufio.NewScanner(r); in.Scan(); {
			var line map[string]any
			if err := json.Unmarshal(in.Bytes(), &line); err != nil {
				t.Errorf("%q is no JSON: %v", in.Text(), err)
			}
			s.lines <- line
		}
	}()
	t.Cleanup(func() { s.end() })
	return s
}

// until reads lines until one is wanted.
func (s *served) until(what string, wanted func(map[string]any) bool) map[string]any {
	s.t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		select {
		case line, ok := <-s.lines:
			if !ok {
				s.t.Fatalf("it ended before %s; its log:\n%s", what, s.log)
			}
			if wanted(line) {
				return line
			}
		case <-deadline:
			s.t.Fatalf("%s did not come; its log:\n%s", what, s.log)
		}
	}
}

func (s *served) change(site, to string) map[string]any {
	s.t.Helper()
	return s.until(site+" is "+to, func(l map[string]any) bool {
		return l["event"] == "change" && l["site"] == site && l["to"] == to
	})
}

// end ends it as a signal does, and tells how long that took.
func (s *served) end() time.Duration {
	began := time.Now()
	s.cancel()
	for range s.lines { // what it still says is not wanted
	}
	if err := <-s.done; err != nil {
		s.t.Errorf("it ended with %v", err)
	}
	s.done <- nil
	return time.Since(began)
}

func TestServeTellsEveryResultAndEveryChange(t *testing.T) {
	var broken atomic.Bool
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if broken.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		fmt.Fprint(w, "<p>a page")
	}))
	defer web.Close()
	dir := t.TempDir()
	config := func(more string) string {
		return fmt.Sprintf("defaults: { every: 1s, recheck: 200ms, timeout: 2s }\nreferences: []\nsites:\n  - { name: Shop, url: %q }\n%s", web.URL, more)
	}
	s := startServe(t, dir, config(""))
	first := s.until("a result", func(l map[string]any) bool { return l["check"] == "http" })
	if first["site"] != "Shop" || first["state"] != "up" || first["target"] != web.URL {
		t.Errorf("the first result is %v", first)
	}
	s.change("Shop", "up")
	broken.Store(true)
	down := s.change("Shop", "down")
	if down["from"] != "up" || down["failure"] != "http.status" || !strings.Contains(fmt.Sprint(down["reason"]), "503") {
		t.Errorf("the change is %v", down)
	}
	since, err1 := time.Parse(time.RFC3339, fmt.Sprint(down["since"]))
	at, err2 := time.Parse(time.RFC3339, fmt.Sprint(down["time"]))
	if err1 != nil || err2 != nil || !since.Before(at) {
		t.Errorf("it began at %v and was confirmed at %v", down["since"], down["time"])
	}
	broken.Store(false)
	s.change("Shop", "up")

	// A bad edit changes nothing, a good one is taken.
	path := filepath.Join(dir, "vigie.yaml")
	write := func(content string) {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(config("  - { name: Blog, ulr: x }\n"))
	s.until("the bad edit", func(map[string]any) bool { return strings.Contains(s.log.String(), "the configuration was not taken") })
	write(config(fmt.Sprintf("  - { name: Blog, url: %q }\n", web.URL+"/blog")))
	s.change("Blog", "up")

	if took := s.end(); took > 2*time.Second {
		t.Errorf("it took %v to end", took)
	}
}

func TestServeServesMetricsAndHealth(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	s := startServe(t, t.TempDir(), "references: []\nmetrics: { listen: "+address+" }\nsites: [{ name: Port, tcp: '"+address+"' }]\n")
	s.change("Port", "up")
	get := func(path string) string {
		r, err := http.Get("http://" + address + path)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		body, err := io.ReadAll(r.Body)
		if err != nil || r.StatusCode != http.StatusOK {
			t.Errorf("%s: %s, %v", path, r.Status, err)
		}
		return string(body)
	}
	if got := get("/healthz"); got != "ok\n" {
		t.Errorf("/healthz says %q", got)
	}
	var got string
	for deadline := time.Now().Add(10 * time.Second); !strings.Contains(got, `vigie_site_up{group="",site="Port"} 1`); {
		if got = get("/metrics"); time.Now().After(deadline) {
			t.Fatalf("/metrics does not tell the site:\n%s", got)
		}
	}
	for _, want := range []string{`vigie_probes_total{check="tcp",state="up"} `, "vigie_probe_lateness_seconds_count", `vigie_sites{state="up"} 1`, "go_goroutines", "vigie_build_info"} {
		if !strings.Contains(got, want) {
			t.Errorf("/metrics lacks %s", want)
		}
	}
}

func TestASecondServeIsToldWhoTheFirstIs(t *testing.T) {
	dir := t.TempDir()
	const config = "references: []\nsites: [{ name: Port, tcp: '127.0.0.1:1' }]\n"
	s := startServe(t, dir, config)
	s.until("a result", func(l map[string]any) bool { return l["check"] == "tcp" })
	root := newRoot()
	root.SetArgs([]string{"serve", "--config", filepath.Join(dir, "vigie.yaml"), "--state", filepath.Join(dir, "state")})
	root.SetOut(io.Discard)
	root.SetErr(io.Discard)
	root.SilenceErrors, root.SilenceUsage = true, true
	err := root.ExecuteContext(t.Context())
	if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("vigie serve (process %d, since ", os.Getpid())) {
		t.Errorf("the second is told: %v", err)
	}
}

// TestServeChild is a vigie serve in a process of its own.
func TestServeChild(t *testing.T) {
	dir := os.Getenv("VIGIE_SERVE_CHILD_DIR")
	if dir == "" {
		t.Skip("it is the child of another test")
	}
	os.Exit(Main([]string{"serve", "--json", "--config", filepath.Join(dir, "vigie.yaml"), "--state", filepath.Join(dir, "state")}))
}

func TestServeEndsWellWhenNobodyReadsItsLinesAnyLonger(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no SIGPIPE")
	}
	dir := t.TempDir()
	const config = "defaults: { every: 1s }\nreferences: []\nsites: [{ name: Port, tcp: '127.0.0.1:1' }]\n"
	if err := os.WriteFile(filepath.Join(dir, "vigie.yaml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestServeChild$")
	child.Env = append(os.Environ(), "VIGIE_SERVE_CHILD_DIR="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || !strings.Contains(line, `"site":"Port"`) {
		t.Fatalf("%q, %v", line, err)
	}
	_ = out.Close()
	if err := child.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "state", "owner.json")); !os.IsNotExist(err) {
		t.Errorf("it has not given its folder back: %v", err)
	}
}
