package page

import (
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// SameSite tells whether two addresses are of one site, as browsers see it: www.example.co.uk and
// shop.example.co.uk are.
func SameSite(a, b *url.URL) bool { return SiteOf(a.Hostname()) == SiteOf(b.Hostname()) }

// SiteOf is the part of a host's name that somebody has registered, or the whole name where there is no such part.
func SiteOf(host string) string {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if _, err := netip.ParseAddr(host); err == nil {
		return host
	}
	if site, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return site
	}
	return host
}
