package probes

import (
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/result"
	"vigie/probes/probetest"
)

func TestPOP3(t *testing.T) {
	fine, root, pool := probetest.Localhost(t)
	expired := root.Issue(t, probetest.Certified{Names: []string{"localhost"}, From: -probetest.Year, Till: -49 * time.Hour})
	well := pop3Script(t, fine)
	for name, c := range map[string]struct {
		mailScript mailScript
		want       StartTLS
		failure    result.Failure
		reason     string
		said       string
	}{
		"used where it is offered": {well, "", "", "", "CAPA STLS TLS CAPA TLS QUIT"},
		"turned off":               {well, StartTLSOff, "", "", "CAPA QUIT"},
		"an old server":            {well.with("CAPA", "-ERR what?\r\n"), "", "", "", "CAPA QUIT"},
		"required of an old one":   {well.with("CAPA", "-ERR what?\r\n"), StartTLSRequired, result.TLSHandshake, "does not offer to encrypt the conversation (STLS)", "CAPA QUIT"},
		"refused":                  {well.with("STLS", "-ERR not now\r\n"), "", result.TLSHandshake, `refuses when asked to: "-ERR not now"`, "CAPA STLS QUIT"},
		"injected":                 {well.with("STLS", "+OK go\r\n+OK you are in\r\n"), "", result.TLSHandshake, "goes on in the open", "CAPA STLS"},
		"expired":                  {pop3Script(t, expired), "", result.TLSExpired, "2 days ago", "CAPA STLS TLS QUIT"},
		"995":                      {well.fromTheStart(), "", "", "", "TLS CAPA TLS QUIT"},
		"sent away":                {well.with("greeting", "-ERR [SYS/TEMP] come later\r\n"), "", result.POP3Banner, `sends us away: "-ERR [SYS/TEMP] come later"`, "QUIT"},
		"another protocol":         {well.with("greeting", "* OK ready\r\n"), "", result.POP3Banner, `does not greet as POP3 does, it says "* OK ready"`, ""},
		"nothing":                  {well.with("greeting", saysNothing), "", result.POP3Timeout, "did not greet within", ""},
		"a list that breaks off":   {well.with("CAPA", "+OK\r\nST"+hangsUp), "", result.POP3Banner, `closed the connection instead of answering CAPA, its last words were "ST"`, "CAPA"},
		"an answer that is none":   {well.with("CAPA", "what?\r\n"), "", result.POP3Banner, `does not answer CAPA as POP3 does, it says "what?"`, "CAPA QUIT"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address, heard := mailServer(t, c.mailScript)
			ask := &MailServer{Kind: result.KindPOP3, Address: address, StartTLS: c.want, Implicit: c.mailScript.implicit, Policy: TLSPolicy{Roots: pool, ServerName: "localhost"}}
			r := askWithin(t, here(), ask, c.mailScript.patience())
			if r.Failure != c.failure {
				t.Errorf("%s %q (%s)", r.State, r.Failure, r.Reason)
			}
			saysIn(t, r, c.reason)
			if got := strings.Join(<-heard, " "); got != c.said {
				t.Errorf("we said %s, want %s", got, c.said)
			}
			if name == "used where it is offered" && (!slices.Equal(r.Mail.Offers, []string{"USER", "SASL PLAIN"}) || !r.Mail.Secured || sum(r.Phases) != r.Total) {
				t.Errorf("%+v, %+v", r.Mail, r.Phases)
			}
		})
	}
}

// A line that begins with a dot is sent with another one before it.
func TestADotBeforeALineIsNoPartOfIt(t *testing.T) {
	r, _ := pop3Script(t).with("CAPA", "+OK\r\nUSER\r\n..X\r\n.\r\n").inMemory(t, &MailServer{Kind: result.KindPOP3, Address: "192.0.2.25:110", StartTLS: StartTLSOff})
	wants(t, r, result.Up, "")
	if !slices.Equal(r.Mail.Offers, []string{"USER", ".X"}) {
		t.Errorf("it offers %q", r.Mail.Offers)
	}
}

func TestAListWithoutAnEndIsLeftAtTheDeadline(t *testing.T) {
	r, heard := pop3Script(t).with("CAPA", "+OK\r\nSTLS\r\n").inMemory(t, &MailServer{Kind: result.KindPOP3, Address: "192.0.2.25:110"})
	wants(t, r, result.Down, result.POP3Timeout)
	saysIn(t, r, "did not answer CAPA within 10 s")
	if !slices.Equal(heard, []string{"CAPA", "QUIT"}) {
		t.Errorf("we said %q", heard)
	}
}

func TestASlowMailServerIsDegraded(t *testing.T) {
	for name, p := range map[string]func(string) Prober{
		"+OK": func(a string) Prober { return &MailServer{Kind: result.KindPOP3, Address: a, Under: time.Nanosecond} },
		"*":   func(a string) Prober { return &MailServer{Kind: result.KindIMAP, Address: a, Under: time.Nanosecond} },
		"220": func(a string) Prober {
			return &MailServer{Kind: result.KindSMTP, Address: a, StartTLS: StartTLSOff, Under: time.Nanosecond}
		},
	} {
		s := map[string]mailScript{
			"+OK": pop3Script(t).with("CAPA", "-ERR\r\n"), "*": imapScript(t).with("CAPABILITY", "TAG OK\r\n"), "220": smtpScript(t),
		}[name]
		address, _ := mailServer(t, s)
		r := askOnce(t, here(), p(address))
		wants(t, r, result.Degraded, result.Slow)
		saysIn(t, r, "wanted under")
	}
}
