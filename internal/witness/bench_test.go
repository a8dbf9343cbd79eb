package witness_test

import (
	"fmt"
	"testing"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/internal/witness"
)

// Who is to be asked is worked out anew with every change of what fails: 10,000 sites on 2,000 machines of 20 buildings, of
// which 500 fail.
func BenchmarkWanted(b *testing.B) {
	s := &estate.Snapshot{Now: now}
	for m := range 2000 {
		place := account.Place{Provider: "ovh", Datacenter: fmt.Sprintf("c%d%d", m%20/5, m%5+1)}
		s.Resources = append(s.Resources, account.Resource{
			ID: fmt.Sprintf("ns%d", m), Provider: "ovh", Kind: account.DedicatedServer, Place: place, Addresses: []string{fmt.Sprintf("10.0.%d.%d", m>>8, m&255)},
		})
		if m < 20 {
			s.Places = append(s.Places, estate.Place{Place: place})
		}
	}
	for i := range 10_000 {
		r := s.Resources[i%2000]
		x := &estate.Site{Name: fmt.Sprintf("Site %d", i), State: result.Up, Resource: r.ID, Kind: r.Kind, Place: r.Place, Address: r.Addresses[0], FoundBy: "address " + r.Addresses[0]}
		if i%20 == 3 {
			x.State, x.Failure = result.Down, result.TCPTimeout
			x.Checks = []estate.Check{{State: result.Down, Last: &result.Result{State: result.Down, Failure: result.TCPTimeout, Address: r.Addresses[0] + ":443"}}}
		}
		s.Sites = append(s.Sites, x)
	}
	m := means()
	m.Calm = true
	for b.Loop() {
		witness.Wanted(s, m, checks)
	}
}
