package door

import (
	"context"
	"net"
	"time"
)

// Dial connects within the time of dialling, and binds the connection to all, the time of the whole probe: it gets the
// deadline of all, and what it is doing is cut when all is cancelled. The error is the door's own.
func Dial(dialling, all context.Context, d Door, network, address string) (net.Conn, error) {
	conn, err := d.Dial(dialling, network, address)
	if err != nil {
		return nil, err
	}
	if deadline, ok := all.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			_ = conn.Close() // it is of no use any more
			return nil, err
		}
	}
	release := context.AfterFunc(all, func() {
		_ = conn.SetDeadline(time.Unix(1, 0)) // a closed connection needs no deadline
	})
	return &bound{Conn: conn, release: release}, nil
}

// bound is a connection that lets go of its context when it is closed.
type bound struct {
	net.Conn
	release func() bool
}

// Close closes the connection.
func (c *bound) Close() error {
	c.release()
	return c.Conn.Close()
}
