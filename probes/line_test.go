package probes

import (
	"context"
	"net"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/result"
)

// closedDoor is a machine without a network: whoever dials waits for nothing.
type closedDoor struct {
	Door
	dialled atomic.Int64
}

func (d *closedDoor) Dial(ctx context.Context, network, _ string) (net.Conn, error) {
	d.dialled.Add(1)
	<-ctx.Done()
	return nil, &net.OpError{Op: "dial", Net: network, Err: os.ErrDeadlineExceeded}
}

func silence() result.Result {
	return result.Result{State: result.Down, Failure: result.TCPTimeout, Reason: "no answer", Address: "192.0.2.10:443"}
}

func TestOfflineIsUnknownAndAskedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		door := &closedDoor{Door: System()}
		env := Env{Door: door, Resolver: &Resolver{Servers: []string{"192.0.2.53:53"}}}
		line := &Line{References: []string{"192.0.2.1:443", "192.0.2.2:443"}}
		began := time.Now()
		var group sync.WaitGroup
		for range 50 {
			group.Go(func() {
				r := line.Settle(t.Context(), env, silence())
				wants(t, r, result.Unknown, result.LocalOffline)
				if n := len(r.Evidence); n != 1 || !strings.Contains(r.Evidence[n-1].Text, "no answer") {
					t.Errorf("what was seen is lost: %v", r.Evidence)
				}
			})
		}
		group.Wait()
		if took := time.Since(began); took != lineTimeout || door.dialled.Load() != 2 {
			t.Errorf("50 probes asked %d times in %s", door.dialled.Load(), took)
		}
		time.Sleep(lineFresh)
		line.Settle(t.Context(), env, silence())
		if door.dialled.Load() != 4 {
			t.Error("an old answer was taken for a new one")
		}
	})
}

func TestAReferenceThatAnswersLeavesTheResult(t *testing.T) {
	for name, reference := range map[string]string{"open": raw(t, hangUp), "refusing": closedPort(t)} {
		r := (&Line{References: []string{reference}}).Settle(t.Context(), here(), silence())
		if r.State != result.Down || r.Failure != result.TCPTimeout {
			t.Errorf("%s reference: %s %s", name, r.State, r.Failure)
		}
	}
}

// Only silence can be our own fault, and only where the way leads out of this machine.
func TestWhatTheLineIsNotDoubtedFor(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	door := &closedDoor{Door: System()}
	env := Env{Door: door, Resolver: &Resolver{}}
	refused, near, fine := silence(), silence(), silence()
	refused.Failure = result.TCPRefused
	near.Address = "127.0.0.1:80"
	fine.State, fine.Failure = result.Up, ""
	for _, r := range []result.Result{refused, near, fine} {
		if got := (&Line{References: []string{"192.0.2.1:443"}}).Settle(t.Context(), env, r); got.State != r.State {
			t.Errorf("%s became %s", r.Failure, got.State)
		}
	}
	if got := (&Line{}).Settle(t.Context(), env, silence()); got.State != result.Down {
		t.Error("doubted without references")
	}
	if got := (&Line{References: []string{"192.0.2.1:443"}}).Settle(ctx, env, silence()); got.State != result.Down {
		t.Error("doubted after being broken off")
	}
	if door.dialled.Load() != 0 {
		t.Errorf("%d references were asked", door.dialled.Load())
	}
}
