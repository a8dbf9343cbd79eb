package config_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/adrg/xdg"

	"vigie/internal/config"
	"vigie/probes"
)

func TestTheConfigurationOfTheUserIsFoundBeforeTheOneHere(t *testing.T) {
	home := t.TempDir()
	t.Cleanup(xdg.Reload) // after the environment is as it was
	t.Setenv("XDG_CONFIG_HOME", home)
	xdg.Reload()
	t.Chdir(t.TempDir())
	finds := func(want string) {
		t.Helper()
		if path, ok := config.Find(); path != want || ok != (want != "") {
			t.Errorf("found is %q (%t), want %q", path, ok, want)
		}
	}
	finds("")
	if err := os.Mkdir("vigie.yaml", 0o700); err != nil { // a folder is none
		t.Fatal(err)
	}
	finds("")
	own := filepath.Join(home, "vigie", "vigie.yaml")
	if err := os.MkdirAll(filepath.Dir(own), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(own, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	finds(own)
	if err := os.Remove("vigie.yaml"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("vigie.yaml", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	finds(own)
	if err := os.Remove(own); err != nil {
		t.Fatal(err)
	}
	finds("vigie.yaml")
}

func TestWhatYAMLAllowsBesides(t *testing.T) {
	for name, in := range map[string]string{
		"a byte order mark":   "\ufeffsites: [https://a.example]",
		"a tag":               "sites: [ !!str https://a.example ]",
		"an anchor":           "sites: &all [ &one https://a.example ]",
		"a key without value": "sites: [{ url: https://a.example, group: , every: }]",
		"a number for a text": "sites: [{ url: https://a.example, protocol: 1.1, group: 7 }]",
	} {
		if c := parse(t, in); len(c.Sites) != 1 || c.Sites[0].Checks[0].Target != "https://a.example" || c.Sites[0].Every != time.Minute {
			t.Errorf("%s: %+v", name, c.Sites)
		}
	}
	page := parse(t, "sites: [{ url: https://a.example, expect: { json: { $.error: null } } }]").Sites[0].Checks[0].Prober.(*probes.HTTP)
	if page.Expect.JSON[0] != (probes.JSONRule{Path: "$.error", Value: "null"}) {
		t.Errorf("nothing is expected as %+v", page.Expect.JSON)
	}
	if c := parse(t, "providers: [{ ovh: { endpoint: ovh-ca } }]"); len(c.Providers) != 1 || c.Providers[0].Every != time.Minute {
		t.Errorf("a provider alone: %+v", c.Providers)
	}
}
