package probetest

import (
	"fmt"
	"net/netip"
	"os"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// OwnNetwork gives the test a network that nobody else is on, with nothing in it but loopback: there it may listen on
// any port, and lie. Only what runs on the goroutine of the test is in it, and so are the sockets that it opens.
func OwnNetwork(t *testing.T) {
	t.Helper()
	runtime.LockOSThread() // never unlocked: the thread ends with the test, and its network with it
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		runtime.UnlockOSThread()
		t.Skipf("this machine gives the test no network of its own: %v", err)
	}
	interfaceSet(t, "lo", unix.SIOCSIFFLAGS, func(r *unix.Ifreq) error { r.SetUint16(unix.IFF_UP); return nil })
}

// OwnAddresses gives the loopback of this test's own network addresses by name: some servers ask which there are.
func OwnAddresses(t *testing.T, addresses ...netip.Addr) {
	t.Helper()
	for i, a := range addresses {
		interfaceSet(t, fmt.Sprintf("lo:%d", i+1), unix.SIOCSIFADDR, func(r *unix.Ifreq) error { return r.SetInet4Addr(a.AsSlice()) })
	}
}

// interfaceSet changes an interface of this test's own network.
func interfaceSet(t *testing.T, name string, what uint, set func(*unix.Ifreq) error) {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unix.Close(fd) }() // it was only asked by
	r, err := unix.NewIfreq(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := set(r); err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlIfreq(fd, what, r); err != nil {
		t.Fatal(err)
	}
}

// Setting changes how this test's own network behaves.
func Setting(t *testing.T, path, value string) {
	t.Helper()
	if err := os.WriteFile("/proc/sys/net/"+path, []byte(value), 0o600); err != nil {
		t.Skipf("the network of the test cannot be set up: %v", err)
	}
}
