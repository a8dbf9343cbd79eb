package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/internal/account"
	"vigie/internal/config"
)

func TestInitWritesAConfigurationThatIsRight(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "vigie.yaml")
	out, _, err := run(t, "init", "--output", path, "https://www.example.com", "mail://example.com", "tcp://db.example.com:5432")
	if err != nil || !strings.Contains(out, "3 sites") {
		t.Fatalf("%q, %v", out, err)
	}
	c, err := config.Load(path)
	if err != nil || len(c.Sites) != 3 || c.Sites[0].Name != "www.example.com" || len(c.Providers) != 0 {
		t.Errorf("%+v, %v", c, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if _, _, err := run(t, "init", "--output", path, "https://other.example"); err == nil || !strings.Contains(err.Error(), "not written over") {
		t.Errorf("a second time: %v", err)
	}
	if again, err := config.Load(path); err != nil || len(again.Sites) != 3 {
		t.Errorf("it was written over: %v", err)
	}
}

func TestInitRefusesWhatIsNoAddress(t *testing.T) {
	for line, want := range map[string]string{
		"init":                              "nothing to begin with",
		"init gopher://x":                   "gopher",
		"init --output - tcp://nowhere":     "port",
		"init --ovh ovh-moon --output none": "--ovh is an endpoint such as ovh-eu",
		"init --ovh ovh-us --output none":   "https://api.us.ovhcloud.com/createApp/",
	} {
		t.Setenv("OVH_APPLICATION_KEY", "")
		t.Setenv("HOME", t.TempDir())
		if out, _, err := run(t, strings.Fields(line)...); err == nil || !strings.Contains(err.Error(), want) || out != "" {
			t.Errorf("vigie %s: %q, %v, want %q", line, out, err, want)
		}
	}
}

func TestInitBeginsWithWhatTheAccountHolds(t *testing.T) {
	api := startSim(t)
	path := filepath.Join(t.TempDir(), "vigie.yaml")
	if _, _, err := run(t, "init", "--ovh", api, "--output", path, "https://www.belles-etoffes.example"); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	hosts := make(map[string]string)
	for _, s := range c.Sites {
		hosts[s.Name] = s.Host
	}
	if len(hosts) != len(c.Sites) || hosts["ns3100001.ip-192-0-2.example"] != "ns3100001.ip-192-0-2.example" || hosts["couture-facile.example"] != "couture-facile.example" {
		t.Errorf("sites %v", hosts)
	}
	if _, twice := hosts["https://www.belles-etoffes.example"]; twice || len(c.Providers) == 0 || c.Providers[0].OVH == nil {
		t.Errorf("sites %v, providers %+v", hosts, c.Providers)
	}
}

// Whatever a provider calls its things, the configuration can be read.
func FuzzDraft(f *testing.F) {
	f.Add("shop.example", "ns1.example", "192.0.2.1")
	f.Add("a\" }\n- evil: [", "${HOME}", "#")
	f.Fuzz(func(t *testing.T, domain, name, id string) {
		rows := []account.Resource{
			{Kind: account.WebHosting, ID: id, Domains: []string{"www.shop.example"}},
			{Kind: account.VPS, ID: id, Name: name, Addresses: []string{"192.0.2.1"}},
		}
		words := draft(sitesOf(rows, []found{{name: domain, address: "https://first.example"}}), "ovh-eu")
		c, err := config.Parse("draft", []byte(words), nil)
		if err == nil && len(c.Sites) != 2 {
			t.Errorf("%d sites in\n%s", len(c.Sites), words)
		}
		if strings.Count(words, "providers:") != 1 && !strings.Contains(domain+name+id, "providers:") {
			t.Errorf("somebody wrote into\n%s", words)
		}
	})
}
