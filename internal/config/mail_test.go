package config_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/result"
	"vigie/probes"
)

func TestMailServers(t *testing.T) {
	const month = 14 * 24 * time.Hour
	usual := probes.TLSPolicy{ExpiresIn: month}
	for in, want := range map[string]probes.Prober{
		"mail: shop.example":                &probes.Mail{Domain: "shop.example", Family: probes.AnyFamily, Policy: usual},
		"smtp: mx1.example":                 &probes.MailServer{Kind: result.KindSMTP, Address: "mx1.example:25", Family: probes.AnyFamily, Policy: usual},
		"smtp: 'mx1.example:587'":           &probes.MailServer{Kind: result.KindSMTP, Address: "mx1.example:587", Family: probes.AnyFamily, Policy: usual},
		"smtp: 'smtp://mx1.example:587'":    &probes.MailServer{Kind: result.KindSMTP, Address: "mx1.example:587", Family: probes.AnyFamily, Policy: usual},
		"smtp: 'smtps://mx1.example'":       &probes.MailServer{Kind: result.KindSMTP, Address: "mx1.example:465", Implicit: true, Family: probes.AnyFamily, Policy: usual},
		"smtp: 'mx1.example:465'":           &probes.MailServer{Kind: result.KindSMTP, Address: "mx1.example:465", Implicit: true, Family: probes.AnyFamily, Policy: usual},
		"smtp: 'smtps://mx1.example:2465'":  &probes.MailServer{Kind: result.KindSMTP, Address: "mx1.example:2465", Implicit: true, Family: probes.AnyFamily, Policy: usual},
		"imap: 'imaps://imap.example'":      &probes.MailServer{Kind: result.KindIMAP, Address: "imap.example:993", Implicit: true, Family: probes.AnyFamily, Policy: usual},
		"imap: 'imap://imap.example'":       &probes.MailServer{Kind: result.KindIMAP, Address: "imap.example:143", Family: probes.AnyFamily, Policy: usual},
		"imap: imap.example":                &probes.MailServer{Kind: result.KindIMAP, Address: "imap.example:143", Family: probes.AnyFamily, Policy: usual},
		"imap: 'imap.example:993'":          &probes.MailServer{Kind: result.KindIMAP, Address: "imap.example:993", Implicit: true, Family: probes.AnyFamily, Policy: usual},
		"pop3: pop.example":                 &probes.MailServer{Kind: result.KindPOP3, Address: "pop.example:110", Family: probes.AnyFamily, Policy: usual},
		"pop3: 'pop3s://pop.example'":       &probes.MailServer{Kind: result.KindPOP3, Address: "pop.example:995", Implicit: true, Family: probes.AnyFamily, Policy: usual},
		"imap: 'imaps://${SHOP_PASSWORD}/'": &probes.MailServer{Kind: result.KindIMAP, Address: "hunter2:993", Implicit: true, Family: probes.AnyFamily, Policy: usual},
		"mail: shop.example, ip: both, starttls: off, expect: { under: 3s }, tls: { skip_verify: true }": &probes.Mail{
			Domain: "shop.example", StartTLS: probes.StartTLSOff, Family: probes.Both, Under: 3 * time.Second,
			Policy: probes.TLSPolicy{ExpiresIn: month, SkipVerify: true},
		},
		"pop3: pop.example, ip: 6, starttls: required, expect: { under: 3s }, tls: { expires_in: 2d }": &probes.MailServer{
			Kind:    result.KindPOP3,
			Address: "pop.example:110", StartTLS: probes.StartTLSRequired, Family: probes.IPv6, Under: 3 * time.Second,
			Policy: probes.TLSPolicy{ExpiresIn: 48 * time.Hour},
		},
	} {
		c := parse(t, "sites: [{ "+in+" }]")
		if diff := cmp.Diff(want, c.Sites[0].Checks[0].Prober); diff != "" || len(c.Warnings) > 0 {
			t.Errorf("%s: %s%q", in, diff, c.Warnings)
		}
	}
}

// A site may have its mail beside its page: each is a check of its own, in the order of the kinds.
func TestAPageAndItsMailAreOneSite(t *testing.T) {
	c := parse(t, "sites: [{ name: Shop, imap: 'imaps://imap.example', mail: shop.example, url: 'https://shop.example' }]\ndefaults: { starttls: optional }\n")
	var targets []string
	for _, k := range c.Sites[0].Checks {
		targets = append(targets, string(k.Kind)+" "+k.Target)
	}
	want := []string{"http https://shop.example", "smtp mail://shop.example", "imap imaps://imap.example:993"}
	if diff := cmp.Diff(want, targets); diff != "" {
		t.Error(diff)
	}
	mail, ok := c.Sites[0].Checks[1].Prober.(*probes.Mail)
	if !ok || mail.StartTLS != probes.StartTLSOptional {
		t.Errorf("the defaults are lost: %+v", mail)
	}
}

func TestWhatOnlyMailHeeds(t *testing.T) {
	got := parse(t, "sites: [{ tcp: 'a.example:1', starttls: off, tls: { skip_verify: true } }]").Warnings
	want := []string{
		"line 1: starttls says nothing about tcp; it is for mail, smtp, imap and pop3",
		"line 1: tls says nothing about tcp; it is for url, flow, tls, mail, smtp, imap and pop3",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWhoWantsNoReferencesIsAskedForNone(t *testing.T) {
	if got := parse(t, "sites: [https://a.example]").MailServers(); len(got) == 0 {
		t.Error("nobody tells whether mail is let out")
	}
	if got := parse(t, "sites: [https://a.example]\nreferences: []").MailServers(); len(got) != 0 {
		t.Errorf("without references %q are asked", got)
	}
}
