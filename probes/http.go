package probes

import (
	"context"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/publicsuffix"

	"vigie/internal/result"
)

// userAgent tells whoever reads their logs who is asking.
const userAgent = "vigie/1 (site monitoring)"

// Probe asks for the page, follows its redirects and reads what comes.
func (p *HTTP) Probe(ctx context.Context, env Env) result.Result {
	return eachFamily(p.Family, func(f Family) result.Result { return p.probe(ctx, env, f) })
}

func (p *HTTP) probe(ctx context.Context, env Env, family Family) result.Result {
	jar, err := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List})
	if err != nil {
		return fail(result.Result{Phases: result.NoPhases()}, result.HTTPMalformed, "no cookies can be kept: %s", err)
	}
	v := visit{HTTP: p, env: env, family: family, jar: jar, started: env.Door.Now()}
	v.r = result.Result{State: result.Up, Phases: result.NoPhases(), HTTP: &result.HTTP{Visible: -1}}
	method, body := p.Method, p.Body
	if method == "" {
		method = http.MethodGet
	}
	seen := make(map[string]bool)
	for at := p.URL; ; {
		next, done := v.hop(ctx, at, method, body)
		if done {
			return v.r
		}
		if seen[next.String()] || next.String() == at.String() {
			return fail(v.r, result.HTTPRedirect, "the page redirects in a circle, back to %s", next.Redacted())
		}
		if len(v.r.HTTP.Redirects) >= p.Redirects {
			return fail(v.r, result.HTTPRedirect, "the page redirects more than %d times, last to %s", p.Redirects, next.Redacted())
		}
		seen[at.String()] = true
		v.r.HTTP.Redirects = append(v.r.HTTP.Redirects, next.Redacted())
		if v.status != http.StatusTemporaryRedirect && v.status != http.StatusPermanentRedirect && method != http.MethodHead {
			method, body = http.MethodGet, ""
		}
		at = next
	}
}

// visit is one asking for a page, over all its redirects.
type visit struct {
	*HTTP
	env     Env
	family  Family
	jar     *cookiejar.Jar
	started time.Time
	status  int
	r       result.Result
}

// hop asks one address. It returns where the answer redirects to, or done once the result is final.
func (v *visit) hop(ctx context.Context, at *url.URL, method, body string) (next *url.URL, done bool) {
	conn, bad := connect(ctx, v.env, hostPort(at), v.family)
	if bad != nil {
		v.addPhases(bad.Phases)
		if bad.Address != "" {
			v.r.Address = bad.Address
		}
		v.r = fail(v.r, bad.Failure, "%s", bad.Reason)
		return nil, true
	}
	defer conn.Close() //nolint:errcheck // everything was read
	v.r.Address = conn.address
	ph := result.NoPhases()
	ph.DNS, ph.Connect = conn.dns, conn.connect
	stream := net.Conn(conn)
	if at.Scheme == "https" {
		start := v.env.Door.Now()
		secured, found := handshake(ctx, v.env, conn, at.Hostname(), v.TLS)
		ph.TLS = max(0, v.env.Door.Now().Sub(start))
		v.r.TLS = found.facts
		v.r.Evidence = found.evidence
		if found.failure != "" {
			v.addPhases(ph)
			v.r = fail(v.r, found.failure, "%s", found.reason)
			return nil, true
		}
		stream = secured
	}
	a := v.exchange(ctx, stream, at, method, body)
	ph.FirstByte, ph.Transfer = a.firstByte, a.transfer
	v.addPhases(ph)
	v.r.HTTP.Bytes = int64(len(a.body))
	if a.head != nil {
		v.status = a.head.StatusCode
		v.r.HTTP.Status, v.r.HTTP.Proto = a.head.StatusCode, a.head.Proto
		v.r.Evidence = append(v.r.Evidence, headEvidence(a.head))
	}
	if a.failure != "" {
		v.keepPage(a)
		v.r = fail(v.r, a.failure, "%s", a.reason)
		return nil, true
	}
	v.jar.SetCookies(at, a.head.Cookies())
	if next := v.redirect(at, a.head); next != nil {
		return next, false
	}
	v.judge(a, at)
	return nil, true
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
	if err != nil || next.Host == "" || next.Scheme != "http" && next.Scheme != "https" {
		return nil
	}
	next.Fragment = ""
	return next
}

// request writes down what is asked. What identifies us to one host is not sent to another.
func (v *visit) request(at *url.URL, method, body string) (*http.Request, error) {
	req, err := http.NewRequest(method, at.String(), strings.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("building the request: %w", err)
	}
	req.Header.Set("User-Agent", userAgent)
	req.Header.Set("Accept", "*/*")
	req.Header.Set("Accept-Encoding", "gzip, br, zstd")
	req.Close = true
	own := at.Host == v.URL.Host
	for _, name := range slices.Sorted(maps.Keys(v.Header)) {
		switch {
		case strings.EqualFold(name, "Host"):
			if own {
				req.Host = v.Header[name]
			}
		case own || !strings.EqualFold(name, "Authorization") && !strings.EqualFold(name, "Cookie"):
			req.Header.Set(name, v.Header[name])
		}
	}
	if v.User != "" && own {
		req.SetBasicAuth(v.User, v.Password)
	}
	for _, c := range v.jar.Cookies(at) {
		req.AddCookie(c)
	}
	return req, nil
}

func (v *visit) addPhases(p result.Phases) {
	add := func(sum *time.Duration, d time.Duration) {
		if d >= 0 {
			*sum = max(0, *sum) + d
		}
	}
	add(&v.r.Phases.DNS, p.DNS)
	add(&v.r.Phases.Connect, p.Connect)
	add(&v.r.Phases.TLS, p.TLS)
	add(&v.r.Phases.FirstByte, p.FirstByte)
	add(&v.r.Phases.Transfer, p.Transfer)
}

func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = "80"
		if u.Scheme == "https" {
			port = "443"
		}
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// headEvidence is the status line and the headers, without what would let a reader in.
func headEvidence(h *http.Response) result.Evidence {
	var b strings.Builder
	b.WriteString(h.Proto + " " + h.Status + "\n")
	for _, name := range slices.Sorted(maps.Keys(h.Header)) {
		for _, value := range h.Header[name] {
			switch name {
			case "Set-Cookie":
				value, _, _ = strings.Cut(value, "=")
				value += "=…"
			case "Authorization", "Proxy-Authorization", "Www-Authenticate":
				value, _, _ = strings.Cut(value, " ")
				value += " …"
			}
			b.WriteString(name + ": " + value + "\n")
		}
	}
	return result.Evidence{Name: "answer", Text: clip(b.String())}
}
