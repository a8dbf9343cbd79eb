package ovh

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"vigie/internal/account"
	"vigie/internal/places"
)

const (
	// firstLook is how soon after a change its end is looked for, and slowestLook how rarely at last.
	firstLook   = 2 * time.Second
	slowestLook = 15 * time.Second
	// longestWait is how long the end of a change is waited for. A rescue system needs some five minutes.
	longestWait = 20 * time.Minute
)

// Change is a plan that can be carried out. It was made from what the API said just before.
type Change struct {
	account.Plan

	client *Client
	end    func(context.Context, *progress) error
}

// Surroundings are what else is known when a change is thought through.
type Surroundings struct {
	Resources []account.Resource // of the account
	Places    places.Table
	Dark      func(account.Place) string // why a building gives no sign of life; empty where it does; nil: nobody knows
	Names     Names
}

// home is the resource that has an address.
func (s Surroundings) home(addr string) (account.Resource, bool) {
	for _, r := range s.Resources {
		if slices.Contains(r.Addresses, addr) {
			return r, true
		}
	}
	return account.Resource{}, false
}

func (s Surroundings) dark(p account.Place) string {
	if s.Dark == nil {
		return ""
	}
	return s.Dark(p)
}

// Names asks name servers as the world does, without the API.
type Names interface {
	// Servers are those to which a zone is handed on, lower case and without a last dot.
	Servers(ctx context.Context, zone string) ([]string, error)
	// Values are the records of a name and how long they may be remembered; server is a host name, or empty for the
	// resolver of this machine. A name without such records has none, and no error.
	Values(ctx context.Context, server, name, kind string) ([]string, time.Duration, error)
}

// Step is what becomes of a change: a call that was made, or where it stands while its end is waited for.
type Step struct {
	Call    *account.Call // nil where it is waited
	Receipt account.Receipt
	Err     error
	Says    string // where it stands, in words
}

// errNotYet says that the end of a change has not come.
var errNotYet = errors.New("not yet")

// Carry makes the calls of a change, each once, and waits for its end, which is looked for itself: that the provider
// calls a task done is not enough. Every step is told as it is made. After a call that failed no other is made. The
// error is an *account.UncertainError where a call may have been done nevertheless.
func (ch *Change) Carry(ctx context.Context, tell func(Step)) error {
	if ch.Refused != "" {
		return errors.New(ch.Refused)
	}
	p := &progress{tell: tell}
	for i := range ch.Calls {
		var answer json.RawMessage
		receipt, err := ch.client.Send(ctx, ch.Calls[i], &answer)
		tell(Step{Call: &ch.Calls[i], Receipt: receipt, Err: err})
		if err != nil {
			if i > 0 {
				return fmt.Errorf("%d of the %d calls were made, and nothing after that: %w", i, len(ch.Calls), err)
			}
			return err
		}
		p.answers = append(p.answers, answer)
	}
	p.sent = time.Now()
	ctx, cancel := context.WithTimeout(ctx, longestWait)
	defer cancel()
	return ch.await(ctx, p)
}

// await looks for the end of a change, ever more rarely.
func (ch *Change) await(ctx context.Context, p *progress) error {
	for pause := firstLook; ; pause = min(pause*3/2, slowestLook) {
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return fmt.Errorf("it was sent, but that %s was not seen before waiting ended; %s", ch.End, p.last())
		}
		err := ch.end(ctx, p)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, errNotYet):
		case fatal(err):
			return err
		default: // the API is asked again: what was sent goes on without it
			p.say("OVHcloud cannot be asked how far it is: " + err.Error())
		}
	}
}

// failedTask says that the provider has given up.
type failedTask struct{ text string }

func (f failedTask) Error() string { return f.text }

func fatal(err error) bool {
	_, is := errors.AsType[failedTask](err)
	return is
}

// progress is where a change stands.
type progress struct {
	tell    func(Step)
	answers []json.RawMessage // of the calls, in order
	sent    time.Time         // when the last call was made
	listed  bool              // the task has been seen
	said    string
}

// say tells where it stands, once.
func (p *progress) say(what string) {
	if what != p.said {
		p.said = what
		p.tell(Step{Says: what})
	}
}

func (p *progress) last() string {
	if p.said == "" {
		return "nothing was heard of it"
	}
	return "the last that was heard: " + p.said
}

// number reads the number of a task from the answer of a call.
func (p *progress) number(call int, field string) int64 {
	var answer map[string]json.RawMessage
	var n int64
	if call >= len(p.answers) || json.Unmarshal(p.answers[call], &answer) != nil || json.Unmarshal(answer[field], &n) != nil {
		return 0
	}
	return n
}

// body writes the body of a call.
func body(v map[string]any) []byte {
	b, err := json.Marshal(v)
	if err != nil { // of text and numbers, which can always be written
		panic(err)
	}
	return b
}
