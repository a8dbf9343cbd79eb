package probes

import (
	"encoding/base64"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"vigie/probes/names"
	"vigie/probes/web"
)

// userAgent tells whoever reads their logs who is asking.
const userAgent = "vigie/1 (+site monitoring)"

// ask writes down what is asked. What identifies us to one host is not sent to another. The request is good until
// the next one.
func (v *visit) ask(at *url.URL, method, body string) web.Request {
	req := web.Request{Method: method, At: at, Host: webHost(at), Body: body, Within: v.within, HeadOnly: v.headOnly}
	own := v.own(at)
	f := append(v.desk.fields[:0], web.Field{Name: "user-agent", Value: userAgent}, web.Field{Name: "accept", Value: "*/*"}, web.Field{Name: "accept-encoding", Value: "gzip, deflate, br, zstd"})
	if len(v.Header) > 0 {
		for _, name := range slices.Sorted(maps.Keys(v.Header)) {
			lower := strings.ToLower(name)
			switch {
			case lower == "host" && own:
				req.Host = v.Header[name]
			case lower != "host" && (own || harmless(lower)) && !isFraming(lower):
				f = setField(f, lower, v.Header[name])
			}
		}
	}
	if line := v.authorization(at); line != "" {
		f = setField(f, "authorization", line)
	}
	if v.jar != nil {
		cookies := v.jar.Cookies(at)
		f = addCookies(f, cookies)
		v.hideCookies(cookies)
	}
	if body != "" || method == http.MethodPost || method == http.MethodPut || method == http.MethodPatch {
		f = append(f, web.Field{Name: "content-length", Value: strconv.Itoa(len(body))})
	}
	v.desk.fields, req.Fields = f, f
	return req
}

// isFraming tells headers that say where a message ends: they are ours to set.
func isFraming(name string) bool {
	switch name {
	case "connection", "content-length", "transfer-encoding", "keep-alive", "upgrade", "te", "trailer", "proxy-connection":
		return true
	}
	return false
}

// setField gives a field another value, or adds it.
func setField(list []web.Field, name, value string) []web.Field {
	for i := range list {
		if list[i].Name == name {
			list[i].Value = value
			return list
		}
	}
	return append(list, web.Field{Name: name, Value: value})
}

// addCookies adds cookies to those that the configuration sends by itself.
func addCookies(list []web.Field, cookies []*http.Cookie) []web.Field {
	if len(cookies) == 0 {
		return list
	}
	var b strings.Builder
	for i := range list {
		if list[i].Name == "cookie" {
			b.WriteString(list[i].Value)
		}
	}
	for _, c := range cookies {
		if b.Len() > 0 {
			b.WriteString("; ")
		}
		b.WriteString(c.Name + "=" + c.Value)
	}
	return setField(list, "cookie", b.String())
}

// authorization is the header that lets us in, where there is one and the host is our own.
func (v *visit) authorization(at *url.URL) string {
	user, password := v.User, v.Password
	if user == "" && at.User != nil {
		user = at.User.Username()
		password, _ = at.User.Password()
	}
	if user == "" || !v.own(at) {
		return ""
	}
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

// own tells whether an address is of the host that was asked for, and no less private.
func (v *visit) own(at *url.URL) bool {
	return at == v.URL || strings.EqualFold(hostPort(at), hostPort(v.URL)) && at.Scheme == v.URL.Scheme ||
		strings.EqualFold(at.Host, v.URL.Host) && at.Scheme == "https"
}

// serverName is the name that a certificate must carry: the one that the configuration gives it, that of the virtual
// host, where the configuration names another, or that of the address.
func (v *visit) serverName(at *url.URL) string {
	if !v.own(at) {
		return at.Hostname()
	}
	if v.TLS.ServerName != "" {
		return v.TLS.ServerName
	}
	for name, value := range v.Header {
		if strings.EqualFold(name, "Host") {
			if host, _, err := net.SplitHostPort(value); err == nil {
				return host
			}
			return value
		}
	}
	return at.Hostname()
}

// webHost is the host of an address as it is written in a request: in ASCII, with the port where it is not the usual.
func webHost(u *url.URL) string {
	host := names.ASCII(u.Hostname())
	if zone := strings.IndexByte(host, '%'); zone >= 0 { // it means something on this machine only
		host = host[:zone]
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port := u.Port(); port != "" && port != usualPort(u.Scheme) {
		host += ":" + port
	}
	return host
}

// hostPort is where the server of an address is, as host:port.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = usualPort(u.Scheme)
	}
	return net.JoinHostPort(u.Hostname(), port)
}

func usualPort(scheme string) string {
	if scheme == "https" {
		return "443"
	}
	return "80"
}
