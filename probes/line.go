package probes

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/miekg/dns"
	"github.com/sourcegraph/conc/panics"

	"vigie/internal/result"
	"vigie/probes/names"
)

// Line answers "is it me?". Where a site cannot be reached and nothing else was heard meanwhile, well-known references
// are asked too, by address and by name. It may be used by many probes at once.
type Line struct {
	References []string // host:port; none: the line is never doubted
	// Mail are mail servers, host:port, by which is told whether this network lets anybody reach port 25: many do not.
	// None: that is never doubted.
	Mail []string

	far, near, names, mail inquiry
	heard                  heard
}

const (
	lineTimeout = 3 * time.Second // for the references to answer
	lineFresh   = 3 * time.Second // how long their answer is good for, and what was heard of others
)

// way is where a probe went: out of this machine, or not.
type way int

const (
	far way = iota
	near
)

// heard is when something last came back, by the way that it took, and when a name was last found.
type heard struct {
	mu    sync.Mutex
	last  [2]time.Time
	names time.Time
}

// Settle takes a result. Where it says that a site cannot be reached, and neither anything else nor a reference can,
// it says nothing about the site: it becomes unknown, with what was seen kept as evidence. So it does where vigie panics
// over the question.
func (l *Line) Settle(ctx context.Context, env Env, r result.Result) result.Result {
	settled := r
	if p := panics.Try(func() { settled = l.settle(ctx, env, r) }); p != nil {
		return ourFault(r, p)
	}
	return settled
}

func (l *Line) settle(ctx context.Context, env Env, r result.Result) result.Result {
	if len(l.References) == 0 || ctx.Err() != nil {
		return r
	}
	to := l.way(env, r)
	if cameBack(r) {
		l.hear(env, to, r)
		return r
	}
	references := l.vouching(to)
	if r.State != result.Down || !doubtful(r.Root()) || len(references) == 0 {
		return r
	}
	isName, isMail := r.Root().Family() == "dns", l.isMail(r)
	others := l.heardSince(to, r.Time, false)
	if others && !isName && !isMail || isName && l.heardSince(to, r.Time, true) {
		return r
	}
	if !others && !l.line(ctx, env, to, references) {
		return unheard(r, "this machine has no network: neither the site nor any reference answers")
	}
	if isName && !l.resolver(ctx, env, references) {
		return unheard(r, "this machine's resolver finds no name at all, while the network works: the site could not be asked")
	}
	if isMail && !l.mail.answer(ctx, env, func(ctx context.Context) bool { return anyAnswers(ctx, env, l.Mail) }) {
		r = unheard(r, "nothing can be told from here: no mail server of others answers on port 25 either, which many networks close")
		r.Failure = "" // the network itself works
	}
	return r
}

// unheard makes a result of a site that could not be heard, through no fault of its own.
func unheard(r result.Result, reason string) result.Result {
	r.Evidence = append(r.Evidence, result.Evidence{Name: "seen", Text: string(r.Failure) + ": " + r.Reason})
	r.State, r.Failure, r.Reason = result.Unknown, result.LocalOffline, reason
	return r
}

// cameBack tells whether the other side has said something that only it could have said.
func cameBack(r result.Result) bool {
	switch r.State {
	case result.Up, result.Degraded:
		return true
	case result.Down:
		switch f := r.Root(); f.Family() {
		case "http", "content", "smtp", "imap", "pop3":
			return f != result.HTTPTimeout
		case "tls":
			return f != result.TLSTimeout && f != result.TLSHandshake
		}
	}
	return false
}

// doubtful tells failures that a broken line, a broken resolver or a firewall of our own looks like as well.
func doubtful(f result.Failure) bool {
	switch f {
	case result.DNSTimeout, result.DNSServFail, result.DNSRefused, result.PingTimeout, result.PingUnreachable:
		return true
	}
	return f.Family() == "tcp"
}

// way is where a result comes from. A resolver of this machine is far all the same, since it asks others, unless the
// configuration names it.
func (l *Line) way(env Env, r result.Result) way {
	if r.Root().Family() != "dns" {
		return wayTo(r.Address)
	}
	if r.Check == result.KindDNS && r.Address != "" {
		return wayTo(r.Address)
	}
	for _, s := range env.Resolver.Servers {
		if wayTo(s) == near {
			return near
		}
	}
	return far
}

func wayTo(address string) way {
	if ap, err := netip.ParseAddrPort(address); err == nil && ap.Addr().Unmap().IsLoopback() {
		return near
	}
	if ip, err := netip.ParseAddr(address); err == nil && ip.Unmap().IsLoopback() {
		return near
	}
	return far
}

// vouching are the references that take the same way. Those of this machine itself say nothing about the network,
// unless there are no others.
func (l *Line) vouching(to way) []string {
	var same []string
	for _, r := range l.References {
		if wayTo(r) == to {
			same = append(same, r)
		}
	}
	if len(same) == 0 && to == far {
		return l.References
	}
	return same
}

// isMail tells whether a network that lets nobody reach port 25 may be what a result is about.
func (l *Line) isMail(r result.Result) bool {
	_, port, err := net.SplitHostPort(r.Address)
	return len(l.Mail) > 0 && r.Check == result.KindSMTP && err == nil && port == "25" && r.Failure.Family() == "tcp" && wayTo(r.Address) == far
}

func (l *Line) hear(env Env, to way, r result.Result) {
	l.heard.mu.Lock()
	defer l.heard.mu.Unlock()
	now := env.Door.Now()
	l.heard.last[to] = now
	if r.Phases.DNS > 0 {
		l.heard.names = now
	}
}

// heardSince tells whether anything that takes the same way, or names, has been heard since a moment or a little before.
func (l *Line) heardSince(to way, t time.Time, names bool) bool {
	l.heard.mu.Lock()
	defer l.heard.mu.Unlock()
	last := l.heard.last[to]
	if names {
		last = l.heard.names
	}
	return !last.IsZero() && last.After(t.Add(-lineFresh))
}

// line tells whether any reference answers.
func (l *Line) line(ctx context.Context, env Env, to way, references []string) bool {
	q := &l.far
	if to == near {
		q = &l.near
	}
	return q.answer(ctx, env, func(ctx context.Context) bool { return anyAnswers(ctx, env, references) })
}

// resolver tells whether the resolver finds anything: the names among the references, or else the root.
func (l *Line) resolver(ctx context.Context, env Env, references []string) bool {
	return l.names.answer(ctx, env, func(ctx context.Context) bool {
		known := false
		for _, r := range references {
			host := hostOnly(r)
			if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
				continue
			}
			known = true
			if ips, err := env.Resolver.Lookup(ctx, env.Door, host, AnyFamily); err == nil && len(ips) > 0 {
				return true
			}
		}
		if known {
			return false
		}
		root, failed := env.Resolver.Find(ctx, env.Door, names.Question{Name: ".", Type: dns.TypeNS})
		return failed == nil && (root.Rcode == dns.RcodeSuccess || root.Rcode == dns.RcodeNameError)
	})
}
