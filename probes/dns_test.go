package probes

import (
	"net"
	"testing"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/names"
	"vigie/probes/probetest"
)

func TestDNSCheck(t *testing.T) {
	server := probetest.NameServer(t, probetest.Zone(t))
	for _, c := range []struct {
		check   DNS
		failure result.Failure
	}{
		{DNS{Name: "www.example"}, ""},
		{DNS{Name: "www.example", Answer: []string{"192.0.2.11", "192.0.2.10"}}, ""},
		{DNS{Name: "www.example", Answer: []string{"192.0.2.10"}}, result.DNSAnswer},
		{DNS{Name: "www.example", Type: "aaaa", Answer: []string{"2001:0db8:0:0::10"}}, ""},
		{DNS{Name: "words.example", Type: "TXT", Answer: []string{"v=spf1 -all"}}, ""},
		{DNS{Name: "mail.example", Type: "MX", Answer: []string{"10 MX1.example"}}, ""},
		{DNS{Name: "gone.example"}, result.DNSNXDomain},
		{DNS{Name: "none.example"}, result.DNSEmpty},
		{DNS{Name: "refused.example"}, result.DNSRefused},
	} {
		t.Run(c.check.Name+" "+c.check.Type, func(t *testing.T) {
			c.check.Servers = []string{server}
			r := askOnce(t, here(), &c.check)
			if r.Failure != c.failure || r.Address != server {
				t.Errorf("%s says %s %q: %s", r.Address, r.State, r.Failure, r.Reason)
			}
			if len(r.Evidence) != 1 || r.Evidence[0].Name != "answer of "+server {
				t.Errorf("the evidence is %v", r.Evidence)
			}
		})
	}
	r := askOnce(t, here(), &DNS{Name: "www.example", Servers: []string{probetest.ClosedPort(t)}})
	wants(t, r, result.Down, result.DNSTimeout)
}

func TestThatTheHostsFileWasUsedIsNoted(t *testing.T) {
	path := t.TempDir() + "/hosts"
	probetest.Write(t, path, "127.0.0.1 shop.example localhost\n")
	_, port, _ := net.SplitHostPort(probetest.Serve(t, probetest.HangUp))
	for host, want := range map[string]int{"shop.example": 1, "localhost": 0} {
		env := Env{Door: door.System(), Resolver: &names.Resolver{Hosts: path}}
		r := askOnce(t, env, &TCP{Address: host + ":" + port})
		wants(t, r, result.Up, "")
		if len(r.Evidence) != want || want > 0 && r.Evidence[0].Text != "the hosts file of this machine has an address of its own for shop.example" {
			t.Errorf("%s: %v", host, r.Evidence)
		}
	}
}
