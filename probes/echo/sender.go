package echo

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"sync"
	"syscall"
	"time"

	"vigie/probes/neterr"
)

// Sender sends the echoes of this process, over IPv4 and IPv6. Its zero value is ready. It may be used by many at once,
// and must not be copied.
type Sender struct{ four, six shared }

// ErrForbidden says that this machine may not send echoes.
var ErrForbidden = errors.New("this machine may not send ICMP echoes")

// Echo sends one echo request to ip and waits for its reply until the end of ctx. It returns how long that took by the
// clock of this machine. The error is ErrForbidden where this machine may not send one, an *Unreachable where somebody
// on the way refused to pass it on, wraps syscall.ENETUNREACH or the like where this machine knows no way itself, and is
// that of ctx where nothing came back.
func (s *Sender) Echo(ctx context.Context, ip netip.Addr) (time.Duration, error) {
	if ip = ip.Unmap(); ip.Is4() {
		return s.four.ask(ctx, ip)
	}
	return s.six.ask(ctx, ip)
}

// shared is the one socket through which all the echoes of an address family go: tens of thousands of machines may be
// asked. It is opened for the first echo, and closed when nobody has asked for a moment.
type shared struct {
	mu      sync.Mutex
	way     way
	socket  *socket // nil while nobody asks
	asked   int     // how many times
	id, seq uint16
	waiting map[uint16]*echo // by seq
}

// way is how this machine may send echoes.
type way int

const (
	undecided    way = iota
	unprivileged     // a socket for echoes alone, where the system lets everybody have one
	privileged       // a socket for all of ICMP
	forbidden
)

// quiet is how long the socket stays open after the last echo, at least; at most it is twice that.
const quiet = 150 * time.Millisecond

// echo is one that was sent and is waited for.
type echo struct {
	to    netip.Addr
	seq   uint16
	token token
	ended chan ending // holds one
}

type ending struct {
	at  time.Time
	err error
}

var errManyEchoes = errors.New("more echoes are under way than can be told apart")

// ask sends an echo and waits for its return until the end of ctx.
func (s *shared) ask(ctx context.Context, ip netip.Addr) (time.Duration, error) {
	one, via, message, err := s.begin(ip)
	if err != nil {
		return 0, err
	}
	defer s.forget(one)
	sent := time.Now()
	if err := via.send(message, ip); err != nil {
		return 0, fmt.Errorf("sending an echo: %w", err)
	}
	select {
	case end := <-one.ended:
		return max(0, end.at.Sub(sent)), end.err
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// begin enters an echo under a number that no other has that is under way.
func (s *shared) begin(to netip.Addr) (one *echo, via *socket, message []byte, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.open(!to.Is4()); err != nil {
		return nil, nil, nil, err
	}
	if len(s.waiting) > 1<<15 {
		return nil, nil, nil, errManyEchoes
	}
	s.seq++
	for s.waiting[s.seq] != nil {
		s.seq++
	}
	one = &echo{to: to, seq: s.seq, ended: make(chan ending, 1)}
	rand.Read(one.token[:]) // it never fails
	if message, err = writeEcho(!to.Is4(), s.id, one.seq, one.token); err != nil {
		return nil, nil, nil, fmt.Errorf("writing an echo: %w", err)
	}
	s.asked++
	s.waiting[one.seq] = one
	return one, s.socket, message, nil
}

// forget takes an echo out that is not waited for any more: what comes of it later is nobody's.
func (s *shared) forget(one *echo) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waiting[one.seq] == one {
		delete(s.waiting, one.seq)
	}
}

// open opens the socket, if it is not, in the way that this machine allows; that is found out once.
func (s *shared) open(six bool) error {
	if s.socket != nil {
		return nil
	}
	for _, w := range []way{unprivileged, privileged} {
		if s.way != undecided && s.way != w {
			continue
		}
		opened, err := openSocket(six, w == privileged)
		switch {
		case err == nil:
			s.way = w
			s.begun(opened)
			return nil
		case neterr.Exhausted(err), errors.Is(err, syscall.EAFNOSUPPORT):
			return fmt.Errorf("opening a socket for echoes: %w", err)
		case s.way == w:
			return fmt.Errorf("opening a socket for echoes again: %w", err)
		}
	}
	s.way = forbidden
	return ErrForbidden
}

// begun starts to listen, with numbers that nobody can know.
func (s *shared) begun(opened *socket) {
	var start [4]byte
	rand.Read(start[:]) // it never fails
	s.id, s.seq = binary.BigEndian.Uint16(start[:]), binary.BigEndian.Uint16(start[2:])
	s.socket, s.waiting = opened, make(map[uint16]*echo)
	go s.listen(opened)
}

// listen takes what comes until nobody has asked for a moment.
func (s *shared) listen(from *socket) {
	buf, asked := make([]byte, 1500), 0
	for {
		err := from.SetReadDeadline(time.Now().Add(quiet))
		for err == nil {
			var said news
			var late time.Duration
			if said, late, err = from.receive(buf); err == nil {
				s.deliver(said, late)
			}
		}
		if asked = s.idle(from, asked, err); asked < 0 {
			return
		}
	}
}

// deliver ends the echo that news are of. late is how long they lay about before they were read.
func (s *shared) deliver(said news, late time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	one := s.waiting[said.seq]
	if one == nil || s.way == privileged && said.id != s.id || !said.about(one.to, one.token) {
		return
	}
	delete(s.waiting, said.seq)
	end := ending{at: time.Now().Add(-late)}
	if said.refused != "" {
		end.err = &Unreachable{From: said.from, Why: said.refused}
	}
	one.ended <- end
}

// idle closes the socket where it has failed, or where nobody waits and nobody has asked since the time before. It
// returns how often it was asked, or less than nothing when it has closed.
func (s *shared) idle(from *socket, before int, err error) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	failed := !errors.Is(err, os.ErrDeadlineExceeded)
	if !failed && (len(s.waiting) > 0 || s.asked != before) {
		return s.asked
	}
	for _, one := range s.waiting {
		one.ended <- ending{err: fmt.Errorf("waiting for an echo: %w", err)}
	}
	_ = from.Close() // nothing was left to write
	s.socket, s.waiting = nil, nil
	return -1
}
