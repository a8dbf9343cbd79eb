package mask

import (
	"net/url"
	"slices"
	"strings"
)

// Location is where a redirect of an address leads, as it may be shown.
func Location(at *url.URL, location string) string {
	to, err := at.Parse(location)
	if err != nil {
		return "an address that is none"
	}
	return URL(to)
}

// URL is an address as it may be shown: without user, password and fragment, and without what in its query lets somebody
// in.
func URL(u *url.URL) string {
	if u.User == nil && u.RawQuery == "" && u.Fragment == "" {
		return u.String()
	}
	shown := *u
	shown.User, shown.Fragment, shown.RawFragment = nil, "", "" // tokens come behind a # too
	if u.User != nil {
		shown.User = url.User(stars)
	}
	if u.RawQuery != "" {
		shown.RawQuery = showQuery(u.RawQuery)
	}
	return strings.ReplaceAll(shown.String(), "%2A%2A%2A%2A@", stars+"@")
}

// showQuery hides the values that let somebody in: by their name, or because they are long and say nothing.
func showQuery(query string) string {
	parts := strings.Split(query, "&")
	for i, part := range parts {
		name, value, _ := strings.Cut(part, "=")
		plain, err := url.QueryUnescape(name)
		if err != nil {
			plain = name
		}
		if value != "" && (IsSecret(plain) || isOpaque(value)) {
			parts[i] = name + "=" + stars
		}
	}
	return strings.Join(parts, "&")
}

// IsSecret tells the name of something that lets somebody in.
func IsSecret(name string) bool {
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
