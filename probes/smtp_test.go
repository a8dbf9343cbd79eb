package probes

import (
	"bufio"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/result"
	"vigie/probes/probetest"
)

func TestSMTP01_AServerThatTakesItsTimeToGreetIsUp(t *testing.T) {
	for pause, want := range map[time.Duration]result.Failure{6 * time.Second: "", 9 * time.Second: "", 11 * time.Second: result.SMTPTimeout} {
		synctest.Test(t, func(t *testing.T) {
			door := pipeDoor{serve: func(c net.Conn) {
				time.Sleep(pause)
				smtpScript(t).play(c)
			}}
			env := through(door)
			r := askWithin(t, env, &MailServer{Kind: result.KindSMTP, Address: "192.0.2.25:25", StartTLS: StartTLSOff}, 10*time.Second)
			if r.Failure != want {
				t.Errorf("after %s: %s %q (%s)", pause, r.State, r.Failure, r.Reason)
			}
			if want == "" && r.Phases.FirstByte != pause {
				t.Errorf("the greeting came after %s, want %s", r.Phases.FirstByte, pause)
			}
			if want != "" {
				saysIn(t, r, "192.0.2.25:25 took the connection and did not greet within 10 s")
			}
			time.Sleep(pause) // until the server has seen that we are gone
		})
	}
}

func TestSMTP02_RepliesOfManyLinesAreReadWhole(t *testing.T) {
	many := "250-mx.example.com hello\r\n250-SIZE 1000\r\n250-Auth plain LOGIN\r\n250-8bitmime\r\n250\r\n"
	address, _ := mailServer(t, smtpScript(t).with("greeting", "220-mx.example.com\r\n220-no spam\n220 ESMTP\r\n", "EHLO", many))
	r := askOnce(t, here(), &MailServer{Kind: result.KindSMTP, Address: address, StartTLS: StartTLSOptional})
	wants(t, r, result.Up, "")
	if want := []string{"SIZE 1000", "AUTH PLAIN LOGIN", "8BITMIME"}; !slices.Equal(r.Mail.Offers, want) {
		t.Errorf("it offers %q, want %q", r.Mail.Offers, want)
	}
	if r.Mail.Greeting != "220-mx.example.com" || r.Mail.Secured {
		t.Errorf("%+v", r.Mail)
	}
	for _, line := range []string{"< 220-no spam", "> EHLO [127.0.0.1]", "< 250-Auth plain LOGIN", "> QUIT", "< 221 bye"} {
		if !strings.Contains(evidenceOf(r, "dialogue"), line+"\n") {
			t.Errorf("%q is not in the dialogue:\n%s", line, evidenceOf(r, "dialogue"))
		}
	}
	if parts := sum(r.Phases); parts != r.Total || r.Phases.TLS != -1 || r.Phases.FirstByte <= 0 || r.Phases.Transfer <= 0 {
		t.Errorf("the phases %+v add up to %s of %s", r.Phases, parts, r.Total)
	}
	for name, reply := range map[string]string{"a change of mind": "250-mx\r\n550 no\r\n", "no end": "250-mx\r\nand so on\r\n", "no code": "25\r\n"} {
		address, _ := mailServer(t, smtpScript(t).with("EHLO", reply))
		r := askOnce(t, here(), &MailServer{Kind: result.KindSMTP, Address: address})
		if r.Failure != result.SMTPBanner {
			t.Errorf("%s: %q (%s)", name, r.Failure, r.Reason)
		}
	}
}

// A reply may come in any pieces.
func TestSMTP02_ALineMayComeInPieces(t *testing.T) {
	address := probetest.Serve(t, func(c *net.TCPConn) {
		for _, piece := range []string{"2", "20-m", "x\r", "\n22", "0 x\r\n"} {
			_, _ = io.WriteString(c, piece)
			probetest.Pause(c, 10*time.Millisecond) // only to send the next piece apart
		}
		in := bufio.NewReader(c)
		for _, answer := range []string{"250 mx\r\n", "221 bye\r\n"} {
			_, _ = in.ReadString('\n')
			_, _ = io.WriteString(c, answer)
		}
	})
	wants(t, askOnce(t, here(), &MailServer{Kind: result.KindSMTP, Address: address, StartTLS: StartTLSOptional}), result.Up, "")
}

func TestSMTP04_421_450And554AreToldApart(t *testing.T) {
	for greeting, want := range map[string]struct {
		state  result.State
		reason string
	}{
		"421 too busy":              {result.Down, `sends us away for now: "421 too busy"`},
		"450 come again":            {result.Degraded, `(greylisting): "450 come again"`},
		"451 4.7.1 come again":      {result.Degraded, `(greylisting): "451 4.7.1 come again"`},
		"452 disk full":             {result.Degraded, `out of order for now`},
		"554 no service":            {result.Down, `refuses to speak with us: "554 no service"`},
		"554-listed\r\n554 see x":   {result.Down, `"554-listed … 554 see x"`},
		"521 mx takes no mail":      {result.Down, `refuses to speak with us`},
		"550 listed by zen.example": {result.Down, `refuses to speak with us`},
	} {
		for _, at := range []string{"greeting", "EHLO"} {
			address, heard := mailServer(t, smtpScript(t).with(at, greeting+"\r\n"))
			r := askOnce(t, here(), &MailServer{Kind: result.KindSMTP, Address: address})
			wants(t, r, want.state, result.SMTPRefused)
			saysIn(t, r, want.reason)
			if got := <-heard; got[len(got)-1] != "QUIT" {
				t.Errorf("%s as %s: we left without a goodbye: %q", greeting, at, got)
			}
		}
	}
}

func TestSMTP04_WhatDoesNotGreetLikeAMailServer(t *testing.T) {
	for name, c := range map[string]struct {
		greeting string
		failure  result.Failure
		reason   string
	}{
		"another protocol":       {"SSH-2.0-OpenSSH_9.2\r\n", result.SMTPBanner, `does not greet as SMTP does, it says "SSH-2.0-OpenSSH_9.2"`},
		"the web":                {"HTTP/1.1 400 Bad Request\r\n\r\n", result.SMTPBanner, "HTTP/1.1 400"},
		"binary, without a line": {"J\x00\x00\x0010.5.8-MariaDB\x00" + saysNothing, result.SMTPBanner, `MariaDB\x00`},
		"another good code":      {"250 hello\r\n", result.SMTPBanner, "250 hello"},
		"an odd code":            {"199 hello\r\n", result.SMTPBanner, "199 hello"},
		"half a line":            {"220 mx.exam" + saysNothing, result.SMTPTimeout, `began to greet, but was not done within`},
		"half a line and away":   {"220 mx.exam" + hangsUp, result.SMTPBanner, `closed the connection without a greeting, its last words were "220 mx.exam"`},
		"half a reply":           {"220-mx.example\r\n" + saysNothing, result.SMTPTimeout, `began to greet`},
		"away at once":           {hangsUp, result.SMTPBanner, "closed the connection without a greeting"},
		"a reset":                {resets, result.TCPReset, "cut the connection without a greeting"},
		"nothing":                {saysNothing, result.SMTPTimeout, "did not greet within"},
		"an endless line":        {"220 " + strings.Repeat("x", lineLimit), result.SMTPBanner, "a line of more than 8 KiB"},
		"endless lines":          {strings.Repeat("220-"+strings.Repeat("x", 1000)+"\r\n", 66), result.SMTPBanner, "more than 64 KiB"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := smtpScript(t).with("greeting", c.greeting)
			address, heard := mailServer(t, s)
			r := askWithin(t, here(), &MailServer{Kind: result.KindSMTP, Address: address}, s.patience())
			wants(t, r, result.Down, c.failure)
			saysIn(t, r, c.reason, address)
			if len(evidenceOf(r, "dialogue")) > keep {
				t.Error("too much of it is kept")
			}
			if got := <-heard; c.failure != result.SMTPRefused && len(got) > 0 && c.greeting[:3] != "250" {
				t.Errorf("we said %q to something that had not greeted", got)
			}
		})
	}
}

func TestAServerThatHangsUpInTheMiddle(t *testing.T) {
	for answer, want := range map[string]result.Failure{
		hangsUp: result.SMTPRefused, resets: result.TCPReset, saysNothing: result.SMTPTimeout, "250-mx\r\n" + hangsUp: result.SMTPRefused,
		"421 closing\r\n" + hangsUp: result.SMTPRefused, "what?\r\n": result.SMTPBanner,
	} {
		s := smtpScript(t).with("EHLO", answer)
		address, _ := mailServer(t, s)
		r := askWithin(t, here(), &MailServer{Kind: result.KindSMTP, Address: address}, s.patience())
		wants(t, r, result.Down, want)
		if want != result.SMTPBanner && !strings.HasPrefix(answer, "421") {
			saysIn(t, r, "EHLO")
		}
	}
}

func TestAnOldServerKnowsOnlyHELO(t *testing.T) {
	for ehlo, helo := range map[string]string{"500 what?\r\n": "250 mx\r\n", "502 not here\r\n": "250-mx\r\n250 STARTTLS\r\n"} {
		address, heard := mailServer(t, smtpScript(t).with("EHLO", ehlo, "HELO", helo))
		wants(t, askOnce(t, here(), &MailServer{Kind: result.KindSMTP, Address: address, StartTLS: StartTLSOptional}), result.Up, "")
		if got := <-heard; !slices.Equal(got, []string{"EHLO", "HELO", "QUIT"}) {
			t.Errorf("we said %q", got)
		}
	}
	address, _ := mailServer(t, smtpScript(t).with("greeting", "220 FTP server\r\n", "EHLO", "500 what?\r\n", "HELO", "500 what?\r\n"))
	r := askOnce(t, here(), &MailServer{Kind: result.KindSMTP, Address: address})
	wants(t, r, result.Down, result.SMTPBanner)
	saysIn(t, r, "knows neither EHLO nor HELO")
}

// A tarpit says one byte a second, so that something always comes.
func TestSMTP06_ATarpitIsLeftAtTheDeadline(t *testing.T) {
	for name, line := range map[string]string{"one endless line": "220 mx.example.com is slow", "endless lines": "220-\r\n220-\r\n220-\r\n220-\r\n220-\r\n"} {
		synctest.Test(t, func(t *testing.T) {
			door := pipeDoor{serve: func(c net.Conn) {
				for _, b := range []byte(line) {
					time.Sleep(time.Second)
					if _, err := c.Write([]byte{b}); err != nil {
						return
					}
				}
			}}
			began := time.Now()
			r := askWithin(t, through(door), &MailServer{Kind: result.KindSMTP, Address: "192.0.2.25:25"}, 10*time.Second)
			wants(t, r, result.Down, result.SMTPTimeout)
			saysIn(t, r, "began to greet, but was not done within 10 s")
			if took := time.Since(began); took > 10*time.Second || took < 9*time.Second || r.Total > took {
				t.Errorf("%s: it took %s of 10 s, and says %s", name, took, r.Total)
			}
			time.Sleep(time.Second) // until the server has seen that we are gone
		})
	}
}

func TestSMTP07_QUITIsAlwaysSent(t *testing.T) {
	fine, root, pool := probetest.Localhost(t)
	expired := root.Issue(t, probetest.Certified{Names: []string{"localhost"}, From: -probetest.Year, Till: -49 * time.Hour})
	well := smtpScript(t, fine)
	for name, s := range map[string]mailScript{
		"all is well":                well,
		"encrypted from the start":   well.fromTheStart(),
		"421":                        well.with("greeting", "421 busy\r\n"),
		"554":                        well.with("greeting", "554 no\r\n"),
		"EHLO refused":               well.with("EHLO", "550 no\r\n"),
		"EHLO answered strangely":    well.with("EHLO", "what?\r\n"),
		"STARTTLS not offered":       well.with("EHLO", "250 mx\r\n"),
		"STARTTLS refused":           well.with("STARTTLS", "454 no\r\n"),
		"expired":                    smtpScript(t, expired),
		"expired, from the start":    smtpScript(t, expired).fromTheStart(),
		"QUIT never answered":        well.with("QUIT", saysNothing),
		"refused once it is secured": well.with("TLS EHLO", "421 no\r\n"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address, heard := mailServer(t, s)
			r := askOnce(t, here(), &MailServer{Kind: result.KindSMTP, Address: address, Implicit: s.implicit, Policy: TLSPolicy{Roots: pool, ServerName: "localhost"}})
			got := <-heard
			if len(got) == 0 || strings.TrimPrefix(got[len(got)-1], "TLS ") != "QUIT" {
				t.Errorf("we said %q (%s)", got, r.Reason)
			}
			if name == "QUIT never answered" {
				wants(t, r, result.Up, "")
			}
		})
	}
}

// The goodbye, too, ends with the time of the visit.
func TestSMTP07_AGoodbyeIsNotWaitedForBeyondTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		door := pipeDoor{serve: func(c net.Conn) {
			time.Sleep(9500 * time.Millisecond)
			smtpScript(t).with("QUIT", saysNothing).play(c)
		}}
		began := time.Now()
		r := askWithin(t, through(door), &MailServer{Kind: result.KindSMTP, Address: "192.0.2.25:25", StartTLS: StartTLSOff}, 10*time.Second)
		wants(t, r, result.Up, "")
		if took := time.Since(began); took != 10*time.Second || r.Total != 9500*time.Millisecond {
			t.Errorf("it took %s, and says %s", took, r.Total)
		}
		synctest.Wait()
	})
}

// Also a server that has let our time run out hears a goodbye, but none that has not greeted.
func TestSMTP07_QUITIsSentWhenTheTimeIsOver(t *testing.T) {
	for name, c := range map[string]struct {
		mailScript mailScript
		heard      []string
	}{
		"EHLO never answered":  {smtpScript(t).with("EHLO", ""), []string{"EHLO", "QUIT"}},
		"half an answer":       {smtpScript(t).with("EHLO", "250-mx\r\n"), []string{"EHLO", "QUIT"}},
		"never greeted":        {smtpScript(t).with("greeting", ""), nil},
		"half of a greeting":   {smtpScript(t).with("greeting", "220-mx\r\n"), nil},
		"half a line of it":    {smtpScript(t).with("greeting", "220 mx"), nil},
		"nothing else to hear": {smtpScript(t).with("STARTTLS", ""), []string{"EHLO", "STARTTLS", "QUIT"}},
	} {
		r, heard := c.mailScript.inMemory(t, &MailServer{Kind: result.KindSMTP, Address: "192.0.2.25:25"})
		wants(t, r, result.Down, result.SMTPTimeout)
		saysIn(t, r, "within 10 s")
		if !slices.Equal(heard, c.heard) {
			t.Errorf("%s: we said %q, want %q", name, heard, c.heard)
		}
	}
}

func TestWeSayWhoWeAre(t *testing.T) {
	for name, want := range map[string]string{
		"console.example.com": "EHLO console.example.com", "laptop": "EHLO [127.0.0.1]", "laptop.localdomain": "EHLO [127.0.0.1]",
		"": "EHLO [127.0.0.1]", "a b.example": "EHLO [127.0.0.1]", "under_score.example": "EHLO [127.0.0.1]",
	} {
		said := make(chan string, 1)
		door := pipeDoor{name: name, serve: func(c net.Conn) {
			_, _ = io.WriteString(c, "220 mx\r\n")
			line, _ := bufio.NewReader(c).ReadString('\n')
			said <- strings.TrimSpace(line)
		}}
		askWithin(t, through(door), &MailServer{Kind: result.KindSMTP, Address: "192.0.2.25:25"}, time.Second)
		if got := <-said; got != want {
			t.Errorf("as %q we say %q, want %q", name, got, want)
		}
	}
}
