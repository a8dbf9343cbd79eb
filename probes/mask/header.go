package mask

import (
	"net/url"
	"strings"

	"vigie/internal/secretname"
)

// Header is the value of a header as it may be shown.
func Header(name, value string) string {
	switch name {
	case "Set-Cookie", "Set-Cookie2":
		return shownCookie(value)
	case "Authorization", "Proxy-Authorization", "Www-Authenticate", "Proxy-Authenticate", "Authentication-Info", "Cookie":
		scheme, _, _ := strings.Cut(value, " ")
		return scheme + " …"
	case "Location", "Content-Location", "Refresh", "Link":
		return shownLink(value)
	}
	if secretname.May(name) {
		return stars
	}
	return value
}

// shownCookie is a cookie without its value; how it may be used is no secret.
func shownCookie(value string) string {
	pair, rest, more := strings.Cut(value, ";")
	name, _, _ := strings.Cut(pair, "=")
	if more {
		return name + "=…;" + rest
	}
	return name + "=…"
}

// shownLink is an address in a header. What is none is shown as it is, up to its query.
func shownLink(value string) string {
	if u, err := url.Parse(value); err == nil {
		return URL(u)
	}
	before, _, _ := strings.Cut(value, "?")
	return before
}
