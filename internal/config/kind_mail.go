package config

import (
	"fmt"
	"net/netip"

	"github.com/goccy/go-yaml/ast"

	"vigie/internal/result"
	"vigie/probes"
)

// MailServers are mail servers of others, host and port, that tell whether this machine's network lets mail out: many
// close port 25. Who wants no references asked wants none of these asked either.
func (c *Config) MailServers() []string {
	if len(c.References) == 0 {
		return nil
	}
	return []string{"gmail-smtp-in.l.google.com:25", "mx1.mail.ovh.net:25", "mail.protonmail.ch:25"}
}

// mailKeys are the keys of everything that has to do with mail.
func mailKeys() []string { return []string{"mail", "smtp", "imap", "pop3"} }

// mailKind watches every server that takes the mail of a domain: mail: example.com.
func mailKind() kind {
	return kind{
		key: "mail", schemes: []string{"mail"},
		keys: func(d *decoder, s *draft) fields {
			return fields{
				"mail": func(n ast.Node) {
					s.tried = true
					t := d.text(n, "mail")
					if !isDomain(t.value) {
						d.r.Mistake(n, "mail must be a domain such as example.com, not %q", t.written)
						return
					}
					s.watch(watchedMail(t))
				},
				"starttls": s.only("starttls", func(n ast.Node) {
					s.upgrade = probes.StartTLS(d.r.Word(n, "starttls", "required", "optional", "off"))
				}, mailKeys()...),
			}
		},
		short: func(s *draft, _ string, rest text) error {
			t := rest.bare()
			if !isDomain(t.value) {
				return fmt.Errorf("%q is no domain that could have mail", withoutUser("mail://"+t.written))
			}
			s.watch(watchedMail(t))
			return nil
		},
	}
}

// isDomain tells whether s can be the part of a mail address behind its @.
func isDomain(s string) bool {
	_, err := netip.ParseAddr(s)
	return err != nil && isHost(s)
}

func watchedMail(t text) watched {
	return watched{
		key: "mail", kind: result.KindSMTP, target: "mail://" + t.written, name: t.written,
		prober: func(s *draft) probes.Prober {
			return &probes.Mail{Domain: t.value, StartTLS: s.upgrade, Family: s.family, Policy: s.policy, Under: s.expect.Under}
		},
	}
}
