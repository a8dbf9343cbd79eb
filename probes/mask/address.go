package mask

import (
	"net/url"
	"strings"

	"vigie/internal/secretname"
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
		if value != "" && (secretname.May(plain) || isOpaque(value)) {
			parts[i] = name + "=" + stars
		}
	}
	return strings.Join(parts, "&")
}

// isOpaque tells a value that nobody reads: long, and of letters and digits mixed.
func isOpaque(value string) bool {
	const long = 24
	return len(value) >= long && strings.ContainsAny(value, "0123456789") && !strings.ContainsAny(value, " +%/.:,;-")
}
