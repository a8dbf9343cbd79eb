package config

import (
	"fmt"
	"strings"
)

// Target reads the short form of a site: an address such as https://www.example.com, or example.com, tcp://host:port,
// tls://host:443, dns://name. The error says what is wrong with it, without a password that may be in it.
func Target(s string) (Site, error) {
	d := newDraft()
	if err := d.address(text{value: s, written: s}); err != nil {
		return Site{}, err
	}
	return d.finish(), nil
}

// address takes the short form of a site.
func (s *draft) address(t text) error {
	t = text{value: strings.TrimSpace(t.value), written: strings.TrimSpace(t.written)}
	scheme, rest := split(t.value)
	_, written := split(t.written)
	if rest == "" || strings.ContainsAny(rest, " \t\r\n") {
		return fmt.Errorf("%q is no address", withoutUser(t.written))
	}
	bare := text{value: strings.TrimSuffix(rest, "/"), written: strings.TrimSuffix(written, "/")}
	switch scheme {
	case "http", "https":
		p, err := parsePage(text{value: scheme + "://" + rest, written: scheme + "://" + written})
		s.page = &p
		return err
	case "tcp":
		return place(&s.tcp, bare, "")
	case "tls":
		return place(&s.tls, bare, "443")
	case "dns":
		if !isHost(bare.value) {
			return fmt.Errorf("%q is no name to look up", bare.written)
		}
		s.dns = bare
		return nil
	case "ping", "smtp", "smtps", "mail", "imap", "imaps", "pop3", "pop3s":
		return fmt.Errorf("this version cannot watch %s yet; it knows https, http, tls, dns and tcp", scheme)
	default:
		return fmt.Errorf("%q begins with %s://, which is not known; known are https, http, tls, dns and tcp",
			withoutUser(t.written), scheme)
	}
}

// split parts an address into its scheme, https where there is none, and the rest.
func split(s string) (scheme, rest string) {
	scheme, rest, found := strings.Cut(s, "://")
	if !found {
		return "https", s
	}
	return strings.ToLower(scheme), rest
}

func place(to *text, t text, usual string) error {
	full, err := completeHostPort(t.value, usual)
	if err != nil {
		return fmt.Errorf("%q is not a host and a port", t.written)
	}
	*to = text{value: full, written: t.shown(full)}
	return nil
}
