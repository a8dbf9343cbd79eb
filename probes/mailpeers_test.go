//go:build linux

package probes

import (
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"vigie/probes/probetest"
)

// mailHome is a folder for a real mail server that only this test knows. Its processes run as other users, who must
// be able to come in.
func mailHome(t *testing.T, program string) (path, home string) {
	t.Helper()
	path = probetest.Peer(t, program)
	if os.Geteuid() != 0 {
		t.Skipf("%s gives its processes users of their own, which only root can do", program)
	}
	home, err := os.MkdirTemp("", "vigie-"+program)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(home) })
	if err := os.Chmod(home, 0o755); err != nil {
		t.Fatal(err)
	}
	return path, home
}

// writeMailFile writes a file into a mail server's folder, which its processes may read. Postfix waits for seconds
// before it trusts a file that has just been written, so this one looks old.
func writeMailFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if past := time.Now().Add(-time.Minute); os.Chtimes(path, past, past) != nil {
		t.Fatalf("%s cannot be made to look old", path)
	}
}

// writeChain writes a key and its certificate.
func writeChain(t *testing.T, home, name string, a probetest.Authority) {
	t.Helper()
	certificate, key := probetest.PEM(t, a)
	writeMailFile(t, filepath.Join(home, name+".crt"), certificate)
	writeMailFile(t, filepath.Join(home, name+".key"), key)
}

// writeChains writes one certificate that is fine for localhost, and two that are not. It returns who trusts them.
func writeChains(t *testing.T, home string) *x509.CertPool {
	t.Helper()
	fine, root, pool := probetest.Localhost(t)
	writeChain(t, home, "fine", fine)
	writeChain(t, home, "expired", root.Issue(t, probetest.Certified{Names: []string{"localhost"}, From: -probetest.Year, Till: -49 * time.Hour}))
	writeChain(t, home, "other", root.Issue(t, probetest.Certified{Names: []string{"other.example"}, From: -time.Hour, Till: probetest.Year}))
	return pool
}

// ownAddress is an address of this machine that no other process and no other test has, whose ports are all free:
// a port that was free a moment ago may be taken by then. Its last number is n.
func ownAddress(n int) string {
	pid := os.Getpid()
	return fmt.Sprintf("127.%d.%d.%d", 100+pid/250%100, 1+pid%250, n)
}

// runMailServer runs a server until the test ends, and waits until it listens. A shell watches over it, which ends it
// as soon as nobody holds its input open any more: also when this program crashes.
func runMailServer(t *testing.T, home, address string, args ...string) {
	t.Helper()
	cmd := exec.Command("sh", append([]string{"-c", `"$@" & read -r _; kill $!; wait`, "sh"}, args...)...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	input, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // how it ends is its own affair
		close(ended)
	}()
	t.Cleanup(func() {
		_ = input.Close()
		select {
		case <-ended:
		case <-time.After(patience):
			t.Errorf("%s did not end when it was told to", args[0])
		}
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // whatever it has left behind
		if log, err := os.ReadFile(filepath.Join(home, "log")); err == nil && t.Failed() {
			t.Logf("its log:\n%s", log)
		}
	})
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for late := time.After(patience); ; {
		if c, err := net.Dial("tcp", address); err == nil {
			_ = c.Close()
			return
		}
		select {
		case <-look.C:
		case <-late:
			t.Fatalf("%s does not listen at %s", args[0], address)
		}
	}
}
