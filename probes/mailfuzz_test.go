package probes

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/probetest"
)

type tapeDoor struct {
	door.Door
	says string
}

func (d tapeDoor) Dial(context.Context, string, string) (net.Conn, error) {
	return probetest.Tape{Reader: strings.NewReader(d.says)}, nil
}

// Whatever comes, a visit ends with a whole result.
func fuzzVisits(f *testing.F, ask func() Prober, classes string, seeds ...string) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, says string) {
		r := Check{Timeout: time.Minute, Prober: ask()}.Ask(t.Context(), through(tapeDoor{door.System(), says}))
		switch {
		case r.State == result.Unknown:
			t.Errorf("it could not be told: %s", r.Reason)
		case r.State != result.Up && (r.Reason == "" || len(r.Reason) > 4*keep):
			t.Errorf("the reason is %q", r.Reason)
		case r.State != result.Up && !strings.Contains(classes+" tcp tls", r.Failure.Family()):
			t.Errorf("the class is %s", r.Failure)
		}
		all := 0
		for _, e := range r.Evidence {
			all += len(e.Text)
		}
		if all > keepAll {
			t.Errorf("%d bytes are kept", all)
		}
	})
}

func FuzzSMTPVisit(f *testing.F) {
	fuzzVisits(f, func() Prober { return &MailServer{Kind: result.KindSMTP, Address: "192.0.2.25:25"} }, "smtp",
		"220 mx ESMTP\r\n250-mx\r\n250 STARTTLS\r\n220 go\r\n", "220 mx\n500 what\n250 mx\n", "421 no\r\n", "220-a\r\n221 b\r\n", "22\x00 \xff\r\n",
		"220 \r\n250 starttls\r\n454 no\r\n")
}

func FuzzIMAPVisit(f *testing.F) {
	fuzzVisits(f, func() Prober { return &MailServer{Kind: result.KindIMAP, Address: "192.0.2.25:143"} }, "imap",
		"* OK ready\r\n* CAPABILITY IMAP4rev1 STARTTLS\r\nv1 OK\r\nv2 OK\r\n", "* BYE\r\n", "* PREAUTH\r\n* BYE x\r\n", "* OK\r\nv1 BAD\r\n", "* OK\r\n+ \r\n")
}

func FuzzPOP3Visit(f *testing.F) {
	fuzzVisits(f, func() Prober { return &MailServer{Kind: result.KindPOP3, Address: "192.0.2.25:110"} }, "pop3",
		"+OK\r\n+OK\r\nSTLS\r\n.\r\n+OK\r\n", "-ERR\r\n", "+OK\r\n-ERR\r\n+OK", "+OK\r\n+OK\r\n..\r\n.\r\n-ERR\r\n")
}

func FuzzReplyLine(f *testing.F) {
	for _, s := range []string{"250 ok", "250-more", "250", "2", "-50 x", "999 x", "2 0 x", "250x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		code, more, ok := parseReplyLine(line)
		if ok && (code < 200 || code > 599 || more && line[3] != '-') || !ok && (code != 0 || more) {
			t.Errorf("%q is %d, %v, %v", line, code, more, ok)
		}
	})
}
