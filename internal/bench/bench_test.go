// Package bench measures vigie as whole processes against a server on this machine, and a plain client beside it in the
// same run. Its benchmarks take from half a minute to some minutes each; they are run one by one:
//
//	go test -run xxx -bench 'CPU' -benchtime 1x ./internal/bench
package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"vigie/internal/cli"
)

// TestMain lets the test binary be each of the processes that take part: the server, the plain client, and vigie.
func TestMain(m *testing.M) {
	switch os.Getenv("VIGIE_BENCH_ROLE") {
	case "server":
		runServer()
	case "plain":
		runPlain()
	case "vigie":
		os.Exit(runVigie())
	default:
		os.Exit(m.Run())
	}
}

// runVigie is vigie itself. Where VIGIE_BENCH_PROFILE names a file, its processor time is profiled into it, and where
// VIGIE_BENCH_HEAP does, its memory at the end.
func runVigie() int {
	if path := os.Getenv("VIGIE_BENCH_HEAP"); path != "" {
		file, err := os.Create(path)
		check(err)
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
		defer stop()
		context.AfterFunc(ctx, func() { check(pprof.WriteHeapProfile(file)) })
	}
	if path := os.Getenv("VIGIE_BENCH_PROFILE"); path != "" {
		file, err := os.Create(path)
		check(err)
		check(pprof.StartCPUProfile(file))
		defer pprof.StopCPUProfile()
	}
	return cli.Main(os.Args[1:])
}

// process is one of those that take part.
type process struct {
	b   testing.TB
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// begin starts a process in a role.
func begin(b testing.TB, role string, args ...string) *process {
	b.Helper()
	exe, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	p := &process{b: b, cmd: exec.Command(exe, args...)}
	p.cmd.Env = append(os.Environ(), "VIGIE_BENCH_ROLE="+role)
	p.cmd.Stderr = io.Discard
	if testing.Verbose() {
		p.cmd.Stderr = os.Stderr
	}
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		b.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	p.out = bufio.NewReaderSize(out, 1<<20)
	if err := p.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(p.end)
	return p
}

func (p *process) end() {
	if p.cmd.ProcessState != nil {
		return
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // it may have ended
	kill := time.AfterFunc(5*time.Second, func() { _ = p.cmd.Process.Kill() })
	defer kill.Stop()
	go func() { _, _ = io.Copy(io.Discard, p.out) }() // whatever it still has to say
	_ = p.cmd.Wait()                                  // it was told to end
}

// ask sends a line and reads the answer as JSON.
func (p *process) ask(line string, answer any) {
	p.b.Helper()
	if _, err := io.WriteString(p.in, line+"\n"); err != nil {
		p.b.Fatal(err)
	}
	p.read(answer)
}

func (p *process) read(answer any) {
	p.b.Helper()
	said, err := p.out.ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(said, answer)
	}
	if err != nil {
		p.b.Fatalf("what the process says: %q, %v", said, err)
	}
}

// cpu is the processor time that a process has taken so far.
func (p *process) cpu() time.Duration {
	p.b.Helper()
	data, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(p.cmd.Process.Pid), "stat"))
	if err != nil {
		p.b.Skipf("the processor time of a process cannot be read here: %v", err)
	}
	f := strings.Fields(string(data[strings.LastIndexByte(string(data), ')')+1:]))
	user, _ := strconv.Atoi(f[11]) // the format is fixed: see proc(5)
	system, _ := strconv.Atoi(f[12])
	const tick = 10 * time.Millisecond
	return time.Duration(user+system) * tick
}

// memory is the resident memory of a process and the most that it ever was, in MiB.
func (p *process) memory() (now, most float64) {
	p.b.Helper()
	data, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(p.cmd.Process.Pid), "status"))
	if err != nil {
		p.b.Skipf("the memory of a process cannot be read here: %v", err)
	}
	for line := range strings.Lines(string(data)) {
		var kb float64
		if _, err := fmt.Sscanf(line, "VmRSS: %f kB", &kb); err == nil {
			now = kb / 1024
		}
		if _, err := fmt.Sscanf(line, "VmHWM: %f kB", &kb); err == nil {
			most = kb / 1024
		}
	}
	return now, most
}

// target is what is measured against.
type target struct {
	*process
	DNS   string `json:"dns"`
	HTTP  string `json:"http"`
	HTTPS string `json:"https"`
	CA    string `json:"ca"` // a file
	// Faulty are those that will fail, by the way in which.
	Faulty map[string]string `json:"faulty"`
}

func newTarget(b testing.TB) *target {
	b.Helper()
	t := &target{process: begin(b, "server")}
	t.read(t)
	return t
}

// configuration writes a configuration of n sites and returns its file.
func (t *target) configuration(n int, scheme, settings string) string {
	t.b.Helper()
	var c strings.Builder
	fmt.Fprintf(&c, "resolver: %s\nreferences: []\n%s\nsites:\n", t.DNS, settings)
	_, port, _ := strings.Cut(t.HTTP, ":")
	if scheme == "https" {
		_, port, _ = strings.Cut(t.HTTPS, ":")
	}
	for i := range n {
		fmt.Fprintf(&c, "  - { name: Site %05d, url: \"%s://s%05d.example:%s/\" }\n", i, scheme, i, port)
	}
	path := filepath.Join(t.b.(interface{ TempDir() string }).TempDir(), "vigie.yaml")
	if err := os.WriteFile(path, []byte(c.String()), 0o600); err != nil {
		t.b.Fatal(err)
	}
	return path
}

// serve starts vigie on a configuration.
func (t *target) serve(config string, args ...string) *process {
	t.b.Helper()
	return begin(t.b, "vigie", append([]string{"serve", "--config", config, "--state", filepath.Dir(config)}, args...)...)
}

// console starts vigie with lines instead of a screen: it takes every picture, as a screen does.
func (t *target) console(config string) *process {
	t.b.Helper()
	return begin(t.b, "vigie", "--plain", "--config", config, "--state", filepath.Dir(config))
}
