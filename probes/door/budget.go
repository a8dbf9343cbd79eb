package door

import (
	"context"
	"time"
)

// Budget is how long may still be taken, by the deadline of ctx, from now; 0 where it has none, and less when it is over.
func Budget(ctx context.Context, now time.Time) time.Duration {
	deadline, ok := ctx.Deadline()
	if !ok {
		return 0
	}
	return deadline.Sub(now)
}

// Share derives a context for the first of n that follow each other and share the time that is left: what one of them
// does not use is left to those after it.
func Share(ctx context.Context, d Door, n int) (context.Context, context.CancelFunc) {
	return d.WithTimeout(ctx, Budget(ctx, d.Now())/time.Duration(n))
}

// Until is the moment after some time from now, or the deadline of ctx where that comes before.
func Until(ctx context.Context, now time.Time, d time.Duration) time.Time {
	until := now.Add(d)
	if deadline, ok := ctx.Deadline(); ok && deadline.Before(until) {
		return deadline
	}
	return until
}
