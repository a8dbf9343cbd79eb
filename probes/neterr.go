package probes

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

// timedOut tells whether an error means that time ran out.
func timedOut(err error) bool {
	var ne net.Error
	return errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded) ||
		errors.Is(err, context.Canceled) || errors.Is(err, wsaeTimedOut) ||
		errors.As(err, &ne) && ne.Timeout()
}

// wasReset tells whether the other side cut the connection.
func wasReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) ||
		errors.Is(err, wsaeConnReset) || errors.Is(err, wsaeConnAborted)
}

// wasRefused tells whether the machine is there and nothing listens.
func wasRefused(err error) bool {
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, wsaeConnRefused)
}

// exhausted tells whether it is this machine that has nothing left to connect with: that says nothing of a site.
func exhausted(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) || errors.Is(err, wsaeMFile)
}

// noWay tells whether no way leads there, also because this machine does not have the address family.
func noWay(err error) bool {
	for _, e := range []error{
		syscall.EHOSTUNREACH, syscall.ENETUNREACH, wsaeHostUnreach, wsaeNetUnreach, syscall.EADDRNOTAVAIL, syscall.EAFNOSUPPORT,
	} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// connectFailure says why a connection did not come about.
func connectFailure(err error, address, within string) (result.Failure, string) {
	switch {
	case wasRefused(err):
		return result.TCPRefused, address + " refuses the connection"
	case wasReset(err):
		return result.TCPReset, address + " cut the connection at once"
	case timedOut(err):
		return result.TCPTimeout, "no answer from " + address + " within " + within
	case noWay(err):
		return result.TCPUnreachable, "no way leads to " + address
	default:
		return result.TCPUnreachable, "connecting to " + address + " failed: " + plainError(err)
	}
}

// plainError is the innermost word of a network error, without the addresses that the reason names already.
func plainError(err error) string {
	var op *net.OpError
	if errors.As(err, &op) && op.Err != nil {
		return plainError(op.Err)
	}
	var sys *os.SyscallError
	if errors.As(err, &sys) {
		return sys.Err.Error()
	}
	return err.Error()
}
