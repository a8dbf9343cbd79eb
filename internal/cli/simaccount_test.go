package cli

import (
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"vigie/internal/sim"
	"vigie/internal/sim/ovhapi"
	"vigie/internal/sim/scenario"
)

// simAccount is a terminal with the simulated account of a scenario behind it, on a port. It goes wrong as the faults say,
// and its clock goes speed times as fast as ours.
func simAccount(t *testing.T, text string, speed int, rules []ovhapi.Rule, options ...ovhapi.Option) *terminal {
	t.Helper()
	sc, err := scenario.Parse("account.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	world, err := sim.New(sc)
	if err != nil {
		t.Fatal(err)
	}
	keys, began := ovhapi.NewKeys(), time.Now()
	keys.Rules = rules
	now := func() time.Time { return sc.Start.Add(time.Duration(speed) * time.Since(began)) }
	api := httptest.NewServer(ovhapi.Handler(world, keys, now, options...))
	t.Cleanup(api.Close)
	at := &terminal{t, t.TempDir()}
	at.configure(fmt.Sprintf("references: []\nproviders:\n  - ovh: { endpoint: '%s/1.0', application_key: %s, application_secret: %s, consumer_key: %s }\n",
		api.URL, keys.ApplicationKey, keys.ApplicationSecret, keys.ConsumerKey))
	return at
}
