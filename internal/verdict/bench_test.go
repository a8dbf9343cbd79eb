package verdict_test

import (
	"fmt"
	"testing"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/internal/verdict"
)

// crowd is 10,000 sites on 2,000 machines in 20 buildings, with 500 notices; dark tells which machines are.
func crowd(dark func(machine int) bool) *estate.Snapshot {
	s := &estate.Snapshot{Now: now}
	for m := range 2000 {
		place := account.Place{Provider: "ovh", Datacenter: fmt.Sprintf("c%d%d", m%20/5, m%5+1), Rack: fmt.Sprintf("R%d", m/40)}
		s.Resources = append(s.Resources, account.Resource{
			ID: fmt.Sprintf("ns%d", m), Name: fmt.Sprintf("ns%d", m), Provider: "ovh", Kind: account.DedicatedServer, Place: place,
			Addresses: []string{fmt.Sprintf("10.0.%d.%d", m>>8, m&255)},
		})
	}
	for i := range 10_000 {
		r := s.Resources[i%2000]
		x := &estate.Site{
			Name: fmt.Sprintf("Site %d", i), State: result.Up, Since: now.Add(-time.Hour), Resource: r.ID, Kind: r.Kind, Place: r.Place,
			Address: r.Addresses[0], FoundBy: "address " + r.Addresses[0],
			Checks: []estate.Check{{State: result.Up, Last: &result.Result{Time: now, State: result.Up}}},
		}
		if dark(i % 2000) {
			x.State, x.Failure, x.Reason, x.Since = result.Down, result.TCPTimeout, "no answer", now.Add(-time.Minute)
			x.Checks[0] = estate.Check{State: result.Down, Last: &result.Result{Time: now, State: result.Down, Failure: result.TCPTimeout, Address: r.Addresses[0] + ":443"}}
		}
		s.Sites = append(s.Sites, x)
	}
	for i := range 500 {
		s.Notices = append(s.Notices, account.Notice{
			Provider: "ovh", ID: fmt.Sprint(i), State: "investigating", Posted: now,
			Scope: account.Scope{Datacenters: []string{fmt.Sprintf("x%d", i)}}, Touches: []account.Touch{{Resource: fmt.Sprintf("ns%d", i), How: account.Possible}},
		})
	}
	return s
}

func BenchmarkJudge(b *testing.B) {
	for name, dark := range map[string]func(int) bool{
		"calm":     func(int) bool { return false },
		"building": func(m int) bool { return m%20 == 3 },
		"machines": func(m int) bool { return m%20 < 5 && m%7 == 0 },
		"all":      func(int) bool { return true },
	} {
		s := crowd(dark)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				verdict.Judge(s)
			}
		})
	}
}
