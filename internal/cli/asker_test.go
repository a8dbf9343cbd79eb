package cli

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/internal/sim"
	"vigie/internal/sim/ovhapi"
	"vigie/internal/sim/scenario"
)

// keyOffice is a simulated OVHcloud that grants every key that it is asked for by itself.
func keyOffice(t *testing.T, options ...ovhapi.Option) (endpoint string, keys ovhapi.Keys) {
	t.Helper()
	sc, err := scenario.Open("strasbourg-2021")
	if err != nil {
		t.Fatal(err)
	}
	world, err := sim.New(sc)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	keys = ovhapi.NewKeys()
	options = append(options, ovhapi.WithValidationAfter(time.Millisecond))
	s := httptest.NewServer(ovhapi.Handler(world, keys, func() time.Time { return sc.Start.Add(time.Since(began)) }, options...))
	t.Cleanup(s.Close)
	return s.URL + "/1.0", keys
}

func TestInitAsksForAKeyAndNeverShowsIt(t *testing.T) {
	endpoint, keys := keyOffice(t)
	t.Setenv("OVH_APPLICATION_KEY", keys.ApplicationKey)
	t.Setenv("OVH_APPLICATION_SECRET", keys.ApplicationSecret)
	t.Setenv("OVH_CONSUMER_KEY", "")
	path := filepath.Join(t.TempDir(), ".ovh.conf")
	old := fmt.Sprintf("[%s]\nconsumer_key = of-last-year\n", endpoint)
	if err := os.WriteFile(path, []byte(old), 0o600); err != nil {
		t.Fatal(err)
	}
	f := &flags{}
	b := &beginning{flags: f, ovh: endpoint, home: func() (string, error) { return path, nil }}
	cmd := newInit(f)
	cmd.SetContext(t.Context())
	var said bytes.Buffer
	cmd.SetErr(&said)
	client, err := b.request(cmd)
	if err != nil {
		t.Fatal(err)
	}
	if id, err := client.Identity(t.Context()); err != nil || len(id.Missing) > 0 {
		t.Errorf("%+v, %v", id, err)
	}
	data, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(data), "of-last-year") || !strings.Contains(string(data), keys.ApplicationSecret) {
		t.Fatalf("%v, written is\n%s", err, data)
	}
	_, rest, _ := strings.Cut(string(data), "consumer_key")
	key := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(strings.SplitN(rest, "\n", 2)[0]), "="))
	for _, secret := range []string{key, keys.ApplicationSecret, "of-last-year"} {
		if secret == "" || strings.Contains(said.String(), secret) {
			t.Errorf("%q is told in\n%s", secret, said.String())
		}
	}
	for _, want := range []string{"GET /me", "takes the place of the one in " + path, "/auth/?credentialToken=", "The file as it was is " + path + "."} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("%q is not told in\n%s", want, said.String())
		}
	}
}
