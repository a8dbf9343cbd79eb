package cli

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"vigie/internal/config"
	"vigie/internal/estate"
	"vigie/internal/sim/ovhapi"
)

// rung is a keyring for an account, and the configurations that it has had taken.
func rung(t *testing.T, path string, all ...config.OVH) (*keyring, *[]*config.Config) {
	t.Helper()
	c := &config.Config{}
	for _, spec := range all {
		c.Providers = append(c.Providers, config.Provider{OVH: &spec})
	}
	k, taken := newKeyring(c), new([]*config.Config)
	k.home = func() (string, error) { return path, nil }
	k.snap = func() *estate.Snapshot { return &estate.Snapshot{} }
	k.take = func(_ context.Context, c *config.Config) { *taken = append(*taken, c) }
	return k, taken
}

func TestTheWatchGoesOnWithAGrantedKeyWhateverGoesBeforeItsFile(t *testing.T) {
	endpoint, keys := keyOffice(t)
	path := filepath.Join(t.TempDir(), ".ovh.conf")
	spec := config.OVH{Endpoint: endpoint, ApplicationKey: keys.ApplicationKey, ApplicationSecret: keys.ApplicationSecret, ConsumerKey: "of-last-year"}
	k, taken := rung(t, path, spec)
	o, err := k.Offer(t.Context())
	if err != nil || !o.Known || len(o.Read) == 0 || len(o.Change) == 0 || !strings.Contains(o.Keeps, "written to "+path) {
		t.Fatalf("%+v, %v", o, err)
	}
	shown := ""
	said, err := k.Ask(t.Context(), estate.KeyWish{}, func(at string) { shown = at })
	if err != nil || !strings.Contains(said, path) || !strings.Contains(said, "the key in the configuration goes before that file") {
		t.Fatalf("%q, %v", said, err)
	}
	if len(*taken) != 1 {
		t.Fatalf("taken %d times", len(*taken))
	}
	got := *(*taken)[0].Providers[0].OVH
	client, err := ovhClient(got, nil)
	if err != nil {
		t.Fatal(err)
	}
	if id, err := client.Identity(t.Context()); err != nil || len(id.Missing) > 0 {
		t.Errorf("%+v, %v", id, err)
	}
	if strings.Contains(said+shown, got.ConsumerKey) || strings.Contains(said+shown, keys.ApplicationSecret) {
		t.Errorf("a secret is told in %q or %q", said, shown)
	}
	again := spec
	if key := k.read(&config.Config{Providers: []config.Provider{{OVH: &again}}}).Providers[0].OVH.ConsumerKey; key != got.ConsumerKey {
		t.Error("another reading of the same configuration forgets the key")
	}
	again.ConsumerKey = "of-this-year"
	if key := k.filled().Providers[0].OVH.ConsumerKey; key != "of-this-year" {
		t.Error("a key that was written into the configuration is not taken")
	}
}

func TestAKeyForActionsMayWrite(t *testing.T) {
	endpoint, keys := keyOffice(t)
	t.Setenv("OVH_CONSUMER_KEY", "")
	k, taken := rung(t, filepath.Join(t.TempDir(), ".ovh.conf"), config.OVH{Endpoint: endpoint})
	wish := estate.KeyWish{Application: keys.ApplicationKey, Secret: keys.ApplicationSecret, Change: true}
	if _, err := k.Ask(t.Context(), wish, nil); err == nil {
		t.Error("a key was asked for that nobody was shown")
	}
	mistaken := ""
	k.tell = func(_ context.Context, why string) { mistaken = why }
	k.snap = func() *estate.Snapshot { return &estate.Snapshot{Mistake: "line 3"} }
	if _, err := k.Offer(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Ask(t.Context(), wish, func(string) {}); err != nil {
		t.Fatal(err)
	}
	if mistaken != "line 3" {
		t.Errorf("an edit that was not taken is forgotten: %q", mistaken)
	}
	client, err := ovhClient(*(*taken)[0].Providers[0].OVH, nil)
	if err != nil {
		t.Fatal(err)
	}
	id, err := client.Identity(t.Context())
	if err != nil || !strings.Contains(strings.Join(id.Rights, "\n"), "POST /support/tickets/create") {
		t.Errorf("%v, %v", id.Rights, err)
	}
}

// Of several accounts it is the one whose key is refused.
func TestTheAccountWhoseKeyIsRefusedIsTheOneThatIsAskedFor(t *testing.T) {
	k, _ := rung(t, "", config.OVH{Endpoint: "ovh-eu"}, config.OVH{Endpoint: "ovh-ca"})
	if spec, err := k.account(); err != nil || spec.Endpoint != "ovh-eu" {
		t.Errorf("%v, %v", spec.Endpoint, err)
	}
	k.snap = func() *estate.Snapshot {
		return &estate.Snapshot{Sources: []estate.Source{{Name: "OVHcloud account"}, {Name: "OVHcloud account (2)", NoKey: true}}}
	}
	if spec, err := k.account(); err != nil || spec.Endpoint != "ovh-ca" {
		t.Errorf("%v, %v", spec.Endpoint, err)
	}
	none, _ := rung(t, "")
	if _, err := none.Offer(t.Context()); !errors.Is(err, errNoProvider) {
		t.Errorf("without an account: %v", err)
	}
}

// The API says back what it was sent, in the words of its refusal.
func TestAKeyThatIsNotGrantedIsNotTold(t *testing.T) {
	fault, err := ovhapi.ParseFault("/auth/credential: status=500")
	if err != nil {
		t.Fatal(err)
	}
	endpoint, keys := keyOffice(t, ovhapi.WithFaults(fault))
	k, taken := rung(t, filepath.Join(t.TempDir(), ".ovh.conf"), config.OVH{Endpoint: endpoint, ApplicationKey: keys.ApplicationKey, ApplicationSecret: keys.ApplicationSecret})
	if _, err := k.Offer(t.Context()); err != nil {
		t.Fatal(err)
	}
	said, err := k.Ask(t.Context(), estate.KeyWish{}, func(string) { t.Error("an address was shown") })
	if err == nil || len(*taken) > 0 || strings.Contains(said+err.Error(), keys.ApplicationSecret) {
		t.Errorf("%q, %v", said, err)
	}
}
