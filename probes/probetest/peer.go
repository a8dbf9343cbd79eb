package probetest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Peer finds a real server to test against. Where it is not on this machine the test is skipped, unless VIGIE_PEERS
// is set: the project's own check installs them all and sets it.
func Peer(t *testing.T, program string) string {
	t.Helper()
	if path, err := exec.LookPath(program); err == nil {
		return path
	}
	path := filepath.Join("/usr/sbin", program) // where Debian keeps servers, not always on the path
	if _, err := os.Stat(path); err == nil {
		return path
	}
	if os.Getenv("VIGIE_PEERS") != "" {
		t.Fatalf("%s is not on this machine", program)
	}
	t.Skipf("%s is not on this machine; the project's check installs it", program)
	return ""
}
