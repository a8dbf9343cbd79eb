package neterr

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"testing"

	"vigie/internal/result"
)

func dialling(err error) error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", err)}
}

func TestWhyAConnectionDidNotComeAbout(t *testing.T) {
	for err, want := range map[error]struct {
		failure result.Failure
		reason  string
	}{
		dialling(syscall.ECONNREFUSED):  {result.TCPRefused, "a:1 refuses the connection"},
		dialling(syscall.ECONNRESET):    {result.TCPReset, "a:1 cut the connection at once"},
		dialling(syscall.ETIMEDOUT):     {result.TCPTimeout, "no answer from a:1 within 3 s"},
		context.DeadlineExceeded:        {result.TCPTimeout, "no answer from a:1 within 3 s"},
		dialling(syscall.EHOSTUNREACH):  {result.TCPUnreachable, "no way leads to a:1"},
		dialling(syscall.EAFNOSUPPORT):  {result.TCPUnreachable, "no way leads to a:1"},
		dialling(syscall.EADDRNOTAVAIL): {result.TCPUnreachable, "no way leads to a:1"},
		dialling(syscall.EPERM):         {result.TCPUnreachable, "connecting to a:1 failed: operation not permitted"},
		errors.New("something"):         {result.TCPUnreachable, "connecting to a:1 failed: something"},
	} {
		failure, reason := WhyNotConnected(err, "a:1", "3 s")
		if failure != want.failure || reason != want.reason {
			t.Errorf("%v: %q, %s", err, failure, reason)
		}
	}
}

func TestWhatThisMachineHasNoMoreOfSaysNothingOfASite(t *testing.T) {
	if !Exhausted(dialling(syscall.EMFILE)) || !Exhausted(dialling(syscall.ENFILE)) || Exhausted(dialling(syscall.ECONNREFUSED)) {
		t.Error("files that have run out are taken for something else")
	}
	if err := dialling(syscall.EMFILE); Plain(err) != syscall.EMFILE.Error() {
		t.Errorf("it is said as %q", Plain(err))
	}
}

func TestARefusalOfASecureConnection(t *testing.T) {
	if !Alerted(fmt.Errorf("reading: %w", &net.OpError{Op: "remote error", Err: errors.New("tls: bad certificate")})) || Alerted(dialling(syscall.ECONNRESET)) {
		t.Error("an alert is taken for something else")
	}
}
