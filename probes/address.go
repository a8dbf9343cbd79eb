package probes

import (
	"net/url"
	"slices"
	"strings"
)

// show is an address as it may be shown: without user and password, and without what in its query lets somebody in.
func (v *visit) show(u *url.URL) string { return showURL(u) }

// showLocation is where a redirect leads, as it may be shown.
func (v *visit) showLocation(at *url.URL, location string) string {
	to, err := at.Parse(location)
	if err != nil {
		return "an address that is none"
	}
	return showURL(to)
}

func showURL(u *url.URL) string {
	if u.User == nil && u.RawQuery == "" && u.Fragment == "" {
		return u.String()
	}
	shown := *u
	shown.User, shown.Fragment, shown.RawFragment = nil, "", "" // tokens come behind a # too
	if u.User != nil {
		shown.User = url.User(mask)
	}
	if u.RawQuery != "" {
		shown.RawQuery = showQuery(u.RawQuery)
	}
	return strings.ReplaceAll(shown.String(), "%2A%2A%2A%2A@", mask+"@")
}

// showQuery hides the values that let somebody in: by their name, or because they are long and say nothing.
func showQuery(query string) string {
	parts := strings.Split(query, "&")
	for i, part := range parts {
		name, value, _ := strings.Cut(part, "=")
		if value != "" && (secretName(name) || isOpaque(value)) {
			parts[i] = name + "=" + mask
		}
	}
	return strings.Join(parts, "&")
}

// secretName tells the name of something that lets somebody in.
func secretName(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(secretNames, func(part string) bool { return strings.Contains(name, part) })
}

var secretNames = []string{
	"token", "secret", "passw", "pwd", "session", "sid", "auth", "sig", "key", "jwt", "code", "ticket", "state", "nonce", "otp", "csrf",
	"credential", "assertion", "saml",
}

// isOpaque tells a value that nobody reads: long, and of letters and digits mixed.
func isOpaque(value string) bool {
	const long = 24
	return len(value) >= long && strings.ContainsAny(value, "0123456789") && !strings.ContainsAny(value, " +%/.:,;-")
}
