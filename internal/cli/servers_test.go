package cli

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/text"
)

// rented is a snapshot with something of every kind.
func rented() *estate.Snapshot {
	s := &estate.Snapshot{Sites: []*estate.Site{
		{Name: "Shop", Resource: "id of dedicated server", FoundBy: "address 192.0.2.10"},
		{Name: "Office", Resource: "id of vps"},
	}}
	noon := time.Date(2026, 3, 10, 12, 0, 0, 0, time.Local)
	for i, k := range account.Kinds() {
		r := account.Resource{
			Provider: "ovh", Kind: k, ID: "id of " + string(k), Name: fmt.Sprintf("%s number %d", k, i), State: "ok", Read: noon,
		}
		switch i % 3 {
		case 0:
			r.Place = account.Place{Provider: "ovh", Datacenter: "sbg2", Region: "eu-west-sbg", Rack: "SBG2A01"}
		case 1:
			r.Place = account.Place{Provider: "ovh", Datacenter: "gra2", Cluster: "cluster126", Filer: "filer201", Host: "ex5"}
		default:
			r.Place = account.Place{Provider: "ovh"}
		}
		s.Resources = append(s.Resources, r)
	}
	one := &s.Resources[0]
	one.Name = "ns3100001.ip-192-0-2.example-with-a-very-long-name\x1b[2J"
	one.State = "hackedBlocked"
	one.Problem = "this service has expired: \"This service is expired\" (460, query EU.ext-1)"
	one.Tasks = []account.Task{{Function: "hardReboot", State: "doing", Started: noon}}
	one.Interventions = []account.Intervention{{Type: "HARDWARE", Planned: true, State: "todo", From: noon, To: noon.Add(time.Hour)}, {From: noon}}
	one.Backups = []account.Backup{
		{Kind: "backup storage", Name: "ftpback-sbg2-1", Place: account.Place{Provider: "ovh", Datacenter: "sbg2"}},
		{Kind: "snapshot", Newest: noon},
	}
	one.Addresses, one.Renews, one.Read = []string{"192.0.2.10", "2001:db8::10"}, noon, noon
	one.Health = []account.Health{{Part: "ping", State: "down"}}
	return s
}

// No line is wider than the screen, every kind has its heading, and nothing drives the terminal.
func TestServersAtEveryWidth(t *testing.T) {
	for _, width := range []int{80, 120, 0} {
		var out bytes.Buffer
		if err := listServers(newPaper(&out, &flags{noColor: true}), rented(), width); err != nil {
			t.Fatal(err)
		}
		t.Logf("%d columns:\n%s", width, out.String())
		for line := range strings.Lines(out.String()) {
			line = strings.TrimSuffix(line, "\n")
			if w := text.Width(line); width > 0 && w > width {
				t.Errorf("at %d a line has %d cells: %q", width, w, line)
			}
			if strings.ContainsRune(line, '\x1b') || strings.HasSuffix(line, " ") {
				t.Errorf("line %q", line)
			}
		}
		for _, heading := range []string{"1 dedicated server\n", "1 VPS\n", "1 exchange\n", "1 IP block\n", "1 NAS\n", "1 backup storage\n"} {
			if !strings.Contains(out.String(), heading) {
				t.Errorf("there is no %q", heading)
			}
		}
		if width == 0 {
			for _, want := range []string{"sbg2 SBG2A01", "gra2/cluster126", "    ?  this service has expired", "hardReboot doing", "planned work 10 Mar 12:00", "Shop"} {
				if !strings.Contains(out.String(), want) {
					t.Errorf("nothing says %q", want)
				}
			}
		}
	}
}

func TestAllOfOneServer(t *testing.T) {
	var out bytes.Buffer
	p := newPaper(&out, &flags{noColor: true})
	s := rented()
	showServer(p, s, s.Resources[0])
	for _, want := range []string{
		"id of dedicated server", "ovh/sbg2, region eu-west-sbg, rack SBG2A01 (Strasbourg, FR)", "Shop, found by address 192.0.2.10",
		"192.0.2.10, 2001:db8::10", "hardReboot: doing, since 10 Mar 2026 12:00", "planned: HARDWARE, 10 Mar 2026 12:00 to 10 Mar 2026 13:00 (todo)",
		"done: of a kind that is not told", "ping: down", "backup storage ftpback-sbg2-1: in ovh/sbg2, of when is not told",
		"snapshot: where it lies is not told, newest of 10 Mar 2026 12:00", "this service has expired",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("nothing says %q in\n%s", want, out.String())
		}
	}
	if strings.ContainsRune(out.String(), '\x1b') {
		t.Errorf("a name drives the terminal: %q", out.String())
	}
}
