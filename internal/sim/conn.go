package sim

import (
	"io"
	"net"
	"net/netip"
	"os"
	"sync"
	"syscall"
	"time"
)

// pipe is a connection in memory between a probe and a simulated server. Bytes carry the time at which they arrive;
// reading them moves the reader's clock there. When both sides wait for each other, nothing will ever come:
// then the probe's clock goes to its deadline at once.
type pipe struct {
	mu       sync.Mutex
	changed  *sync.Cond
	visit    *Visit
	half     time.Duration // one way
	toServer []chunk
	toClient []chunk

	serverNow     time.Time
	serverWaits   bool
	serverGone    bool // it has closed its side
	serverReset   bool // it has cut the connection
	clientGone    bool
	clientUntil   time.Time // deadline
	client, agent *end
}

type chunk struct {
	at   time.Time
	data []byte
}

// end is one side of a pipe.
type end struct {
	*pipe
	isServer bool
	local    net.Addr
	remote   net.Addr
}

func newPipe(v *Visit, address string, trip time.Duration) *pipe {
	p := &pipe{visit: v, half: trip / 2, serverNow: v.Now()}
	p.changed = sync.NewCond(&p.mu)
	there := net.TCPAddrFromAddrPort(netip.MustParseAddrPort(address))
	here := &net.TCPAddr{IP: net.IPv4(203, 0, 113, 250), Port: 40000}
	p.client = &end{pipe: p, local: here, remote: there}
	p.agent = &end{pipe: p, isServer: true, local: there, remote: here}
	return p
}

// Read waits for bytes. On the probe's side it ends at the deadline of the world's time.
func (e *end) Read(b []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.isServer {
		return e.readServer(b)
	}
	return e.readClient(b)
}

func (p *pipe) readClient(b []byte) (int, error) {
	for {
		switch {
		case len(p.toClient) > 0:
			c := &p.toClient[0]
			if !p.clientUntil.IsZero() && c.at.After(p.clientUntil) {
				p.visit.reach(p.clientUntil)
				return 0, p.error("read", os.ErrDeadlineExceeded)
			}
			p.visit.reach(c.at)
			n := copy(b, c.data)
			if c.data = c.data[n:]; len(c.data) == 0 {
				p.toClient = p.toClient[1:]
			}
			return n, nil
		case p.serverReset:
			return 0, p.error("read", syscall.ECONNRESET)
		case p.serverGone:
			return 0, io.EOF
		case p.clientGone:
			return 0, p.error("read", net.ErrClosed)
		case !p.clientUntil.IsZero() && p.clientUntil.Before(p.visit.Now()),
			p.serverWaits && len(p.toServer) == 0 && !p.clientUntil.IsZero():
			p.visit.reach(p.clientUntil)
			return 0, p.error("read", os.ErrDeadlineExceeded)
		}
		p.changed.Wait()
	}
}

func (p *pipe) readServer(b []byte) (int, error) {
	for {
		switch {
		case len(p.toServer) > 0:
			c := &p.toServer[0]
			if c.at.After(p.serverNow) {
				p.serverNow = c.at
			}
			n := copy(b, c.data)
			if c.data = c.data[n:]; len(c.data) == 0 {
				p.toServer = p.toServer[1:]
			}
			return n, nil
		case p.clientGone:
			return 0, io.EOF
		}
		p.serverWaits = true
		p.changed.Broadcast()
		p.changed.Wait()
		p.serverWaits = false
	}
}

// Write sends bytes, which arrive one way later.
func (e *end) Write(b []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	data := append([]byte(nil), b...)
	switch {
	case e.isServer && e.clientGone, !e.isServer && (e.serverReset || e.serverGone):
		return 0, e.error("write", syscall.EPIPE)
	case e.isServer:
		e.toClient = append(e.toClient, chunk{e.serverNow.Add(e.half), data})
	default:
		e.toServer = append(e.toServer, chunk{e.visit.Now().Add(e.half), data})
	}
	e.changed.Broadcast()
	return len(b), nil
}

// Close closes one side.
func (e *end) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.isServer {
		e.serverGone = true
	} else {
		e.clientGone = true
	}
	e.changed.Broadcast()
	return nil
}

// reset cuts the connection from the server's side.
func (e *end) reset() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.serverReset = true
	e.changed.Broadcast()
}

// linger lets the server take its time before what it says next.
func (e *end) linger(d time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.serverNow = e.serverNow.Add(d)
}

func (p *pipe) error(op string, err error) error {
	return &net.OpError{Op: op, Net: "tcp", Addr: p.client.remote, Err: err}
}

// LocalAddr is this side's address.
func (e *end) LocalAddr() net.Addr { return e.local }

// RemoteAddr is the other side's address.
func (e *end) RemoteAddr() net.Addr { return e.remote }

// SetDeadline sets the deadline of the probe's side, in the world's time; servers here have none.
func (e *end) SetDeadline(t time.Time) error {
	if e.isServer {
		return nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.clientUntil = t
	e.changed.Broadcast()
	return nil
}

// SetReadDeadline is SetDeadline: nothing here waits to write.
func (e *end) SetReadDeadline(t time.Time) error { return e.SetDeadline(t) }

// SetWriteDeadline does nothing: nothing here waits to write.
func (e *end) SetWriteDeadline(time.Time) error { return nil }
