package cli

import (
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"sync/atomic"
	"testing"
	"time"

	"vigie/internal/sim"
	"vigie/internal/sim/ovhapi"
	"vigie/internal/sim/scenario"
	"vigie/internal/watch"
)

// simulated is a terminal with the simulated account of a scenario behind it, on a port.
type simulated struct {
	*terminal
	api    string
	keys   ovhapi.Keys
	passed atomic.Int64 // of the scenario's time, beside what passes by itself
}

// simAccount begins one that goes wrong as the options say, whose key has the rights given; nil: it may read everything.
func simAccount(t *testing.T, text string, rules []ovhapi.Rule, options ...ovhapi.Option) *simulated {
	t.Helper()
	sc, err := scenario.Parse("account.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	world, err := sim.New(sc)
	if err != nil {
		t.Fatal(err)
	}
	at, began := &simulated{terminal: &terminal{t, t.TempDir()}, keys: ovhapi.NewKeys()}, time.Now()
	at.keys.Rules, at.keys.Expires = rules, sc.Start.Add(keyLasts)
	now := func() time.Time { return sc.Start.Add(time.Since(began) + time.Duration(at.passed.Load())) }
	api := httptest.NewServer(ovhapi.Handler(world, at.keys, now, options...))
	t.Cleanup(api.Close)
	at.api = api.URL
	at.connect("application_key: " + at.keys.ApplicationKey + ", application_secret: " + at.keys.ApplicationSecret +
		", consumer_key: " + at.keys.ConsumerKey)
	return at
}

// keyLasts is how long the keys of simulated accounts last.
const keyLasts = 24 * time.Hour

// connect writes a configuration that has some keys for the account.
func (at *simulated) connect(keys string) {
	at.t.Helper()
	at.configure(fmt.Sprintf("references: []\nproviders:\n  - ovh: { endpoint: '%s/1.0', %s }\n", at.api, keys))
}

// pass lets time pass in the scenario.
func (at *simulated) pass(d time.Duration) { at.passed.Add(int64(d)) }

// keep asks the account once as the console does, which keeps what it is told.
func (at *simulated) keep() {
	at.t.Helper()
	f := &flags{config: filepath.Join(at.dir, "vigie.yaml"), state: filepath.Join(at.dir, "state")}
	c, err := load(f)
	if err != nil {
		at.t.Fatal(err)
	}
	watch.Once(at.t.Context(), options(c, nil, f.keeper(true)), true)
}

// hurry lets the scenario go a hundred times as fast, until the test ends.
func (at *simulated) hurry() {
	tick := time.NewTicker(100 * time.Millisecond)
	go func() {
		defer tick.Stop()
		for at.t.Context().Err() == nil {
			<-tick.C
			at.pass(10 * time.Second)
		}
	}()
}

// says runs a command and gives all that a person reads, without the numbers of calls.
func (at *simulated) says(args ...string) string {
	at.t.Helper()
	_, out, complaints := at.run("", args...)
	return regexp.MustCompile(`, query EU\.sim-[0-9a-f.]+`).ReplaceAllString(out+complaints, "")
}
