package probes

import (
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"vigie/internal/result"
	"vigie/probes/page"
	"vigie/probes/web"
)

// Networks of guests answer instead of every site until somebody has logged in. Over TLS they cannot; over plain HTTP
// they redirect, to a page of their own that only the network itself can reach.

// portalMarks are what the usual makers of such networks put into the address of their login.
var portalMarks = []string{
	"uamip=", "res=notyet", "switch_url=", "base_grant_url=", "gw_address=", "fgtauth", "arubalp=", "/guest/s/", "wlanuserip=", "wlanacname=",
	"nasip=", "ap_mac=", "client_mac=", "redirurl=",
}

// sharedSpace is what providers use between themselves and their customers (RFC 6598).
var sharedSpace = netip.MustParsePrefix("100.64.0.0/10")

// isInside tells an address that only a network of its own can reach. This machine's own is none: a site that sends
// its visitors there is broken.
func isInside(ip netip.Addr) bool {
	ip = ip.Unmap()
	return ip.IsPrivate() || ip.IsLinkLocalUnicast() || sharedSpace.Contains(ip)
}

// isOutside tells an address of the open internet.
func isOutside(ip netip.Addr) bool {
	ip = ip.Unmap()
	return ip.IsGlobalUnicast() && !isInside(ip)
}

// caughtInside tells whether a redirect without protection has led from the open internet into a network of its own.
func (v *visit) caughtInside() bool {
	at, err := netip.ParseAddrPort(v.r.Address)
	if err != nil {
		return false
	}
	if len(v.r.HTTP.Redirects) == 0 {
		v.outside = isOutside(at.Addr())
	}
	return v.outside && v.strayed && isInside(at.Addr()) && v.catch()
}

// caughtOnTheWay tells whether a redirect is that of a network of guests.
func (v *visit) caughtOnTheWay(a web.Answer, at, next *url.URL) bool {
	if at.Scheme != "http" || strings.EqualFold(at.Hostname(), next.Hostname()) {
		return false
	}
	ip, err := netip.ParseAddr(next.Hostname())
	inside := err == nil && isInside(ip) && v.outside
	marked := !page.SameSite(at, next) && slices.ContainsFunc(portalMarks, func(mark string) bool { return strings.Contains(next.RequestURI(), mark) })
	// An address that answers 204 and nothing else is there to find such networks.
	asked := v.Expect.wantsNothing() && a.Head.StatusCode != http.StatusNoContent
	return (inside || marked || asked) && v.catch()
}

// catch makes the result of being caught, unless the site has turned that off.
func (v *visit) catch() bool {
	if v.Expect.allows(page.CaptivePortal) {
		return false
	}
	v.r.State, v.r.Failure, v.r.Reason = result.Unknown, result.LocalOffline, page.Named(page.LineIsCaught, page.CaptivePortal)
	return true
}
