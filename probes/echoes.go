package probes

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

// echoes sends the echoes of this process over one address family, all through one socket: tens of thousands of
// machines may be asked. The socket is opened for the first echo, and closed when nobody has asked for a moment.
type echoes struct {
	six bool

	mu      sync.Mutex
	way     echoWay
	wire    *echoWire // nil while nobody asks
	asked   int       // how many times
	id, seq uint16
	waiting map[uint16]*echo // by seq
}

// echoWay is how this machine may send echoes.
type echoWay int

const (
	undecided    echoWay = iota
	unprivileged         // a socket for echoes alone, where the system lets everybody have one
	privileged           // a socket for all of ICMP
	forbidden
)

// quiet is how long the socket stays open after the last echo, at least; at most it is twice that.
const quiet = 150 * time.Millisecond

// echo is one that was sent and is waited for.
type echo struct {
	to    netip.Addr
	seq   uint16
	token token
	ended chan echoEnd // holds one
}

type echoEnd struct {
	at  time.Time
	err error
}

var errManyEchoes = errors.New("more echoes are under way than can be told apart")

// ask sends an echo and waits for its return until the end of ctx.
func (e *echoes) ask(ctx context.Context, ip netip.Addr) (time.Duration, error) {
	one, wire, message, err := e.begin(ip)
	if err != nil {
		return 0, err
	}
	defer e.forget(one)
	sent := time.Now()
	if err := wire.send(message, ip); err != nil {
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
func (e *echoes) begin(to netip.Addr) (one *echo, wire *echoWire, message []byte, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.open(); err != nil {
		return nil, nil, nil, err
	}
	if len(e.waiting) > 1<<15 {
		return nil, nil, nil, errManyEchoes
	}
	e.seq++
	for e.waiting[e.seq] != nil {
		e.seq++
	}
	one = &echo{to: to, seq: e.seq, ended: make(chan echoEnd, 1)}
	rand.Read(one.token[:]) // it never fails
	if message, err = echoMessage(e.six, e.id, one.seq, one.token); err != nil {
		return nil, nil, nil, fmt.Errorf("writing an echo: %w", err)
	}
	e.asked++
	e.waiting[one.seq] = one
	return one, e.wire, message, nil
}

// forget takes an echo out that is not waited for any more: what comes of it later is nobody's.
func (e *echoes) forget(one *echo) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.waiting[one.seq] == one {
		delete(e.waiting, one.seq)
	}
}

// open opens the socket, if it is not, in the way that this machine allows; that is found out once.
func (e *echoes) open() error {
	if e.wire != nil {
		return nil
	}
	for _, way := range []echoWay{unprivileged, privileged} {
		if e.way != undecided && e.way != way {
			continue
		}
		wire, err := openEchoWire(e.six, way == privileged)
		switch {
		case err == nil:
			e.way = way
			e.begun(wire)
			return nil
		case neterr.Exhausted(err), errors.Is(err, syscall.EAFNOSUPPORT):
			return fmt.Errorf("opening a socket for echoes: %w", err)
		case e.way == way:
			return fmt.Errorf("opening a socket for echoes again: %w", err)
		}
	}
	e.way = forbidden
	return ErrNoEcho
}

// begun starts to listen, with numbers that nobody can know.
func (e *echoes) begun(wire *echoWire) {
	var start [4]byte
	rand.Read(start[:]) // it never fails
	e.id, e.seq = binary.BigEndian.Uint16(start[:]), binary.BigEndian.Uint16(start[2:])
	e.wire, e.waiting = wire, make(map[uint16]*echo)
	go e.listen(wire)
}

// listen takes what comes until nobody has asked for a moment.
func (e *echoes) listen(wire *echoWire) {
	buf, asked := make([]byte, 1500), 0
	for {
		err := wire.SetReadDeadline(time.Now().Add(quiet))
		for err == nil {
			var news echoNews
			var late time.Duration
			if news, late, err = wire.receive(buf); err == nil {
				e.deliver(news, late)
			}
		}
		if asked = e.idle(wire, asked, err); asked < 0 {
			return
		}
	}
}

// deliver ends the echo that news are of. late is how long they lay about before they were read.
func (e *echoes) deliver(news echoNews, late time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	one := e.waiting[news.seq]
	if one == nil || e.way == privileged && news.id != e.id || !news.about(one.to, one.token) {
		return
	}
	delete(e.waiting, news.seq)
	end := echoEnd{at: time.Now().Add(-late)}
	if news.refused != "" {
		end.err = &Unreachable{From: news.from, Why: news.refused}
	}
	one.ended <- end
}

// idle closes the socket where it has failed, or where nobody waits and nobody has asked since the time before. It
// returns how often it was asked, or less than nothing when it has closed.
func (e *echoes) idle(wire *echoWire, before int, err error) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	failed := !errors.Is(err, os.ErrDeadlineExceeded)
	if !failed && (len(e.waiting) > 0 || e.asked != before) {
		return e.asked
	}
	for _, one := range e.waiting {
		one.ended <- echoEnd{err: fmt.Errorf("waiting for an echo: %w", err)}
	}
	_ = wire.Close() // nothing was left to write
	e.wire, e.waiting = nil, nil
	return -1
}
