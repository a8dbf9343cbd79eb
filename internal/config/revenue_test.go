package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/internal/config"
	"vigie/internal/cost"
)

func TestRevenueIsWhatASiteSells(t *testing.T) {
	c := parse(t, `
sites:
  - { tcp: "a.example:1", revenue: { per_hour: 420.50, currency: EUR, hours: Mo-Sa 08:00-22:00, margin: 45%, degraded: 0.2, zone: Europe/Paris } }
  - tcp: "b.example:1"
`)
	r := c.Sites[0].Revenue
	if r == nil || r.PerHour != 420*cost.Unit+5000 || r.Currency != "EUR" || r.Margin != cost.RatioOf(0.45) || r.Degraded != cost.RatioOf(0.2) {
		t.Fatalf("%+v", r)
	}
	if !r.Hours.At(time.Date(2021, 3, 10, 20, 59, 0, 0, time.UTC)) || r.Hours.At(time.Date(2021, 3, 10, 21, 0, 0, 0, time.UTC)) {
		t.Errorf("the hours are not on the clock of the zone")
	}
	if c.Sites[1].Revenue != nil {
		t.Errorf("a site without revenue has %+v", c.Sites[1].Revenue)
	}
}

func TestAMistakeInRevenueIsToldAtItsPlace(t *testing.T) {
	for in, want := range map[string]string{
		"revenue: { per_hour: many, currency: EUR }":               `1:52: per_hour: "many" is no amount`,
		"revenue: { per_hour: 0, currency: EUR }":                  "1:52: per_hour: a site that sells nothing",
		"revenue: { per_hour: 420, currency: EURO }":               "currency must be a code of ISO 4217 such as EUR, not \"EURO\"",
		"revenue: { per_hour: 420 }":                               "revenue needs a currency",
		"revenue: { currency: EUR }":                               "revenue needs per_hour, or a file of orders",
		"revenue: { per_hour: 1, currency: EUR, margin: 45 }":      `margin: "45" is no share`,
		"revenue: { per_hour: 1, currency: EUR, hours: Mo-Sa 8-9}": `hours: opening hours, character 7: "8" is no time of day: did you mean "08:00"?`,
		"revenue: { per_hour: 1, currency: EUR, hour: 24/7 }":      `did you mean "hours"?`,
		"orders: nowhere.csv":                                      "orders: open ",
	} {
		_, err := config.Parse("vigie.yaml", []byte("sites: [{ tcp: 'a.example:1', "+in+" }]"), os.LookupEnv)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", in, err, want)
		}
	}
}

func TestSitesThatNameOneFileOfOrdersShareIt(t *testing.T) {
	dir := t.TempDir()
	file := "time,amount\n2021-03-10 10:15,12.50\n2021-03-10 10:16,many\n"
	if err := os.WriteFile(filepath.Join(dir, "orders.csv"), []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Parse(filepath.Join(dir, "vigie.yaml"), []byte(`
sites:
  - { name: Shop, tcp: "a.example:1", orders: orders.csv, revenue: { currency: EUR, margin: 0.4 } }
  - { name: Checkout, tcp: "b.example:1", revenue: { currency: EUR, orders: orders.csv } }
`), nil)
	if err != nil {
		t.Fatal(err)
	}
	a, b := c.Sites[0].Revenue.Orders, c.Sites[1].Revenue.Orders
	if a == nil || a != b || len(a.Read.List) != 1 {
		t.Errorf("%+v and %+v", a, b)
	}
	if len(c.Warnings) != 1 || c.Warnings[0] != `line 3: orders: 1 of 2 lines could not be taken; line 3: "many" is no amount` {
		t.Errorf("warnings: %q", c.Warnings)
	}
}
