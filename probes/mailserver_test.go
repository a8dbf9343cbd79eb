package probes

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"maps"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/result"
	"vigie/probes/probetest"
)

// What a scripted server may do instead of answering.
const (
	hangsUp     = "(hangs up)"
	resets      = "(resets)"
	saysNothing = "(says nothing)"
)

// mailScript is a mail server that misbehaves exactly. Answers are by command, as they are sent, with TAG for IMAP's tag;
// those after encryption may stand under "TLS " and the command.
type mailScript struct {
	greeting string
	answers  map[string]string
	chain    []probetest.Authority // shown by STARTTLS, or from the start
	implicit bool
}

// The dialogues of servers that are well.
func smtpScript(t *testing.T, chain ...probetest.Authority) mailScript {
	t.Helper()
	return mailScript{"220 mx.example.com ESMTP\r\n", map[string]string{
		"EHLO": "250-mx.example.com\r\n250-SIZE 1000\r\n250 STARTTLS\r\n", "TLS EHLO": "250-mx.example.com\r\n250 auth plain\r\n",
		"STARTTLS": "220 go ahead\r\n", "QUIT": "221 bye\r\n",
	}, chain, false}
}

func imapScript(t *testing.T, chain ...probetest.Authority) mailScript {
	t.Helper()
	return mailScript{"* OK ready\r\n", map[string]string{
		"CAPABILITY":     "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\nTAG OK done\r\n",
		"TLS CAPABILITY": "* CAPABILITY IMAP4rev1 auth=PLAIN\r\nTAG OK done\r\n",
		"STARTTLS":       "TAG OK go ahead\r\n", "LOGOUT": "* BYE see you\r\nTAG OK done\r\n",
	}, chain, false}
}

func pop3Script(t *testing.T, chain ...probetest.Authority) mailScript {
	t.Helper()
	return mailScript{"+OK ready\r\n", map[string]string{
		"CAPA": "+OK what I can\r\nSTLS\r\nUIDL\r\n.\r\n", "TLS CAPA": "+OK what I can\r\nuser\r\nSASL PLAIN\r\n.\r\n",
		"STLS": "+OK go ahead\r\n", "QUIT": "+OK bye\r\n",
	}, chain, false}
}

// with is the mailScript with other answers; "greeting" is one of them.
func (s mailScript) with(changes ...string) mailScript {
	s.answers = maps.Clone(s.answers)
	for i := 0; i < len(changes); i += 2 {
		if changes[i] == "greeting" {
			s.greeting = changes[i+1]
			continue
		}
		s.answers[changes[i]] = changes[i+1]
	}
	return s
}

func (s mailScript) fromTheStart() mailScript {
	s.implicit = true
	return s
}

// mailServer plays a mailScript to every visitor. What each of them said comes out of heard when the visit is over.
func mailServer(t *testing.T, s mailScript) (address string, heard chan []string) {
	t.Helper()
	heard = make(chan []string, 10)
	return probetest.Serve(t, func(c *net.TCPConn) { heard <- s.play(c) }), heard
}

func (s mailScript) play(c net.Conn) (heard []string) {
	defer func() { _ = c.Close() }()
	secured := ""
	if s.implicit {
		c, secured = s.encrypt(c), "TLS "
	}
	if !perform(c, s.greeting) {
		return nil
	}
	for in := bufio.NewReader(c); ; {
		line, err := in.ReadString('\n')
		if err != nil {
			return heard
		}
		words := append(strings.Fields(line), "", "")
		tag, verb := "", strings.ToUpper(words[0])
		if strings.HasPrefix(s.greeting, "*") {
			tag, verb = words[0], strings.ToUpper(words[1])
		}
		heard = append(heard, secured+verb)
		answer, ok := s.answers[secured+verb]
		if !ok {
			answer = s.answers[verb]
		}
		if !perform(c, strings.ReplaceAll(answer, "TAG", tag)) || verb == "QUIT" || verb == "LOGOUT" {
			return heard
		}
		agreed := strings.HasPrefix(answer, "220") || strings.HasPrefix(answer, "TAG OK") || strings.HasPrefix(answer, "+OK")
		if (verb == "STARTTLS" || verb == "STLS") && len(s.chain) > 0 && agreed {
			c, secured = s.encrypt(c), "TLS "
			in.Reset(c)
		}
	}
}

// perform sends an answer, or does what stands in its place. It tells whether the conversation goes on.
func perform(c net.Conn, answer string) bool {
	for _, part := range []string{hangsUp, resets, saysNothing} {
		before, _, found := strings.Cut(answer, part)
		if !found {
			continue
		}
		_, _ = io.WriteString(c, before)
		plain, isPlain := c.(*net.TCPConn)
		switch {
		case part == saysNothing:
			_, _ = io.Copy(io.Discard, c)
		case part == resets && isPlain:
			probetest.CutOff(plain)
		}
		return false
	}
	_, err := io.WriteString(c, answer)
	return err == nil
}

func (s mailScript) encrypt(c net.Conn) net.Conn {
	return tls.Server(c, &tls.Config{
		Certificates: []tls.Certificate{probetest.Shown(s.chain...)}, MinVersion: tls.VersionTLS12,
		NextProtos: []string{"mail"}, // who names another protocol, such as that of the web, is refused
	})
}

// patience is how long a visit to a server may take: where it says nothing, that is waited for.
func (s mailScript) patience() time.Duration {
	for _, answer := range append(slices.Collect(maps.Values(s.answers)), s.greeting) {
		if strings.Contains(answer, saysNothing) {
			return brief
		}
	}
	return patience
}

// inMemory plays a mailScript to one visitor in a bubble, where ten seconds of silence cost nothing.
func (s mailScript) inMemory(t *testing.T, p Prober) (r result.Result, heard []string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		all := make(chan []string, 1)
		door := pipeDoor{serve: func(c net.Conn) { all <- s.play(c) }}
		r = askWithin(t, through(door), p, 10*time.Second)
		heard = <-all
	})
	return r, heard
}

// saysIn fails unless a reason has all of some words in it.
func saysIn(t *testing.T, r result.Result, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(r.Reason, part) {
			t.Errorf("the reason is %q, want %q in it", r.Reason, part)
		}
	}
}

// evidenceOf is the text of one piece of evidence.
func evidenceOf(r result.Result, name string) string {
	var all []string
	for _, e := range r.Evidence {
		if e.Name == name {
			all = append(all, e.Text)
		}
	}
	return strings.Join(all, "\n")
}

// pipeDoor leads to one server in memory. In a bubble of synctest its clock is that of the bubble, so that long waits
// cost nothing.
type pipeDoor struct {
	serve func(net.Conn)
	name  string
}

func (d pipeDoor) Dial(context.Context, string, string) (net.Conn, error) {
	here, there := net.Pipe()
	go func() {
		defer there.Close()
		d.serve(there)
	}()
	return here, nil
}

func (pipeDoor) Now() time.Time { return time.Now() }

// WithTimeout makes a context that has a deadline and does not end by itself, as those of the simulated world.
func (pipeDoor) WithTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	return deadlineOnly{ctx, time.Now().Add(d)}, cancel
}

type deadlineOnly struct {
	context.Context
	deadline time.Time
}

func (c deadlineOnly) Deadline() (time.Time, bool) { return c.deadline, true }

func (d pipeDoor) Name() string { return d.name }
