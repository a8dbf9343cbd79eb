package cli

import (
	"os"
	"path/filepath"
	"testing"

	"vigie/internal/config"
)

func TestSourcesOfASecondAccountAreToldApart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vigie.yaml")
	err := os.WriteFile(path, []byte(`
sites: [https://www.example.com]
providers:
  - ovh: { endpoint: ovh-eu, access_token: a }
  - ovh: { endpoint: ovh-ca, access_token: b }
  - feed: https://status.example.com/one
  - feed: https://status.example.com/two
`), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[string]bool)
	for _, s := range options(c).Sources {
		if seen[s.Name] {
			t.Errorf("two are called %q", s.Name)
		}
		seen[s.Name] = true
	}
	if len(seen) < 8 {
		t.Errorf("%v", seen)
	}
}
