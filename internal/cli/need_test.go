package cli

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// Who only looks where a name or an address leads asks no site how it is, nor waits for one that does not answer.
func TestWhoLooksWhereANameLeadsAsksNoSite(t *testing.T) {
	api := startSim(t)
	var asked atomic.Int32
	shop := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer shop.Close()
	path := filepath.Join(t.TempDir(), "vigie.yaml")
	config := fmt.Sprintf("references: []\nresolver: 127.0.0.1:1\nproviders:\n  - ovh: { endpoint: %q }\nsites:\n"+
		"  - { name: Here, url: %q }\n  - { name: Names, dns: belles-etoffes.example }\n", api, shop.URL)
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		"dns belles-etoffes.example": "remembered for the zone's own time, 5m0s",
		"dns Names":                  "in the zone  belles-etoffes.example",
		"ip 192.0.2.10":              `no address block of the account holds "192.0.2.10"`,
	} {
		out, complaints, err := run(t, append(strings.Fields(line), "--config", path, "--state", t.TempDir())...)
		if !strings.Contains(out+fmt.Sprint(err), want) {
			t.Errorf("vigie %s: %v\n%s%s", line, err, out, complaints)
		}
	}
	if n := asked.Load(); n != 0 {
		t.Errorf("a site was asked %d times", n)
	}
	if _, _, err := run(t, "status", "--config", path, "--state", t.TempDir()); err == nil || asked.Load() == 0 {
		t.Errorf("the site is not asked in any case: %v", err)
	}
}
