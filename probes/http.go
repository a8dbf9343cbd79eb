package probes

import (
	"context"
	"net/http/cookiejar"
	"net/url"

	"vigie/internal/result"
	"vigie/probes/cert"
	"vigie/probes/door"
	"vigie/probes/mask"
	"vigie/probes/words"
)

// HTTP asks for a page and reads it as a visitor would.
type HTTP struct {
	URL *url.URL
	Request
	Family Family
	TLS    TLSPolicy
	Expect Expect

	known   cert.Known
	lastSaw remembered
}

// Request is how a page is asked for.
type Request struct {
	Method    string // GET when empty
	Header    map[string]string
	Body      string
	User      string // basic authentication, when not empty
	Password  string
	Hidden    []string // parts of the address that may not be shown
	Redirects int      // how many are followed; 0 follows none
	Protocol  Protocol // AnyProtocol when empty
}

// Protocol is the version of HTTP that is spoken.
type Protocol string

// The versions. AnyProtocol offers HTTP/2 and HTTP/1.1 as browsers do, and speaks what the server chooses; plain HTTP
// is always HTTP/1.1. HTTP/3 goes its own way, over UDP, and is spoken only where it is asked for.
const (
	AnyProtocol Protocol = "auto"
	HTTP1       Protocol = "1.1"
	HTTP2       Protocol = "2"
	HTTP3       Protocol = "3"
)

// Probe asks for the page, follows its redirects and reads what comes.
func (p *HTTP) Probe(ctx context.Context, env Env) result.Result {
	return eachFamily(ctx, env, p.Family, p.probe)
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

// told is the result with everything that was seen, without secrets.
func (v *visit) told() result.Result {
	v.r.Evidence = append(v.seen, v.notes...)
	if v.secrets != nil {
		v.secrets.Result(&v.r)
	}
	return v.r
}
