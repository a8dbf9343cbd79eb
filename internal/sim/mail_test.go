package sim_test

import (
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"vigie/internal/result"
)

const post = `
name: post
start: 2021-03-10T00:30:00+01:00
estate:
  servers:  [{ id: ns1.example, datacenter: sbg2, ip: 192.0.2.10 }]
  hostings: [{ id: shop.example, datacenter: gra2, cluster: 126, ip: 198.51.100.5 }]
  mail:     [{ id: shop.example, platform: mxplan, place: sbg2, ip: 192.0.2.25 }, { id: alone.example, platform: pro, place: gra2, ip: 192.0.2.26 }]
sites:
  - { name: Shop, url: "https://shop.example/" }
  - { name: Mail, mail: shop.example, expect: { under: 3s } }
  - { name: Submission, smtp: "smtp://smtp.shop.example:587" }
  - { name: Submissions, smtp: "smtps://smtp.shop.example" }
  - { name: Mailbox, imap: "imaps://imap.shop.example", expect: { under: 3s } }
  - { name: Open mailbox, imap: "imap://imap.shop.example", starttls: required }
  - { name: Pick-up, pop3: "pop3s://pop.shop.example" }
  - { name: Open pick-up, pop3: "pop3://pop.shop.example", host: shop.example, expect: { under: 3s } }
  - { name: Alone, mail: alone.example }
  - { name: Alone mailbox, imap: "imaps://alone.example", host: alone.example }
  - { name: Alone pick-up, pop3: "pop3s://pop.alone.example" }
  - { name: Own port, tcp: "ns1.example:2525", expect: { contains: ready to serve } }
  - { name: Own mail, smtp: "ns1.example:2525" }
  - { name: Elsewhere, mail: elsewhere.example }
  - { name: Odd port, smtp: "smtp://mx.elsewhere.example:2525" }
  - { name: Port, tcp: "mx1.alone.example:25", host: alone.example, expect: { contains: ["ESMTP", "ready to serve"] } }
  - { name: Same name, imap: "imaps://shop.example" }
`

func TestMailIsUpWhenNothingHappens(t *testing.T) {
	defer goleak.VerifyNone(t)
	w, sc := parsed(t, post)
	for _, s := range sc.Sites {
		r := ask(t, w, sc, s.Name, time.Minute)
		if r.State != result.Up {
			t.Errorf("%s: %s (%s)", s.Name, r.Failure, r.Reason)
		}
		if r.Mail == nil {
			continue
		}
		if !r.Mail.Secured || r.TLS == nil || r.TLS.Issuer != "Simulated Authority" {
			t.Errorf("%s: %+v, %+v", s.Name, r.Mail, r.TLS)
		}
		if p := r.Phases; p.DNS+p.Connect+p.TLS+p.FirstByte+p.Transfer != r.Total || p.FirstByte < 8*time.Millisecond/2 {
			t.Errorf("%s: the phases %+v of %s", s.Name, p, r.Total)
		}
		if again := ask(t, w, sc, s.Name, time.Minute); again.Phases != r.Phases {
			t.Errorf("%s: the same visit takes %+v and %+v", s.Name, r.Phases, again.Phases)
		}
	}
	mail := ask(t, w, sc, "Mail", time.Minute)
	if len(mail.Steps) != 1 || mail.Steps[0].Target != "smtp://mx1.shop.example:25" || mail.Address != "192.0.2.25:25" {
		t.Errorf("%+v", mail)
	}
	var dialogue string
	for _, e := range mail.Evidence {
		dialogue += e.Name + "\n" + e.Text
	}
	for _, line := range []string{"< 220 mail.example ESMTP", "> EHLO [203.0.113.250]", "< 250-STARTTLS", "> STARTTLS", "< 220 ", "= encrypted from here", "> QUIT", "< 221 "} {
		if !strings.Contains(dialogue, line) {
			t.Errorf("%q is not in the dialogue:\n%s", line, dialogue)
		}
	}
}

func TestMailMeetsWhatTheScenarioSays(t *testing.T) {
	defer goleak.VerifyNone(t)
	kinds := []string{"Mail", "Mailbox", "Open pick-up"} // smtp with STARTTLS, imaps, pop3 with STLS
	for condition, want := range map[string][3]result.Failure{
		"ok":              {},
		"blackhole":       {result.TCPTimeout, result.TCPTimeout, result.TCPTimeout},
		"refuse":          {result.TCPRefused, result.TCPRefused, result.TCPRefused},
		"unreachable":     {result.TCPUnreachable, result.TCPUnreachable, result.TCPUnreachable},
		"reset":           {result.TCPReset, result.TLSHandshake, result.TCPReset},
		"stall":           {result.SMTPTimeout, result.TLSTimeout, result.POP3Timeout},
		"{ slow: 4s }":    {result.Slow, result.Slow, result.Slow},
		"{ slow: 12s }":   {result.SMTPTimeout, result.IMAPTimeout, result.POP3Timeout},
		"expired":         {result.TLSExpired, result.TLSExpired, result.TLSExpired},
		"wrong_name":      {result.TLSName, result.TLSName, result.TLSName},
		"untrusted":       {result.TLSUntrusted, result.TLSUntrusted, result.TLSUntrusted},
		"{ status: 421 }": {result.SMTPRefused, result.IMAPBanner, result.POP3Banner},
		"{ status: 554 }": {result.SMTPRefused, result.IMAPBanner, result.POP3Banner},
		"{ status: 451 }": {result.SMTPRefused, result.IMAPBanner, result.POP3Banner},
		"{ loss: 100% }":  {result.TCPTimeout, result.TCPTimeout, result.TCPTimeout},
	} {
		w, sc := parsed(t, post+"events: [{ at: 1m, mail: { shop.example: "+condition+" } }]")
		for i, name := range kinds {
			r := ask(t, w, sc, name, 2*time.Minute)
			if r.Failure != want[i] {
				t.Errorf("%s: %s is %q (%s), want %q", condition, name, r.Failure, r.Reason, want[i])
			}
			if before := ask(t, w, sc, name, 30*time.Second); before.State != result.Up {
				t.Errorf("%s: before it, %s is %q (%s)", condition, name, before.Failure, before.Reason)
			}
		}
		if r := ask(t, w, sc, "Alone", 2*time.Minute); r.State != result.Up {
			t.Errorf("%s hits the mail of another domain: %s", condition, r.Reason)
		}
	}
	w, sc := parsed(t, post+"events: [{ at: 1m, sites: { Mailbox: refuse } }, { at: 1m, places: { gra2: blackhole } }]")
	for name, want := range map[string]result.Failure{"Mailbox": result.TLSHandshake, "Same name": result.TCPTimeout, "Open mailbox": "", "Mail": "", "Alone": result.TCPTimeout} {
		if r := ask(t, w, sc, name, 2*time.Minute); r.Failure != want {
			t.Errorf("%s is %q (%s)", name, r.Failure, r.Reason)
		}
	}
	w, sc = parsed(t, post+"events: [{ at: 1m, mail: { alone.example: refuse } }]")
	for name, want := range map[string]result.Failure{"Alone": result.TCPRefused, "Alone mailbox": result.TCPRefused, "Alone pick-up": result.TCPRefused, "Mail": ""} {
		if r := ask(t, w, sc, name, 2*time.Minute); r.Failure != want {
			t.Errorf("%s is %q (%s)", name, r.Failure, r.Reason)
		}
	}
	w, sc = parsed(t, post+"events: [{ at: 1m, mail: { shop.example: { status: 421 } } }]")
	if r := ask(t, w, sc, "Mail", 2*time.Minute); !strings.Contains(r.Reason, "421 4.3.2 mail.example is too busy") {
		t.Errorf("the reason is %q", r.Reason)
	}
}

// A name under which there is only mail has no page.
func TestAMailServerHasNoPage(t *testing.T) {
	w, sc := parsed(t, post)
	_, body, err := fetch(t, w.Visit(sc.Start), w, "192.0.2.25:443", "https://imap.shop.example/")
	if err != nil || !strings.Contains(body, "Welcome to nginx!") {
		t.Errorf("%q, %v", body, err)
	}
}
