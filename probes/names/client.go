package names

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/miekg/dns"

	"vigie/probes/door"
	"vigie/probes/neterr"
)

// ask asks one server until a moment: over UDP, without EDNS where the server does not know it, and over TCP where the
// answer was cut short. What comes back is a whole message.
func ask(ctx context.Context, d door.Door, server string, q Question, until time.Time) (*dns.Msg, error) {
	answer, err := overUDP(ctx, d, server, q, until)
	if err == nil && !q.plain && (answer.Rcode == dns.RcodeFormatError || answer.Rcode == dns.RcodeNotImplemented) {
		q.plain = true
		answer, err = overUDP(ctx, d, server, q, until)
	}
	if err == nil && answer.Truncated {
		answer, err = overTCP(ctx, d, server, q, until)
		switch {
		case err != nil:
			return nil, fmt.Errorf("%w: %w", errCutShort, err)
		case answer.Truncated: // over TCP nothing is too long
			return nil, fmt.Errorf("%w, where it is cut short as well", errCutShort)
		}
	}
	return answer, err
}

// errCutShort says that there is an answer, but no way to hear all of it.
var errCutShort = errors.New("the answer is too long for UDP, and cannot be had over TCP")

// overUDP sends a question from a port of its own, again after half of the time, and waits for its answer. Whatever
// does not belong to the question is passed over.
func overUDP(ctx context.Context, d door.Door, server string, q Question, until time.Time) (*dns.Msg, error) {
	asked, err := q.pack()
	if err != nil {
		return nil, err
	}
	conn, err := door.Dial(ctx, ctx, d, "udp", server)
	if err != nil {
		return nil, fmt.Errorf("reaching the resolver %s: %w", server, err)
	}
	defer conn.Close() //nolint:errcheck // the answer is there, or it is not
	now := d.Now()
	for _, deadline := range [...]time.Time{now.Add(until.Sub(now) / 2), until} {
		var answer *dns.Msg
		answer, err = oneTry(ctx, conn, asked, deadline)
		if err == nil || !neterr.TimedOut(err) && !errors.Is(err, errGarbled) {
			return answer, err
		}
	}
	return nil, err
}

// oneTry sends a question and waits for the answer until a deadline. An answer that cannot be read may be a forged
// one: it becomes the error only where nothing better follows.
func oneTry(ctx context.Context, conn net.Conn, asked []byte, deadline time.Time) (*dns.Msg, error) {
	if err := conn.SetReadDeadline(deadline); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil { // it may have been cut before, with a deadline that is forgotten now
		return nil, err
	}
	if _, err := conn.Write(asked); err != nil {
		return nil, fmt.Errorf("asking a resolver: %w", err)
	}
	garbled := false
	for buf := make([]byte, payload+1); ; {
		n, err := conn.Read(buf)
		switch {
		case err != nil && garbled:
			return nil, errGarbled
		case err != nil:
			return nil, fmt.Errorf("waiting for a resolver: %w", err)
		}
		answer, err := answerTo(asked, buf[:n])
		switch {
		case err == nil:
			return answer, nil
		case n > payload && errors.Is(err, errGarbled): // more than was asked for: the rest of it is lost
			return &dns.Msg{MsgHdr: dns.MsgHdr{Truncated: true}}, nil
		}
		garbled = garbled || errors.Is(err, errGarbled)
	}
}

// overTCP asks on a stream, on which every message has its length before it.
func overTCP(ctx context.Context, d door.Door, server string, q Question, until time.Time) (*dns.Msg, error) {
	asked, err := q.pack()
	if err != nil {
		return nil, err
	}
	ctx, cancel := d.WithTimeout(ctx, until.Sub(d.Now()))
	defer cancel()
	conn, err := door.Dial(ctx, ctx, d, "tcp", server)
	if err != nil {
		return nil, fmt.Errorf("reaching the resolver %s: %w", server, err)
	}
	defer conn.Close()                                                                 //nolint:errcheck // as above
	framed := append(binary.BigEndian.AppendUint16(nil, uint16(len(asked))), asked...) //nolint:gosec // a question is short
	if _, err := conn.Write(framed); err != nil {
		return nil, fmt.Errorf("asking a resolver: %w", err)
	}
	for {
		var length [2]byte
		if _, err := io.ReadFull(conn, length[:]); err != nil {
			return nil, fmt.Errorf("waiting for a resolver: %w", err)
		}
		b := make([]byte, binary.BigEndian.Uint16(length[:]))
		if _, err := io.ReadFull(conn, b); err != nil {
			return nil, fmt.Errorf("waiting for a resolver: %w", err)
		}
		answer, err := answerTo(asked, b)
		if !errors.Is(err, errNotOurs) {
			return answer, err
		}
	}
}
