package probes

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sourcegraph/conc"
)

// inquiry is a question that is asked once for many who want to know at the same time; its answer is good for a little while.
type inquiry struct {
	mu     sync.Mutex
	asking chan struct{} // closed when the answer that is being waited for is there; nil: nobody is asking
	asked  time.Time     // when it was last answered
	yes    bool
}

// answer asks, or waits for who is asking already. Where it was broken off nothing was learnt, and yes is returned:
// nobody is accused.
func (q *inquiry) answer(ctx context.Context, env Env, ask func(context.Context) bool) bool {
	for {
		q.mu.Lock()
		if age := env.Door.Now().Sub(q.asked).Abs(); !q.asked.IsZero() && age < lineFresh {
			defer q.mu.Unlock()
			return q.yes
		}
		if q.asking == nil {
			q.asking = make(chan struct{})
			q.mu.Unlock()
			return q.ask(ctx, env, ask)
		}
		asking := q.asking
		q.mu.Unlock()
		select {
		case <-asking:
		case <-ctx.Done():
			return true
		}
	}
}

// ask asks, and keeps what was learnt for whoever waits: it must not wait again.
func (q *inquiry) ask(ctx context.Context, env Env, ask func(context.Context) bool) bool {
	defer func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		close(q.asking)
		q.asking = nil
	}()
	limited, cancel := env.Door.WithTimeout(ctx, lineTimeout)
	defer cancel()
	yes := ask(limited)
	if !yes && ctx.Err() != nil {
		return true // broken off
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.yes, q.asked = yes, env.Door.Now()
	return yes
}

// anyAnswers asks all the addresses at once; the first that takes a connection is enough.
func anyAnswers(ctx context.Context, env Env, addresses []string) bool {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var works atomic.Bool
	var group conc.WaitGroup
	for _, address := range addresses {
		group.Go(func() {
			if takesConnections(ctx, env, address) {
				works.Store(true)
				cancel()
			}
		})
	}
	group.Wait()
	return works.Load()
}

// takesConnections tells whether something listens at host:port. A refusal is no answer here: it may come from a
// firewall close to us, and these are asked because they always answer.
func takesConnections(ctx context.Context, env Env, address string) bool {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ips, err := env.Resolver.Lookup(ctx, env.Door, host, AnyFamily)
	if err != nil || len(ips) == 0 {
		return false
	}
	conn, err := env.Door.Dial(ctx, "tcp", net.JoinHostPort(ips[0].String(), port))
	if err != nil {
		return false
	}
	_ = conn.Close() // it was only asked whether it answers
	return true
}
