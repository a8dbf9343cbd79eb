package config_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestMaintenanceReachesTheSitesThatItNames(t *testing.T) {
	c := parse(t, `
maintenance:
  - { from: 2026-12-01T22:00:00+01:00, to: 2026-12-02T02:00:00+01:00, sites: [Shop, "group:mail"], why: new disks }
  - { when: Su 02:00-04:00, zone: UTC }
sites:
  - { name: Shop, url: "https://shop.example", maintenance: { when: "03:00-03:15", zone: UTC } }
  - { name: Mail, tcp: "mail.example:25", group: mail }
  - { name: Blog, url: "https://blog.example" }
`)
	got := make(map[string]int)
	for _, s := range c.Sites {
		got[s.Name] = len(s.Maintenance)
	}
	if diff := cmp.Diff(map[string]int{"Shop": 3, "Mail": 2, "Blog": 1}, got); diff != "" {
		t.Error(diff)
	}
	shop := c.Sites[0].Maintenance
	if until, open := shop[1].Active(time.Date(2026, 12, 1, 21, 30, 0, 0, time.UTC)); !open || until.UTC().Hour() != 1 || shop[1].Why != "new disks" {
		t.Errorf("%+v is open: %v, until %v", shop[1], open, until)
	}
	if shop[0].Weekly.String() != "03:00-03:15" || shop[2].Weekly.String() != "Su 02:00-04:00" {
		t.Errorf("weekly: %v and %v", shop[0].Weekly, shop[2].Weekly)
	}
}
