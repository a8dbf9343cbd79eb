package echo

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"vigie/probes/probetest"
)

// A socket for echoes alone is taken where the system lets everybody have one, and one for all of ICMP where it does not.
func TestICMP01_WithoutPrivilegeWhereTheSystemAllowsThat(t *testing.T) {
	for groups, want := range map[string]way{"0 2147483647": unprivileged, "1 0": privileged} {
		t.Run(groups, func(t *testing.T) {
			probetest.OwnNetwork(t)
			probetest.Setting(t, "ipv4/ping_group_range", groups)
			var s Sender
			ctx := probetest.Context(t)
			for _, home := range []string{"127.0.0.1", "::1"} {
				if _, err := s.Echo(ctx, netip.MustParseAddr(home)); err != nil {
					t.Errorf("%s: %v", home, err)
				}
			}
			if s.four.way != want || s.six.way != want {
				t.Errorf("echoes are sent by %d and %d, want %d", s.four.way, s.six.way, want)
			}
		})
	}
}

// One socket serves all, and it is gone soon after.
func TestThousandsOfEchoesShareASocket(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	var s Sender
	ctx := probetest.Context(t)
	if _, err := s.Echo(ctx, netip.MustParseAddr("127.0.0.1")); err != nil {
		t.Skipf("no echo may be sent here: %v", err)
	}
	first := s.four.socket
	var group sync.WaitGroup
	for i := range 2000 {
		group.Go(func() {
			one, cancel := context.WithTimeout(ctx, 20*time.Second)
			defer cancel()
			if _, err := s.Echo(one, netip.AddrFrom4([4]byte{127, 1, byte(i >> 8), byte(i)})); err != nil {
				t.Errorf("%d: %v", i, err)
			}
		})
	}
	group.Wait()
	s.four.mu.Lock()
	defer s.four.mu.Unlock()
	if s.four.socket != first || len(s.four.waiting) > 0 {
		t.Errorf("another socket was opened, or %d echoes are forgotten", len(s.four.waiting))
	}
}

func TestAnEchoEndsWithItsContext(t *testing.T) {
	probetest.OwnNetwork(t)
	probetest.Setting(t, "ipv4/icmp_echo_ignore_all", "1")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := new(Sender).Echo(ctx, netip.MustParseAddr("127.0.0.1")); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// A machine that is busy reads a reply long after it has come; that is no part of its way.
func TestAReplyThatIsReadLateWasNotOnItsWay(t *testing.T) {
	socket, err := openSocket(false, true)
	if err != nil {
		t.Skipf("no privilege: %v", err)
	}
	defer socket.Close()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	busy := func() {
		_ = conn.SetReadDeadline(time.Now().Add(30 * time.Millisecond))
		_, _, _ = conn.ReadFrom(make([]byte, 1)) // nothing comes
	}
	busy() // the system begins to stamp messages a moment after it was asked to
	home := netip.MustParseAddr("127.0.0.1")
	message, err := writeEcho(false, 4711, 1, token{7})
	if err != nil {
		t.Fatal(err)
	}
	if err := socket.send(message, home); err != nil {
		t.Fatal(err)
	}
	busy()
	for buf := make([]byte, 1500); ; {
		said, late, err := socket.receive(buf)
		if err != nil {
			t.Fatal(err)
		}
		if said.id == 4711 && said.about(home, token{7}) {
			if late < 25*time.Millisecond {
				t.Errorf("it lay about for %v only", late)
			}
			return
		}
	}
}
