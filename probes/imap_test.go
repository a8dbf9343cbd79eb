package probes

import (
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/result"
	"vigie/probes/probetest"
)

func TestIMAP01_GreetingsOKPREAUTHAndBYE(t *testing.T) {
	for name, c := range map[string]struct {
		greeting string
		state    result.State
		failure  result.Failure
		reason   string
	}{
		"OK":               {"* OK ready\r\n", result.Up, "", ""},
		"ok, in any case":  {"* ok [CAPABILITY IMAP4rev1] ready\r\n", result.Up, "", ""},
		"PREAUTH":          {"* PREAUTH welcome back\r\n", result.Up, "", ""},
		"BYE":              {"* BYE too many connections\r\n", result.Down, result.IMAPBanner, `sends us away: "BYE too many connections"`},
		"NO":               {"* NO way\r\n", result.Down, result.IMAPBanner, `does not greet as IMAP does, it says "* NO way"`},
		"another protocol": {"+OK ready\r\n", result.Down, result.IMAPBanner, `it says "+OK ready"`},
		"half a line":      {"* OK rea" + saysNothing, result.Down, result.IMAPTimeout, "began to greet"},
		"nothing":          {saysNothing, result.Down, result.IMAPTimeout, "did not greet within"},
		"away at once":     {hangsUp, result.Down, result.IMAPBanner, "closed the connection without a greeting"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := imapScript(t).with("greeting", c.greeting, "CAPABILITY", "* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n")
			address, heard := mailServer(t, s)
			r := askWithin(t, here(), &MailServer{Kind: result.KindIMAP, Address: address}, s.patience())
			wants(t, r, c.state, c.failure)
			saysIn(t, r, c.reason)
			got := <-heard
			if c.state == result.Up && (!slices.Equal(got, []string{"CAPABILITY", "LOGOUT"}) || r.Mail.Greeting != strings.TrimSpace(c.greeting)) {
				t.Errorf("we said %q to %q", got, r.Mail.Greeting)
			}
			if noted := strings.Contains(evidenceOf(r, "note"), "PREAUTH"); noted != (name == "PREAUTH") {
				t.Errorf("the notes are %q", evidenceOf(r, "note"))
			}
		})
	}
	address, heard := mailServer(t, imapScript(t).with("greeting", "* BYE later\r\n"))
	askOnce(t, here(), &MailServer{Kind: result.KindIMAP, Address: address})
	if got := <-heard; !slices.Equal(got, []string{"LOGOUT"}) {
		t.Errorf("sent away, we said %q", got)
	}
}

func TestIMAP02_CapabilitiesAndLOGINDISABLED(t *testing.T) {
	for name, c := range map[string]struct {
		answer  string
		failure result.Failure
		reason  string
		offers  []string
		note    string
	}{
		"some":              {"* CAPABILITY IMAP4rev1 AUTH=plain\r\n* OK by the way\r\nTAG OK done\r\n", "", "", []string{"IMAP4REV1", "AUTH=PLAIN"}, ""},
		"in two lines":      {"* CAPABILITY IMAP4rev1\r\n* CAPABILITY IDLE\r\nTAG ok done\r\n", "", "", []string{"IMAP4REV1", "IDLE"}, ""},
		"nobody may log in": {"* CAPABILITY IMAP4rev1 LOGINDISABLED\r\nTAG OK done\r\n", "", "", []string{"IMAP4REV1", "LOGINDISABLED"}, "while the conversation is not encrypted (LOGINDISABLED)"},
		"refused":           {"TAG NO not now\r\n", result.IMAPBanner, `does not say what it can do: "NO not now"`, nil, ""},
		"not known":         {"TAG BAD what?\r\n", result.IMAPBanner, `"BAD what?"`, nil, ""},
		"a goodbye":         {"* BYE shutting down\r\n" + hangsUp, result.IMAPBanner, `sends us away: "BYE shutting down"`, nil, ""},
		"another's answer":  {"x9 OK done\r\n", result.IMAPBanner, `does not answer CAPABILITY as IMAP does, it says "x9 OK done"`, nil, ""},
		"no end":            {"* CAPABILITY IMAP4rev1\r\n" + saysNothing, result.IMAPTimeout, "did not answer CAPABILITY within", nil, ""},
		"away":              {hangsUp, result.IMAPBanner, "closed the connection instead of answering CAPABILITY", nil, ""},
		"talk without end":  {strings.Repeat("* "+strings.Repeat("x", 1000)+"\r\n", 66), result.IMAPBanner, "more than 64 KiB", nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := imapScript(t).with("CAPABILITY", c.answer)
			address, _ := mailServer(t, s)
			r := askWithin(t, here(), &MailServer{Kind: result.KindIMAP, Address: address, StartTLS: StartTLSOptional}, s.patience())
			if r.Failure != c.failure {
				t.Errorf("%s %q (%s)", r.State, r.Failure, r.Reason)
			}
			saysIn(t, r, c.reason)
			if !slices.Equal(r.Mail.Offers, c.offers) || !strings.Contains(evidenceOf(r, "note"), c.note) {
				t.Errorf("it offers %q; %q", r.Mail.Offers, evidenceOf(r, "note"))
			}
		})
	}
}

func TestIMAP03_STARTTLSAnd993(t *testing.T) {
	fine, root, pool := probetest.Localhost(t)
	expired := root.Issue(t, probetest.Certified{Names: []string{"localhost"}, From: -probetest.Year, Till: -49 * time.Hour})
	well := imapScript(t, fine)
	plain := well.with("CAPABILITY", "* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n")
	for name, c := range map[string]struct {
		mailScript mailScript
		want       StartTLS
		failure    result.Failure
		said       string
	}{
		"used where it is offered":     {well, "", "", "CAPABILITY STARTTLS TLS CAPABILITY TLS LOGOUT"},
		"noted where it is not":        {plain, "", "", "CAPABILITY LOGOUT"},
		"required, and not there":      {plain, StartTLSRequired, result.TLSHandshake, "CAPABILITY LOGOUT"},
		"turned off":                   {well, StartTLSOff, "", "CAPABILITY LOGOUT"},
		"refused":                      {well.with("STARTTLS", "TAG NO not now\r\n"), "", result.TLSHandshake, "CAPABILITY STARTTLS LOGOUT"},
		"expired":                      {imapScript(t, expired), "", result.TLSExpired, "CAPABILITY STARTTLS TLS LOGOUT"},
		"injected":                     {well.with("STARTTLS", "TAG OK go\r\n* CAPABILITY IMAP4rev1\r\n"), "", result.TLSHandshake, "CAPABILITY STARTTLS"},
		"993":                          {well.fromTheStart(), "", "", "TLS CAPABILITY TLS LOGOUT"},
		"993, expired":                 {imapScript(t, expired).fromTheStart(), "", result.TLSExpired, "TLS LOGOUT"},
		"993, without encryption":      {well.with("greeting", "* OK ready\r\n"), "implicit", result.TLSHandshake, ""},
		"993, nobody may log in there": {well.fromTheStart().with("TLS CAPABILITY", "* CAPABILITY IMAP4rev1 LOGINDISABLED\r\nTAG OK done\r\n"), "", "", "TLS CAPABILITY TLS LOGOUT"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address, heard := mailServer(t, c.mailScript)
			ask := &MailServer{Kind: result.KindIMAP, Address: address, StartTLS: c.want, Implicit: c.mailScript.implicit || c.want == "implicit", Policy: TLSPolicy{Roots: pool, ServerName: "localhost"}}
			r := askOnce(t, here(), ask)
			if r.Failure != c.failure {
				t.Errorf("%s %q (%s)", r.State, r.Failure, r.Reason)
			}
			if got := strings.Join(<-heard, " "); got != c.said && c.want != "implicit" {
				t.Errorf("we said %s, want %s", got, c.said)
			}
			wanted := map[string]string{"noted where it is not": "does not offer to encrypt", "993, nobody may log in there": "even encrypted"}
			if !strings.Contains(evidenceOf(r, "note"), wanted[name]) {
				t.Errorf("the notes are %q", evidenceOf(r, "note"))
			}
			if r.State == result.Up && sum(r.Phases) != r.Total {
				t.Errorf("%+v do not add up to %s", r.Phases, r.Total)
			}
		})
	}
}
