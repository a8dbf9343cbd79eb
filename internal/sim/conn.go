package sim

import (
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"sync"
	"syscall"
	"time"
)

// pipe is a connection in memory between a probe and a simulated server. Bytes carry the time at which they arrive;
// reading them moves the reader's clock there. When both sides wait for each other, nothing will ever come:
// then the probe's clock goes to its deadline at once.
//
// The probe's clock is that of its visit, the server's is its own.
type pipe struct {
	mu       sync.Mutex
	changed  *sync.Cond // any of the fields below
	visit    *Visit
	oneWay   time.Duration
	toServer []chunk
	toClient []chunk

	serverNow   time.Time
	serverWaits bool  // for the probe to say something
	ended       error // by the server: io.EOF when it has closed, ECONNRESET when it has cut; nil until then
	clientGone  bool
	deadline    time.Time // of the probe; zero for none
}

// chunk is what one write sent.
type chunk struct {
	arrives time.Time
	data    []byte
}

// take reads from a queue into b.
func take(queue *[]chunk, b []byte) int {
	first := &(*queue)[0]
	n := copy(b, first.data)
	if first.data = first.data[n:]; len(first.data) == 0 {
		*queue = (*queue)[1:]
	}
	return n
}

func newPipe(v *Visit, oneWay time.Duration) *pipe {
	p := &pipe{visit: v, oneWay: oneWay, serverNow: v.Now()}
	p.changed = sync.NewCond(&p.mu)
	return p
}

// clientEnd is the probe's side of a pipe.
type clientEnd struct {
	*pipe
	ends
}

// Read waits for bytes until the deadline in the world's time. Without a deadline it waits until Close where the
// server says nothing.
func (e *clientEnd) Read(b []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for {
		switch {
		case e.clientGone:
			return 0, e.fail("read", net.ErrClosed)
		case len(e.toClient) > 0:
			if arrives := e.toClient[0].arrives; !e.inTime(arrives) {
				return 0, e.expire()
			}
			return take(&e.toClient, b), nil
		case e.ended != nil:
			if !e.inTime(e.serverNow.Add(e.oneWay)) {
				return 0, e.expire()
			}
			if errors.Is(e.ended, io.EOF) {
				return 0, io.EOF
			}
			return 0, e.fail("read", e.ended)
		case e.deadline.IsZero():
		case e.deadline.Before(e.visit.Now()), e.serverWaits && len(e.toServer) == 0:
			return 0, e.expire()
		}
		e.changed.Wait()
	}
}

// inTime lets the time pass until something arrives, unless the deadline comes first.
func (e *clientEnd) inTime(arrives time.Time) bool {
	if !e.deadline.IsZero() && arrives.After(e.deadline) {
		return false
	}
	e.visit.reach(arrives)
	return true
}

func (e *clientEnd) expire() error {
	e.visit.reach(e.deadline)
	return e.fail("read", os.ErrDeadlineExceeded)
}

// Write sends bytes, which arrive one way later. To a server that has gone it still seems to work, as it does in the
// first moment on a real network.
func (e *clientEnd) Write(b []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.visit.Now()
	switch {
	case e.clientGone:
		return 0, e.fail("write", net.ErrClosed)
	case !e.deadline.IsZero() && e.deadline.Before(now):
		return 0, e.fail("write", os.ErrDeadlineExceeded)
	}
	e.toServer = append(e.toServer, chunk{now.Add(e.oneWay), slices.Clone(b)})
	e.changed.Broadcast()
	return len(b), nil
}

// Close ends the connection for both sides.
func (e *clientEnd) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.clientGone = true
	e.changed.Broadcast()
	return nil
}

// SetDeadline sets the deadline in the world's time.
func (e *clientEnd) SetDeadline(t time.Time) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.deadline = t
	e.changed.Broadcast()
	return nil
}

// SetReadDeadline is SetDeadline: nothing here waits to write.
func (e *clientEnd) SetReadDeadline(t time.Time) error { return e.SetDeadline(t) }

// serverEnd is the simulated server's side of a pipe. Nothing that it does has a deadline: it waits until the probe
// says something or closes.
type serverEnd struct {
	*pipe
	ends
}

// Read waits for bytes; when the probe has closed, it ends.
func (e *serverEnd) Read(b []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for len(e.toServer) == 0 {
		if e.clientGone {
			return 0, io.EOF
		}
		e.serverWaits = true
		e.changed.Broadcast()
		e.changed.Wait()
		e.serverWaits = false
	}
	if arrives := e.toServer[0].arrives; arrives.After(e.serverNow) {
		e.serverNow = arrives
	}
	return take(&e.toServer, b), nil
}

// Write sends bytes, which arrive one way later.
func (e *serverEnd) Write(b []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.clientGone {
		return 0, e.fail("write", syscall.EPIPE)
	}
	e.toClient = append(e.toClient, chunk{e.serverNow.Add(e.oneWay), slices.Clone(b)})
	e.changed.Broadcast()
	return len(b), nil
}

// Close lets the probe read the end, after what was written.
func (e *serverEnd) Close() error {
	e.end(io.EOF)
	return nil
}

// end ends the connection, if that was not done before.
func (e *serverEnd) end(how error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.ended == nil {
		e.ended = how
	}
	e.changed.Broadcast()
}

// linger lets the server take its time before what it says next.
func (e *serverEnd) linger(d time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.serverNow = e.serverNow.Add(d)
}

// SetDeadline does nothing.
func (e *serverEnd) SetDeadline(time.Time) error { return nil }

// SetReadDeadline does nothing.
func (e *serverEnd) SetReadDeadline(time.Time) error { return nil }

// ends are the addresses of a connection's two sides, seen from one of them.
type ends struct{ here, there net.Addr }

// LocalAddr is this side's address.
func (e ends) LocalAddr() net.Addr { return e.here }

// RemoteAddr is the other side's address.
func (e ends) RemoteAddr() net.Addr { return e.there }

// SetWriteDeadline does nothing: nothing here waits to write.
func (e ends) SetWriteDeadline(time.Time) error { return nil }

func (e ends) fail(op string, err error) error {
	return &net.OpError{Op: op, Net: e.there.Network(), Addr: e.there, Err: err}
}
