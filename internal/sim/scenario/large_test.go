package scenario_test

import (
	"reflect"
	"testing"

	"vigie/internal/sim/scenario"
)

func TestALargeAccountHoldsAsManyAsAskedFor(t *testing.T) {
	for _, n := range []int{1, 7, 10, 500, 1001} {
		sc, err := scenario.Large(n)
		if err != nil {
			t.Fatal(err)
		}
		e := sc.Estate
		if got := len(e.Servers) + len(e.VPS) + len(e.Hostings) + len(e.Databases) + len(e.Domains) + len(e.Zones) + len(e.Mail) +
			len(e.Projects) + len(e.IPs) + len(e.LoadBalancers) + len(e.NAS); got != n {
			t.Errorf("%d resources, want %d", got, n)
		}
		if n >= 500 && (len(e.Projects) == 0 || len(e.IPs) == 0 || len(e.LoadBalancers) == 0 || len(e.NAS) == 0) {
			t.Errorf("%d resources are not of all kinds: %d projects, %d blocks, %d load balancers, %d NAS", n, len(e.Projects), len(e.IPs), len(e.LoadBalancers), len(e.NAS))
		}
		places := make(map[string]bool)
		for _, s := range e.Servers {
			places[s.Datacenter] = true
			if s.Backup == s.Datacenter {
				t.Errorf("%s has its backup where it stands", s.ID)
			}
		}
		if n >= 500 && len(places) < 10 {
			t.Errorf("%d resources stand in %d places", n, len(places))
		}
		if again, err := scenario.Large(n); err != nil || !reflect.DeepEqual(again.Estate, e) {
			t.Errorf("asked twice, the account of %d is not the same: %v", n, err)
		}
	}
	for _, n := range []int{0, -1, 60_001} {
		if _, err := scenario.Large(n); err == nil {
			t.Errorf("an account of %d is made", n)
		}
	}
}
