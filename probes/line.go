package probes

import (
	"context"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sourcegraph/conc"

	"vigie/internal/result"
)

// Line answers "is it me?": where nothing comes back from a site, well-known references outside are asked too.
// It may be used by many probes at once.
type Line struct {
	References []string // host:port; none: the line is never doubted
	Mail       *Line    // of mail servers of others, host:25; nil: that mail is let out is never doubted

	mu     sync.Mutex
	asking chan struct{} // closed when the answer that is being waited for is there; nil: nobody is asking
	asked  time.Time     // when the references last answered, or did not
	works  bool
}

const (
	lineTimeout = 3 * time.Second // for the references to answer
	lineFresh   = 3 * time.Second // how long their answer is good for
)

// Settle takes a failure in which nothing at all came back and asks the references. When none of them answers
// either, the result says nothing about the site: it becomes unknown, with what was seen kept as evidence.
func (l *Line) Settle(ctx context.Context, env Env, r result.Result) result.Result {
	if len(l.References) == 0 || r.State != result.Down || !r.Failure.Silent() || isLoopback(r.Address) || ctx.Err() != nil {
		return r
	}
	if l.answers(ctx, env) {
		return l.settleMail(ctx, env, r)
	}
	r.Evidence = append(r.Evidence, result.Evidence{Name: "seen", Text: string(r.Failure) + ": " + r.Reason})
	r.State, r.Failure = result.Unknown, result.LocalOffline
	r.Reason = "this machine has no network: neither the site nor any reference answers"
	return r
}

func isLoopback(address string) bool {
	ap, err := netip.ParseAddrPort(address)
	return err == nil && ap.Addr().IsLoopback()
}

// answers tells whether any reference does. Who comes while they are being asked waits for the same answer.
func (l *Line) answers(ctx context.Context, env Env) bool {
	for {
		l.mu.Lock()
		if age := env.Door.Now().Sub(l.asked).Abs(); !l.asked.IsZero() && age < lineFresh {
			defer l.mu.Unlock()
			return l.works
		}
		if l.asking == nil {
			l.asking = make(chan struct{})
			l.mu.Unlock()
			return l.ask(ctx, env)
		}
		asking := l.asking
		l.mu.Unlock()
		select {
		case <-asking:
		case <-ctx.Done():
			return true // broken off: nothing was learnt, and the result stays as it is
		}
	}
}

// ask asks the references and keeps what was learnt for whoever waits: it must not wait again.
func (l *Line) ask(ctx context.Context, env Env) bool {
	defer func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		close(l.asking)
		l.asking = nil
	}()
	works := anyAnswers(ctx, env, l.References)
	if !works && ctx.Err() != nil {
		return true // broken off, as above
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.works, l.asked = works, env.Door.Now()
	return works
}

// anyAnswers asks all the references at once; the first that answers is enough.
func anyAnswers(ctx context.Context, env Env, references []string) bool {
	ctx, cancel := env.Door.WithTimeout(ctx, lineTimeout)
	defer cancel()
	var works atomic.Bool
	var group conc.WaitGroup
	for _, address := range references {
		group.Go(func() {
			if reachable(ctx, env, address) {
				works.Store(true)
				cancel()
			}
		})
	}
	group.Wait()
	return works.Load()
}

// reachable tells whether anything comes back from an address: a refusal is an answer too.
func reachable(ctx context.Context, env Env, address string) bool {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ips, err := env.Resolver.Lookup(ctx, env.Door, host, AnyFamily)
	if err != nil || len(ips) == 0 {
		return false
	}
	conn, err := env.Door.Dial(ctx, "tcp", net.JoinHostPort(ips[0].String(), port))
	if err == nil {
		_ = conn.Close() // it was only asked whether it answers
		return true
	}
	failure, _ := connectFailure(err, address, "")
	return failure == result.TCPRefused || failure == result.TCPReset
}
