package probes

import (
	"bufio"
	"io"
	"net"
	"slices"
	"testing"
	"time"

	"vigie/internal/result"
	"vigie/probes/probetest"
)

func TestSMTP03_STARTTLSMissingRefusedBadAndInjected(t *testing.T) {
	fine, root, pool := probetest.Localhost(t)
	expired := root.Issue(t, probetest.Certified{Names: []string{"localhost"}, From: -probetest.Year, Till: -49 * time.Hour})
	other := root.Issue(t, probetest.Certified{Names: []string{"other.example"}, From: -time.Hour, Till: probetest.Year})
	soon := root.Issue(t, probetest.Certified{Names: []string{"localhost"}, From: -probetest.Year, Till: 73 * time.Hour})
	well, injected := smtpScript(t, fine), "220 go ahead\r\n250-mx\r\n250 AUTH PLAIN\r\n"
	cases := map[string]struct {
		mailScript mailScript
		want       StartTLS
		state      result.State
		failure    result.Failure
		reason     string
	}{
		"fine":                   {well, "", result.Up, "", ""},
		"missing":                {well.with("EHLO", "250 mx\r\n"), "", result.Down, result.SMTPStartTLS, "does not offer to encrypt"},
		"missing, and no matter": {well.with("EHLO", "250 mx\r\n"), StartTLSOptional, result.Up, "", ""},
		"refused":                {well.with("STARTTLS", "454 TLS not available\r\n"), "", result.Down, result.SMTPStartTLS, `refuses when asked to: "454 TLS not available"`},
		"offered for show":       {well.with("STARTTLS", "454 TLS not available\r\n"), StartTLSOptional, result.Down, result.SMTPStartTLS, "refuses"},
		"refused, never asked":   {well.with("STARTTLS", "454 TLS not available\r\n"), StartTLSOff, result.Up, "", ""},
		"hung up":                {well.with("STARTTLS", hangsUp), "", result.Down, result.SMTPRefused, "closed the connection instead of answering STARTTLS"},
		"no answer":              {well.with("STARTTLS", saysNothing), "", result.Down, result.SMTPTimeout, "did not answer STARTTLS within"},
		"expired":                {smtpScript(t, expired), "", result.Down, result.TLSExpired, "2 days ago"},
		"another name":           {smtpScript(t, other), StartTLSOptional, result.Down, result.TLSName, "is for other.example"},
		"ending soon":            {smtpScript(t, soon), "", result.Degraded, result.TLSExpiring, "in 3 days"},
		"injected":               {well.with("STARTTLS", injected), "", result.Down, result.SMTPStartTLS, "(STARTTLS, 24 bytes)"},
		"silence, no handshake":  {smtpScript(t).with("STARTTLS", "220 go\r\n"+saysNothing), "", result.Down, result.TLSTimeout, "not ready within"},
		"refused, once secure":   {well.with("TLS EHLO", "554 no\r\n"), "", result.Down, result.SMTPRefused, "554 no"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address, _ := mailServer(t, c.mailScript)
			r := askWithin(t, here(), &MailServer{
				Kind: result.KindSMTP, Address: address, StartTLS: c.want,
				Policy: TLSPolicy{Roots: pool, ServerName: "localhost", ExpiresIn: 14 * 24 * time.Hour},
			}, c.mailScript.patience())
			wants(t, r, c.state, c.failure)
			saysIn(t, r, c.reason)
			if tried := c.failure.Family() == "tls" && c.failure != result.TLSTimeout; tried && (r.TLS == nil || r.TLS.Expires.IsZero() || r.TLS.Issuer == "") {
				t.Errorf("the facts of the certificate are lost: %+v", r.TLS)
			}
		})
	}
	t.Run("the second time counts", func(t *testing.T) {
		address, _ := mailServer(t, well)
		r := askOnce(t, here(), &MailServer{Kind: result.KindSMTP, Address: address, Policy: TLSPolicy{Roots: pool, ServerName: "localhost"}})
		if !slices.Equal(r.Mail.Offers, []string{"AUTH PLAIN"}) || !r.Mail.Secured || r.TLS.Version != "TLS 1.3" {
			t.Errorf("it offers %q: %+v", r.Mail.Offers, r.TLS)
		}
		if evidenceOf(r, "certificate chain") == "" || sum(r.Phases) != r.Total || r.Phases.TLS <= 0 {
			t.Errorf("%+v, %v", r.Phases, r.Evidence)
		}
	})
}

// Plain words where the handshake is due are an injection, whether they came with the reply or after it.
func TestSMTP03_InjectedWordsThatComeLater(t *testing.T) {
	address := probetest.Serve(t, func(c *net.TCPConn) {
		_, _ = io.WriteString(c, "220 mx\r\n")
		in := bufio.NewReader(c)
		for _, answer := range []string{"250-mx\r\n250 STARTTLS\r\n", "220 go ahead\r\n"} {
			_, _ = in.ReadString('\n')
			_, _ = io.WriteString(c, answer)
		}
		_, _ = in.ReadByte() // the handshake has begun
		_, _ = io.WriteString(c, "250 I am somebody else\r\n")
		probetest.Stall(c)
	})
	r := askOnce(t, here(), &MailServer{Kind: result.KindSMTP, Address: address, StartTLS: StartTLSRequired})
	wants(t, r, result.Down, result.SMTPStartTLS)
	saysIn(t, r, "goes on in the open after it has agreed to encrypt (STARTTLS)")
}

func TestSMTP05_EncryptedFromTheStart(t *testing.T) {
	fine, root, pool := probetest.Localhost(t)
	expired := root.Issue(t, probetest.Certified{Names: []string{"localhost"}, From: -probetest.Year, Till: -49 * time.Hour})
	for name, c := range map[string]struct {
		mailScript mailScript
		failure    result.Failure
	}{
		"fine":         {smtpScript(t, fine).fromTheStart(), ""},
		"expired":      {smtpScript(t, expired).fromTheStart(), result.TLSExpired},
		"not at all":   {smtpScript(t), result.TLSHandshake},
		"silent":       {smtpScript(t).with("greeting", saysNothing), result.TLSTimeout},
		"sent away":    {smtpScript(t, fine).fromTheStart().with("greeting", "554 no\r\n"), result.SMTPRefused},
		"says nothing": {smtpScript(t, fine).fromTheStart().with("greeting", saysNothing), result.SMTPTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address, heard := mailServer(t, c.mailScript)
			r := askWithin(t, here(), &MailServer{Kind: result.KindSMTP, Address: address, Implicit: true, Policy: TLSPolicy{Roots: pool, ServerName: "localhost"}}, c.mailScript.patience())
			if r.Failure != c.failure {
				t.Errorf("%s %q (%s)", r.State, r.Failure, r.Reason)
			}
			if name == "fine" {
				if got := <-heard; !slices.Equal(got, []string{"TLS EHLO", "TLS QUIT"}) || !r.Mail.Secured {
					t.Errorf("we said %q", got)
				}
				if sum(r.Phases) != r.Total || r.Phases.TLS <= 0 {
					t.Errorf("%+v", r.Phases)
				}
			}
		})
	}
}
