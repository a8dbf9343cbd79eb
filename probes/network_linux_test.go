package probes

import (
	"os"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// ownNetwork gives the test a network that nobody else is on, with nothing in it but loopback: there it may listen on
// any port, and lie. Only what runs on the goroutine of the test is in it, and so are the sockets that it opens.
func ownNetwork(t *testing.T) {
	t.Helper()
	runtime.LockOSThread() // never unlocked: the thread ends with the test, and its network with it
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		runtime.UnlockOSThread()
		t.Skipf("this machine gives the test no network of its own: %v", err)
	}
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	loopback, err := unix.NewIfreq("lo")
	if err != nil {
		t.Fatal(err)
	}
	loopback.SetUint16(unix.IFF_UP)
	if err := unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, loopback); err != nil {
		t.Fatal(err)
	}
}

// setting changes how this test's own network behaves.
func setting(t *testing.T, path, value string) {
	t.Helper()
	if err := os.WriteFile("/proc/sys/net/"+path, []byte(value), 0o600); err != nil {
		t.Skipf("the network of the test cannot be set up: %v", err)
	}
}
