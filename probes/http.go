package probes

import (
	"context"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"time"

	"golang.org/x/net/publicsuffix"

	"vigie/internal/result"
)

// Probe asks for the page, follows its redirects and reads what comes.
func (p *HTTP) Probe(ctx context.Context, env Env) result.Result {
	return eachFamily(ctx, env, p.Family, func(ctx context.Context, f Family) result.Result { return p.probe(ctx, env, f) })
}

// About is the host of the page.
func (p *HTTP) About() string { return p.URL.Hostname() }

// Burdens is the server of the page; where it redirects to is not known before.
func (p *HTTP) Burdens() string { return hostPort(p.URL) }

func (p *HTTP) probe(ctx context.Context, env Env, family Family) result.Result {
	r := result.Result{State: result.Up, Phases: result.NoPhases(), HTTP: &result.HTTP{Visible: -1}}
	jar, err := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List})
	if err != nil {
		return couldNotAsk(r, "no cookies can be kept: %s", err)
	}
	v := visit{HTTP: p, env: env, family: family, jar: jar, r: r, within: seconds(budget(ctx, env.Door.Now()))}
	at, method, body := p.URL, p.Method, p.Body
	if method == "" {
		method = http.MethodGet
	}
	been := make(map[string]bool)
	for {
		// A page may send its visitor to itself once it has given a cookie: only the same question again is a circle.
		question := method + " " + at.String() + " " + cookieLine(jar.Cookies(at))
		if been[question] {
			return fail(v.r, result.HTTPRedirect, "the page redirects in a circle, back to %s", at.Redacted())
		}
		been[question] = true
		next, done := v.hop(ctx, at, method, body)
		if done {
			return v.r
		}
		if len(v.r.HTTP.Redirects) >= p.Redirects {
			return fail(v.r, result.HTTPRedirect, "the page redirects more than %d times, last to %s", p.Redirects, next.Redacted())
		}
		v.moved(at, next)
		if v.r.HTTP.Status < http.StatusTemporaryRedirect && method != http.MethodHead {
			method, body = http.MethodGet, ""
		}
		at = next
	}
}

// visit is one asking for a page, over all its redirects.
type visit struct {
	*HTTP
	env    Env
	family Family
	jar    *cookiejar.Jar
	within string // how long the whole visit may take
	notes  []result.Evidence
	r      result.Result
}

// hop asks one address. It returns where the answer redirects to, or done once the result is final.
func (v *visit) hop(ctx context.Context, at *url.URL, method, body string) (next *url.URL, done bool) {
	conn, bad := connect(ctx, v.env, hostPort(at), v.family)
	if bad != nil {
		addPhases(&v.r.Phases, bad.Phases)
		v.r.State, v.r.Failure, v.r.Reason = bad.State, bad.Failure, bad.Reason
		v.r.Address = bad.Address
		return nil, true
	}
	defer conn.Close() //nolint:errcheck // everything was read
	v.r.Address, v.r.TLS, v.r.Evidence = conn.address, nil, nil
	ph := result.NoPhases()
	ph.DNS, ph.Connect = conn.dns, conn.connect
	stream, ready := net.Conn(conn), conn.ready
	if at.Scheme == "https" {
		secured, found := handshake(ctx, v.env, conn, v.serverName(at), v.TLS)
		ready = v.env.Door.Now()
		ph.TLS = max(0, ready.Sub(conn.ready))
		v.r.TLS, v.r.Evidence = found.facts, found.evidence
		if found.failure != "" {
			addPhases(&v.r.Phases, ph)
			v.r = fail(v.r, found.failure, "%s", found.reason)
			return nil, true
		}
		stream = secured
	}
	a := v.exchange(stream, ready, at, method, body)
	ph.FirstByte, ph.Transfer = a.firstByte, a.transfer
	addPhases(&v.r.Phases, ph)
	return v.read(a, at)
}

// read takes an answer in, and judges it unless it leads elsewhere.
func (v *visit) read(a answer, at *url.URL) (next *url.URL, done bool) {
	v.r.HTTP.Status, v.r.HTTP.Proto, v.r.HTTP.Bytes = 0, "", int64(len(a.body))
	if a.head != nil {
		v.r.HTTP.Status, v.r.HTTP.Proto = a.head.StatusCode, a.head.Proto
		v.r.Evidence = append(v.r.Evidence, headEvidence(a.head))
	}
	v.r.Evidence = append(v.r.Evidence, v.notes...)
	if a.failure != "" {
		v.keepPage(a)
		v.r = fail(v.r, a.failure, "%s", a.reason)
		return nil, true
	}
	v.jar.SetCookies(at, a.head.Cookies())
	if next := v.redirect(at, a.head); next != nil {
		return next, false
	}
	v.r.Total = sum(v.r.Phases)
	v.judge(a, at)
	return nil, true
}

// addPhases adds what a part of an asking took to what all of it does.
func addPhases(to *result.Phases, p result.Phases) {
	add := func(sum *time.Duration, d time.Duration) {
		if d >= 0 {
			*sum = max(0, *sum) + d
		}
	}
	add(&to.DNS, p.DNS)
	add(&to.Connect, p.Connect)
	add(&to.TLS, p.TLS)
	add(&to.FirstByte, p.FirstByte)
	add(&to.Transfer, p.Transfer)
}

// sum is how long a whole fetch took. Each phase begins where the one before it ended, so nothing is left out.
func sum(p result.Phases) time.Duration {
	return max(0, p.DNS) + max(0, p.Connect) + max(0, p.TLS) + max(0, p.FirstByte) + max(0, p.Transfer)
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
