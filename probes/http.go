package probes

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"time"

	"golang.org/x/net/publicsuffix"

	"vigie/internal/result"
	"vigie/probes/cert"
	"vigie/probes/door"
	"vigie/probes/mask"
	"vigie/probes/web"
	"vigie/probes/words"
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
	v := newVisit(ctx, p, env, family)
	defer v.desk.release()
	if p.URL.Scheme == "http" && (p.Protocol == HTTP2 || p.Protocol == HTTP3) {
		return couldNotAsk(v.r, "HTTP/%s cannot be asked without https: plain HTTP is spoken as HTTP/1.1", p.Protocol)
	}
	if a, at, ok := v.fetch(ctx, p.URL, p.Method, p.Body); ok {
		v.r.Total = sum(v.r.Phases)
		v.judge(ctx, a, at)
	}
	return v.told()
}

// visit is one asking for a page, over all its redirects.
type visit struct {
	*HTTP
	env       Env
	family    Family
	desk      *desk
	jar       *cookiejar.Jar // nil until there is a cookie to keep
	within    string         // how long the whole visit may take
	onlyHTTP1 bool           // the server has asked for it
	headOnly  bool           // what follows the headers is of no interest
	outside   bool           // the first address that was asked is one of the open internet
	strayed   bool           // a redirect without protection led to another host
	exposed   *url.URL       // where a secure page sent us to that anybody on the way can read
	seen      []result.Evidence
	notes     []result.Evidence
	known     *cert.Known
	secrets   *mask.Secrets // what may not be shown
	r         result.Result
}

func newVisit(ctx context.Context, p *HTTP, env Env, family Family) *visit {
	return &visit{
		HTTP: p, env: env, family: family, desk: desks.Get().(*desk), within: words.Seconds(door.Budget(ctx, env.Door.Now())),
		known: &p.known, secrets: secretsOf(p), r: result.Result{State: result.Up, Phases: result.NoPhases(), HTTP: &result.HTTP{Visible: -1}},
	}
}

// fetch asks for an address and follows its redirects. It returns the last answer and whose it is, unless the result
// is final without one.
func (v *visit) fetch(ctx context.Context, at *url.URL, method, body string) (a web.Answer, last *url.URL, ok bool) {
	if method == "" {
		method = http.MethodGet
	}
	var been map[string]bool // every question asked so far, once there is more than one
	for {
		a, ok = v.hop(ctx, v.ask(at, method, body))
		if !ok {
			return a, at, false
		}
		next := v.redirect(at, a.Head)
		if next == nil {
			v.takeCookies(at, a.Head)
			return a, at, true
		}
		if been == nil {
			been = make(map[string]bool)
		}
		// A page may send its visitor to itself once it has given a cookie: only the same question again is a circle.
		been[v.key(at, method)] = true
		v.takeCookies(at, a.Head)
		if a.Head.StatusCode < http.StatusTemporaryRedirect && method != http.MethodHead {
			method, body = http.MethodGet, ""
		}
		if !v.mayFollow(a, at, next) {
			return a, at, false
		}
		if len(v.r.HTTP.Redirects) >= v.Redirects {
			v.r = fail(v.r, result.HTTPRedirect, "the page redirects more than %d times, last to %s", v.Redirects, mask.URL(next))
			return a, at, false
		}
		v.moved(a.Head.StatusCode, at, next)
		if been[v.key(next, method)] {
			v.r = fail(v.r, result.HTTPRedirect, "the page redirects in a circle, back to %s", mask.URL(next))
			return a, at, false
		}
		at = next
	}
}

// hop asks one address. It is not ok when the result is final without an answer.
func (v *visit) hop(ctx context.Context, q web.Request) (web.Answer, bool) {
	v.seen, v.r.TLS, v.r.Address = nil, nil, ""
	v.r.HTTP.Status, v.r.HTTP.Proto, v.r.HTTP.Bytes = 0, "", 0
	var a web.Answer
	var ok bool
	if q.At.Scheme == "https" && v.Protocol == HTTP3 {
		a, ok = v.overQUIC(ctx, q)
	} else {
		a, ok = v.overTCP(ctx, q)
	}
	if !ok {
		return a, false
	}
	v.r.HTTP.Bytes = int64(len(a.Body))
	if a.Head != nil {
		v.r.HTTP.Status, v.r.HTTP.Proto = a.Head.StatusCode, a.Head.Proto
		v.seen = append(v.seen, v.desk.headEvidence(a.Head))
	}
	if a.Failure != "" {
		v.keepPage(a)
		v.r = fail(v.r, a.Failure, "%s", a.Reason)
		return a, false
	}
	return a, true
}

// overTCP opens a connection and asks on it, in the version of HTTP that the server chooses.
func (v *visit) overTCP(ctx context.Context, q web.Request) (web.Answer, bool) {
	conn, bad := connect(ctx, v.env, hostPort(q.At), v.family)
	if bad != nil {
		v.addPhases(bad.Phases)
		v.r.State, v.r.Failure, v.r.Reason = bad.State, bad.Failure, bad.Reason
		v.r.Address = bad.Address
		v.caughtInside()
		return web.Answer{}, false
	}
	defer conn.Close() //nolint:errcheck // everything was read
	v.r.Address = conn.address
	if v.caughtInside() {
		return web.Answer{}, false
	}
	ph := result.NoPhases()
	ph.DNS, ph.Connect = conn.dns, conn.connect
	stream, ready, speak := net.Conn(conn), conn.ready, v.desk.HTTP1
	if q.At.Scheme == "https" {
		secured, found := v.secure(ctx, conn, q.At)
		ready = v.env.Door.Now()
		ph.TLS = max(0, ready.Sub(conn.ready))
		v.r.TLS, v.seen = found.Facts, found.Evidence
		if found.Failure != "" {
			v.addPhases(ph)
			v.r = fail(v.r, found.Failure, "%s", found.Reason)
			return web.Answer{}, false
		}
		stream = secured
		if secured.ConnectionState().NegotiatedProtocol == web.H2 {
			speak = v.desk.HTTP2
		}
	}
	a := speak(v.env.Door, stream, ready, q)
	ph.FirstByte, ph.Transfer = a.FirstByte, a.Transfer
	v.addPhases(ph)
	if a.WantsHTTP1 && !v.onlyHTTP1 {
		v.onlyHTTP1 = true
		v.notes = append(v.notes, note("the server chose HTTP/2, and then asked for HTTP/1.1"))
		return v.overTCP(ctx, q)
	}
	return a, true
}

// addPhases adds what one hop took.
func (v *visit) addPhases(p result.Phases) { v.r.Phases = addPhases(v.r.Phases, p) }

func addPhases(a, b result.Phases) result.Phases {
	add := func(sum *time.Duration, d time.Duration) {
		if d >= 0 {
			*sum = max(0, *sum) + d
		}
	}
	add(&a.DNS, b.DNS)
	add(&a.Connect, b.Connect)
	add(&a.TLS, b.TLS)
	add(&a.FirstByte, b.FirstByte)
	add(&a.Transfer, b.Transfer)
	return a
}

// sum is how long a whole fetch took. Each phase begins where the one before it ended, so nothing is left out.
func sum(p result.Phases) time.Duration {
	return max(0, p.DNS) + max(0, p.Connect) + max(0, p.TLS) + max(0, p.FirstByte) + max(0, p.Transfer)
}

// takeCookies keeps the cookies of an answer for the rest of the visit.
func (v *visit) takeCookies(at *url.URL, head *http.Response) {
	if len(head.Header["Set-Cookie"]) == 0 {
		return
	}
	if v.jar == nil {
		v.jar, _ = cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List}) // it never fails
	}
	v.jar.SetCookies(at, head.Cookies())
}

// told is the result with everything that was seen, without secrets.
func (v *visit) told() result.Result {
	v.r.Evidence = append(v.seen, v.notes...)
	if v.secrets != nil {
		v.secrets.Result(&v.r)
	}
	return v.r
}

// hello is how a handshake with the server of an address is begun.
func (v *visit) hello(at *url.URL, protos ...string) cert.Hello {
	h := v.TLS.hello(v.env, v.serverName(at))
	h.Protos, h.Known = protos, v.known
	return h
}

// secure makes a connection of a visit a secure one, and offers the versions of HTTP that may be spoken.
func (v *visit) secure(ctx context.Context, conn net.Conn, at *url.URL) (*tls.Conn, cert.Shown) {
	protos := []string{web.H2, web.H1}
	switch {
	case v.Protocol == HTTP1, v.onlyHTTP1:
		protos = protos[1:]
	case v.Protocol == HTTP2:
		protos = protos[:1]
	}
	c, found := v.hello(at, protos...).Secure(ctx, v.env.Door, conn)
	if found.Failure == "" && v.Protocol == HTTP2 && c.ConnectionState().NegotiatedProtocol != web.H2 {
		found.Failure, found.Reason = result.TLSHandshake, "the server does not offer HTTP/2, which this check asks for"
	}
	return c, found
}
