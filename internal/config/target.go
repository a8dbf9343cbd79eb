package config

import (
	"fmt"
	"net/url"
	"strings"
)

// Target reads the short form of a site: an address such as https://www.example.com, or example.com, tcp://host:port,
// tls://host:443, dns://name.
func Target(s string) (Site, error) { return target(s, (&decoder{}).newDraft()) }

func target(s string, d *draft) (Site, error) {
	scheme, rest, found := strings.Cut(s, "://")
	if !found {
		scheme, rest = "https", s
	}
	rest = strings.TrimSpace(rest)
	if rest == "" || strings.ContainsAny(rest, " \t\n") {
		return Site{}, fmt.Errorf("%q is no address", s)
	}
	var err error
	switch strings.ToLower(scheme) {
	case "http", "https":
		d.url = strings.ToLower(scheme) + "://" + rest
		u, urlErr := url.Parse(d.url)
		if urlErr != nil || u.Hostname() == "" {
			return Site{}, fmt.Errorf("%q is no web address", s)
		}
	case "tcp":
		d.tcp, err = completeHostPort(strings.TrimSuffix(rest, "/"), "")
	case "tls":
		d.tls, err = completeHostPort(strings.TrimSuffix(rest, "/"), "443")
	case "dns":
		d.dns = strings.TrimSuffix(rest, "/")
	case "ping", "smtp", "smtps", "mail", "imap", "imaps", "pop3", "pop3s":
		return Site{}, fmt.Errorf("this version cannot watch %s yet; it knows https, http, tls, dns and tcp", scheme)
	default:
		return Site{}, fmt.Errorf("%q begins with %s://, which is not known; known are https, http, tls, dns and tcp", s, scheme)
	}
	if err != nil {
		return Site{}, err
	}
	d.site.Name = ""
	return d.finish()
}
