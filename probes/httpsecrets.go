package probes

import (
	"encoding/base64"
	"net/http"
	"strings"

	"vigie/internal/secretname"
	"vigie/probes/mask"
)

// shortest is how long the value of a header is that lets somebody in, in bytes.
const shortest = 4

// secretsOf are those that a page is asked with, or nil.
func secretsOf(p *HTTP) *mask.Secrets {
	if p.User == "" && p.Password == "" && p.Body == "" && len(p.Header) == 0 && p.URL.User == nil && p.URL.RawQuery == "" && len(p.Hidden) == 0 {
		return nil
	}
	var s mask.Secrets
	if p.User != "" {
		s.Hide(base64.StdEncoding.EncodeToString([]byte(p.User + ":" + p.Password)))
	}
	s.Hide(p.Password)
	s.Hide(p.Hidden...)
	if p.URL.User != nil {
		password, _ := p.URL.User.Password()
		s.Hide(password, base64.StdEncoding.EncodeToString([]byte(p.URL.User.Username()+":"+password)))
	}
	for name, value := range p.Header {
		if _, credential, _ := strings.Cut(value, " "); !isPublic(strings.ToLower(name)) && len(value) >= shortest {
			s.Hide(value, credential) // Bearer …
		}
	}
	for name, values := range p.URL.Query() {
		if secretname.May(name) {
			s.Hide(values...)
		}
	}
	s.HideBody(p.Body)
	return &s
}

// hideCookies hides what is sent back of the cookies that a site gave: a page that repeats it lets in whoever reads it.
func (v *visit) hideCookies(cookies []*http.Cookie) {
	const least = 8 // characters; what is shorter chooses a language
	for _, c := range cookies {
		if len(c.Value) < least {
			continue
		}
		if v.secrets == nil {
			v.secrets = new(mask.Secrets)
		}
		v.secrets.Hide(c.Value)
	}
}

// isPublic tells headers that say what is wanted or where from, and let nobody in.
func isPublic(name string) bool {
	switch name {
	case "host", "content-type", "origin", "referer", "x-requested-with", "range", "pragma", "dnt":
		return true
	}
	return harmless(name) || strings.HasPrefix(name, "if-") || strings.HasPrefix(name, "sec-")
}

// harmless headers say how a page is wanted, not who wants it.
func harmless(name string) bool {
	return name == "user-agent" || name == "cache-control" || strings.HasPrefix(name, "accept")
}
