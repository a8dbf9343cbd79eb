package probes

import (
	"testing"

	"github.com/miekg/dns"

	"vigie/internal/result"
	"vigie/probes/names"
	"vigie/probes/probetest"
)

// told is what a server says of the addresses of www.example.
func told(t *testing.T, server string, addresses ...string) testimony {
	var lines []string
	for _, a := range addresses {
		lines = append(lines, "www.example. 60 IN A "+a)
	}
	return testimony{server: names.Server{Name: server}, answer: names.Answer{Msg: new(dns.Msg), Records: probetest.RRs(t, lines...)}}
}

func TestDNS04_MostServersAreRightAndOfTwoTheFirst(t *testing.T) {
	for name, c := range map[string]struct {
		all   []testimony
		wrong []bool
	}{
		"two against one":  {[]testimony{told(t, "a", "192.0.2.9"), told(t, "b", "192.0.2.1"), told(t, "c", "192.0.2.1")}, []bool{true, false, false}},
		"one against one":  {[]testimony{told(t, "a", "192.0.2.1"), told(t, "b", "192.0.2.9")}, []bool{false, true}},
		"in another order": {[]testimony{told(t, "a", "192.0.2.1", "192.0.2.2"), told(t, "b", "192.0.2.2", "192.0.2.1")}, []bool{false, false}},
	} {
		compareAnswers(c.all)
		for i, x := range c.all {
			if x.differs != c.wrong[i] || x.differs && x.bad.Failure != result.DNSAnswer {
				t.Errorf("%s: %s is wrong: %t, %v", name, x.server.Name, x.differs, x.bad)
			}
		}
	}
}
