package probes

import (
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// userAgent tells whoever reads their logs who is asking.
const userAgent = "vigie/1 (+site monitoring)"

// request writes down what is asked. What identifies us to one host is not sent to another.
func (v *visit) request(at *url.URL, method, body string) (*http.Request, error) {
	req, err := http.NewRequest(method, at.Scheme+"://"+at.Host, strings.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("building the request: %w", err)
	}
	req.URL = at
	req.Header.Set("User-Agent", userAgent)
	req.Header.Set("Accept", "*/*")
	req.Header.Set("Accept-Encoding", "gzip, br, zstd")
	req.Close = true
	own := v.own(at)
	for _, name := range slices.Sorted(maps.Keys(v.Header)) {
		switch {
		case strings.EqualFold(name, "Host"):
			if own {
				req.Host = v.Header[name]
			}
		case own || harmless(name):
			req.Header.Set(name, v.Header[name])
		}
	}
	if v.User != "" && own {
		req.SetBasicAuth(v.User, v.Password)
	} else if at.User != nil && own {
		password, _ := at.User.Password()
		req.SetBasicAuth(at.User.Username(), password)
	}
	for _, c := range v.jar.Cookies(at) {
		req.AddCookie(c)
	}
	return req, nil
}

// own tells whether an address is of the host that was asked for, and no less private.
func (v *visit) own(at *url.URL) bool {
	return strings.EqualFold(at.Host, v.URL.Host) && (at.Scheme == v.URL.Scheme || at.Scheme == "https")
}

// harmless headers say how a page is wanted, not who wants it.
func harmless(name string) bool {
	name = strings.ToLower(name)
	return name == "user-agent" || name == "cache-control" || strings.HasPrefix(name, "accept")
}

// serverName is the name that a certificate must carry: of the virtual host, where the configuration names another.
func (v *visit) serverName(at *url.URL) string {
	if v.own(at) {
		for name, value := range v.Header {
			if strings.EqualFold(name, "Host") {
				if host, _, err := net.SplitHostPort(value); err == nil {
					return host
				}
				return value
			}
		}
	}
	return at.Hostname()
}

// redirect is where an answer leads, or nil when it is to be judged as it is.
func (v *visit) redirect(at *url.URL, head *http.Response) *url.URL {
	if v.Redirects == 0 || head.StatusCode < 300 || head.StatusCode > 399 || head.StatusCode == http.StatusNotModified {
		return nil
	}
	location := head.Header.Get("Location")
	if location == "" {
		return nil
	}
	next, err := at.Parse(location)
	if err != nil || next.Hostname() == "" || next.Scheme != "http" && next.Scheme != "https" {
		return nil
	}
	next.Fragment = ""
	return next
}

// moved notes a redirect, and that it leads out of a secure connection.
func (v *visit) moved(from, to *url.URL) {
	v.r.HTTP.Redirects = append(v.r.HTTP.Redirects, to.Redacted())
	v.notes = append(v.notes, note("%d, from %s to %s", v.r.HTTP.Status, cut(from.Redacted(), 200), cut(to.Redacted(), 200)))
	if from.Scheme == "https" && to.Scheme == "http" {
		v.notes = append(v.notes, note("this redirect leads from a secure page to one that anybody on the way can read"))
	}
}

func cookieLine(cookies []*http.Cookie) string {
	var b strings.Builder
	for _, c := range cookies {
		b.WriteString(c.Name + "=" + c.Value + ";")
	}
	return b.String()
}
