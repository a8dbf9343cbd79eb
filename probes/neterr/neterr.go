// Package neterr tells the errors of a network apart, on every system, and says them in words: time ran out, nobody
// listens, the other side hung up, no way leads there, or it is this machine that has nothing left.
//
// Of vigie it may import only internal/result, for the classes of failures.
package neterr

import (
	"context"
	"errors"
	"net"
	"os"
	"syscall"

	"vigie/internal/result"
)

// Windows has numbers of its own for what sockets can meet; elsewhere nothing bears them.
const (
	wsaeMFile       = syscall.Errno(10024)
	wsaeNetUnreach  = syscall.Errno(10051)
	wsaeConnAborted = syscall.Errno(10053)
	wsaeConnReset   = syscall.Errno(10054)
	wsaeTimedOut    = syscall.Errno(10060)
	wsaeConnRefused = syscall.Errno(10061)
	wsaeHostUnreach = syscall.Errno(10065)
)

// TimedOut tells whether an error means that time ran out.
func TimedOut(err error) bool {
	var ne net.Error
	return errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded) ||
		errors.Is(err, context.Canceled) || errors.Is(err, wsaeTimedOut) ||
		errors.As(err, &ne) && ne.Timeout()
}

// WasReset tells whether the other side cut the connection.
func WasReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) ||
		errors.Is(err, wsaeConnReset) || errors.Is(err, wsaeConnAborted)
}

// WasRefused tells whether the machine is there and nothing listens.
func WasRefused(err error) bool {
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, wsaeConnRefused)
}

// Exhausted tells whether it is this machine that has nothing left to connect with: that says nothing of a site.
func Exhausted(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) || errors.Is(err, wsaeMFile)
}

// WhyExhausted says what Exhausted tells, for a person.
func WhyExhausted(err error) string {
	return "this machine has no more connections to give: " + Plain(err)
}

// NoWay tells whether no way leads there, also because this machine does not have the address family.
func NoWay(err error) bool {
	for _, e := range []error{
		syscall.EHOSTUNREACH, syscall.ENETUNREACH, wsaeHostUnreach, wsaeNetUnreach, syscall.EADDRNOTAVAIL, syscall.EAFNOSUPPORT,
	} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// Alerted tells whether the other side ended a secure connection by saying that it does not want it.
func Alerted(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "remote error" // as the TLS library calls an alert
}

// WhyNotConnected says why a connection to an address, host:port, did not come about within some time, such as 10 s:
// the class, one of the tcp family, and a sentence for a person.
func WhyNotConnected(err error, address, within string) (result.Failure, string) {
	switch {
	case WasRefused(err):
		return result.TCPRefused, address + " refuses the connection"
	case WasReset(err):
		return result.TCPReset, address + " cut the connection at once"
	case TimedOut(err):
		return result.TCPTimeout, "no answer from " + address + " within " + within
	case NoWay(err):
		return result.TCPUnreachable, "no way leads to " + address
	default:
		return result.TCPUnreachable, "connecting to " + address + " failed: " + Plain(err)
	}
}

// Plain is the innermost word of a network error, without the addresses that the reason names already.
func Plain(err error) string {
	var op *net.OpError
	if errors.As(err, &op) && op.Err != nil {
		return Plain(op.Err)
	}
	var sys *os.SyscallError
	if errors.As(err, &sys) {
		return sys.Err.Error()
	}
	return err.Error()
}
