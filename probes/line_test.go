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

	"github.com/miekg/dns"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/probetest"
)

// closedDoor is a machine without a network: whoever dials waits for nothing.
type closedDoor struct {
	door.Door
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
		door := &closedDoor{Door: door.System()}
		env := through(door, "192.0.2.53:53")
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
	far := silence()
	r := (&Line{References: []string{probetest.Serve(t, probetest.HangUp)}}).Settle(t.Context(), here(), far)
	if r.State != result.Down || r.Failure != result.TCPTimeout {
		t.Errorf("%s %s", r.State, r.Failure)
	}
	r = (&Line{References: []string{probetest.ClosedPort(t)}}).Settle(t.Context(), here(), far)
	wants(t, r, result.Unknown, result.LocalOffline) // a refusal may come from a firewall close to us
}

// Only what a broken line looks like can be our own fault, and only where a reference takes the same way.
func TestWhatTheLineIsNotDoubtedFor(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	door := &closedDoor{Door: door.System()}
	env := through(door)
	near, fine, status := silence(), silence(), silence()
	near.Address = "127.0.0.1:80"
	fine.State, fine.Failure = result.Up, ""
	status.Failure = result.HTTPStatus
	for _, r := range []result.Result{near, fine, status} {
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

// Only what nobody but the other side can have said shows that the line works.
func TestWhatShowsThatTheOtherSideWasHeard(t *testing.T) {
	for f, heard := range map[result.Failure]bool{
		result.HTTPStatus: true, result.ContentBlank: true, result.SMTPRefused: true, result.IMAPBanner: true, result.POP3Timeout: true,
		result.TLSExpired: true, result.HTTPTimeout: false, result.TLSTimeout: false, result.TLSHandshake: false,
		result.TCPRefused: false, result.DNSNXDomain: false, result.PingTimeout: false,
	} {
		if cameBack(fail(result.Result{}, f, "it failed")) != heard {
			t.Errorf("%s was heard: %t", f, !heard)
		}
	}
	for state, heard := range map[result.State]bool{result.Up: true, result.Degraded: true, result.Unknown: false} {
		if cameBack(result.Result{State: state}) != heard {
			t.Errorf("%s was heard: %t", state, !heard)
		}
	}
}

// Who is broken off while a reference is asked has learnt nothing, and keeps nothing for others.
func TestAReferenceThatIsAskedInVainAccusesNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		door := &closedDoor{Door: door.System()}
		env := through(door)
		line := &Line{References: []string{"192.0.2.1:443"}}
		ctx, cancel := context.WithTimeout(t.Context(), lineTimeout/2)
		defer cancel()
		wants(t, line.Settle(ctx, env, silence()), result.Down, result.TCPTimeout)
		wants(t, line.Settle(t.Context(), env, silence()), result.Unknown, result.LocalOffline)
		if n := door.dialled.Load(); n != 2 {
			t.Errorf("the reference was asked %d times", n)
		}
	})
}

// A flow fails as a step, and an offline laptop is no reason to call it down.
func TestTheStepOfAFlowIsWhatIsDoubted(t *testing.T) {
	flow := silence()
	flow.Check, flow.Failure = result.KindFlow, result.FlowStep
	flow.Steps = []result.Step{{State: result.Up}, {State: result.Down, Failure: result.TCPTimeout}}
	line := &Line{References: []string{probetest.ClosedPort(t)}}
	wants(t, line.Settle(t.Context(), here(), flow), result.Unknown, result.LocalOffline)
	flow.Steps[1].Failure = result.HTTPStatus
	wants(t, line.Settle(t.Context(), here(), flow), result.Down, result.FlowStep)
}

func TestALoopbackSiteIsDoubtedWhereAReferenceIsThereToo(t *testing.T) {
	near := silence()
	near.Address = "127.0.0.1:80"
	r := (&Line{References: []string{probetest.ClosedPort(t), "192.0.2.1:443"}}).Settle(t.Context(), here(), near)
	wants(t, r, result.Unknown, result.LocalOffline)
}

// What answers beside a site that does not is as good as any reference, and nobody is asked.
func TestAnotherSiteVouchesForTheLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		door := &closedDoor{Door: door.System()}
		env := through(door)
		line := &Line{References: []string{"192.0.2.1:443"}}
		other := result.Result{State: result.Up, Address: "192.0.2.20:443", Phases: result.NoPhases()}
		line.Settle(t.Context(), env, other)
		time.Sleep(time.Second)
		failed := silence()
		failed.Time = time.Now()
		wants(t, line.Settle(t.Context(), env, failed), result.Down, result.TCPTimeout)
		if door.dialled.Load() != 0 {
			t.Error("a reference was asked although another site had just answered")
		}
		time.Sleep(time.Minute)
		failed.Time = time.Now()
		wants(t, line.Settle(t.Context(), env, failed), result.Unknown, result.LocalOffline)
	})
}

// A resolver that finds nothing is ours; one that finds other names speaks of the site.
func TestOurOwnResolver(t *testing.T) {
	reference := probetest.Serve(t, probetest.HangUp)
	_, port, err := net.SplitHostPort(reference)
	if err != nil {
		t.Fatal(err)
	}
	named := net.JoinHostPort("www.example", port)
	unfound := func() result.Result {
		return result.Result{State: result.Down, Failure: result.DNSServFail, Reason: "could not find out", Check: result.KindHTTP, Time: time.Now()}
	}
	// The resolver is one of this machine, so that only references of this machine vouch for its way.
	works := here(probetest.NameServer(t, probetest.Zone(t)))
	broken := here(probetest.Replies(t, func(_, m *dns.Msg) { m.Rcode = dns.RcodeServerFailure }))
	for name, c := range map[string]struct {
		env        Env
		references []string
		state      result.State
	}{
		"finds the root":          {works, []string{reference}, result.Down},
		"finds a reference":       {works, []string{reference, named}, result.Down},
		"finds nothing":           {broken, []string{reference}, result.Unknown},
		"finds no reference":      {broken, []string{reference, named}, result.Unknown},
		"and there is no network": {broken, []string{probetest.ClosedPort(t)}, result.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			if r := (&Line{References: c.references}).Settle(t.Context(), c.env, unfound()); r.State != c.state {
				t.Errorf("%s, %s", r.State, r.Reason)
			}
		})
	}
	line := &Line{References: []string{reference}}
	found := result.Result{State: result.Up, Address: "127.0.0.1:80", Phases: result.Phases{DNS: time.Millisecond}}
	line.Settle(t.Context(), broken, found)
	if r := line.Settle(t.Context(), broken, unfound()); r.State != result.Down {
		t.Errorf("a resolver that has just found another name is doubted: %s", r.Reason)
	}
}
