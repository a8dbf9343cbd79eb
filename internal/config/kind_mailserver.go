package config

import (
	"fmt"
	"net"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"vigie/internal/result"
	"vigie/probes"
)

// mailServer is a protocol that one mail server is watched by. It is encrypted from the start under a scheme or at a
// port of its own.
type mailServer struct {
	kind              result.Kind // and the key, and the scheme
	port, securedPort string
}

// smtpKind watches a server that takes mail: smtp: smtp://mx1.example.com:587.
func smtpKind() kind {
	return mailServer{result.KindSMTP, "25", "465"}.kindOf()
}

// imapKind watches a server that shows mailboxes: imap: imaps://imap.example.com.
func imapKind() kind {
	return mailServer{result.KindIMAP, "143", "993"}.kindOf()
}

// pop3Kind watches a server that hands mail out: pop3: pop3s://pop.example.com.
func pop3Kind() kind {
	return mailServer{result.KindPOP3, "110", "995"}.kindOf()
}

func (m mailServer) kindOf() kind {
	key := string(m.kind)
	return kind{
		key: key, schemes: []string{key, key + "s"},
		keys: func(d *decoder, s *draft) fields {
			return fields{key: func(n ast.Node) {
				s.tried = true
				t := d.text(n, key)
				if err := m.short(s, "", t); err != nil {
					d.r.Mistake(n, "%s must be a mail server such as %ss://mail.example.com or mail.example.com:%s, not %q",
						key, key, m.port, withoutUser(t.written))
				}
			}}
		},
		short: m.short,
	}
}

// short reads a host, with a scheme and a port where it has them: what is usual for the scheme is completed.
func (m mailServer) short(s *draft, scheme string, rest text) error {
	plain, secured := string(m.kind), string(m.kind)+"s"
	if scheme == "" {
		scheme = plain
		if before, value, found := strings.Cut(rest.value, "://"); found {
			scheme = strings.ToLower(before)
			_, written := split(rest.written)
			rest = text{value: value, written: written}
		}
	}
	usual := map[string]string{plain: m.port, secured: m.securedPort}[scheme]
	if usual == "" {
		return fmt.Errorf("%s:// is not a scheme of %s", scheme, plain)
	}
	t, err := hostPortOf(rest, usual)
	if err != nil {
		return fmt.Errorf("%q is no mail server: it needs a host, and at most a port", withoutUser(scheme+"://"+rest.written))
	}
	_, port, _ := net.SplitHostPort(t.value) // it was put together a moment ago
	s.watch(m.watched(scheme, t, scheme == secured || port == m.securedPort))
	return nil
}

func (m mailServer) watched(scheme string, t text, implicit bool) watched {
	return watched{
		key: string(m.kind), kind: m.kind, target: scheme + "://" + t.written, name: t.host(),
		prober: func(s *draft) probes.Prober {
			return &probes.MailServer{
				Kind: m.kind, Address: t.value, Implicit: implicit, StartTLS: s.upgrade, Family: s.family, Policy: s.policy, Under: s.expect.Under,
			}
		},
	}
}
