package scenario

import (
	"fmt"
	"strings"
)

// The most resources that Large makes.
const mostResources = 60_000

// Large is a scenario in which the account holds n resources of all common kinds, spread over places on two continents,
// for measuring how an account of that size is read. Half an hour in, one of the buildings is lost. The same n gives the
// same scenario.
func Large(n int) (*Scenario, error) {
	if n < 1 || n > mostResources {
		return nil, fmt.Errorf("an account can have from 1 to %d resources, not %d", mostResources, n)
	}
	var g large
	for i := range n {
		g.add(i)
	}
	if len(g.sites) == 0 {
		g.sites = append(g.sites, "  - { name: Site 0, url: https://site0.example/ }")
	}
	var text strings.Builder
	fmt.Fprintf(&text, "name: large-%d\ntitle: An account of %d resources\nstart: 2026-03-10T00:30:00+01:00\nestate:\n", n, n)
	for _, kind := range []string{"servers", "vps", "hostings", "databases", "domains", "zones", "mail"} {
		fmt.Fprintf(&text, "  %s: [\n    %s]\n", kind, strings.Join(g.rows[kind], ",\n    "))
	}
	fmt.Fprintf(&text, "  tickets: [\n    %s]\n", strings.Join(g.tickets, ",\n    "))
	fmt.Fprintf(&text, "sites:\n%s\n", strings.Join(g.sites, "\n"))
	text.WriteString(`events:
  - { at: 30m, places: { sbg3: blackhole } }
  - { at: 60m, notice: { id: n1, page: bare-metal-servers, title: "[SBG3][Dedicated Servers] - Incident", impact: critical, state: investigating, body: "We are looking into it." } }
`)
	return Parse(fmt.Sprintf("large-%d.yaml", n), []byte(text.String()))
}

// large collects the rows of the scenario.
type large struct {
	rows           map[string][]string
	sites, tickets []string
}

// buildings are where the resources of a large account stand.
func buildings() []string {
	return []string{"gra1", "gra2", "gra4", "rbx2", "rbx8", "sbg3", "sbg5", "lim1", "waw1", "bhs3", "bhs8", "eri1"}
}

// add makes the resource of a number. Of ten, three are servers, two are VPS, and one is of each other kind.
func (g *large) add(i int) {
	if g.rows == nil {
		g.rows = make(map[string][]string)
	}
	all := buildings()
	place := all[i/10%len(all)]
	ip := fmt.Sprintf("10.%d.%d.%d", i>>16, i>>8&255, i&255)
	row := func(kind, format string, args ...any) {
		g.rows[kind] = append(g.rows[kind], fmt.Sprintf("{ "+format+" }", args...))
	}
	own := fmt.Sprintf("site%d.example", i/10*10)
	switch i % 10 {
	case 0, 4, 7:
		name := fmt.Sprintf("ns%d.ip-10.example", 3_000_000+i)
		row("servers", "id: %s, datacenter: %s, rack: %sA%03d, ip: %s, backup: %s", name, place, strings.ToUpper(place), i/240, ip, all[(i/10+1)%len(all)])
		if i%100 == 0 {
			g.sites = append(g.sites, fmt.Sprintf("  - { name: Site %d, url: https://%s/, host: %s }", i, own, name))
			g.tickets = append(g.tickets, fmt.Sprintf(
				"{ id: %d, number: CS%d, subject: About %s, service: %s, state: open, thread: [{ at: -%dm, from: us, body: How is it? }] }",
				i+1, 1_000_000+i, name, name, i%5000+10))
		}
	case 1, 5:
		row("vps", "id: vps-%08x.vps.example, region: %s, ip: %s, snapshot: 2026-03-%02dT02:00:00Z", i, place, ip, i%9+1)
	case 2:
		row("hostings", "id: web%d.example, datacenter: %s, cluster: %d, filer: %d, ip: %s", i, place, 100+i%32, 200+i%64, ip)
	case 3:
		row("databases", "id: ab%d-001, datacenter: %s, ip: %s, port: 3306", i, place, ip)
	case 6:
		row("domains", "id: %s, expires: %d-%02d-15", own, 2026+(14-i/10%12)/12, i/10%12+1)
	case 8:
		row("zones", "id: %s, servers: [dns%d.example], place: %s", own, 100+i/10%14, place)
	case 9:
		row("mail", "id: %s, platform: %s, place: %s, ip: %s", own, []string{"mxplan", "exchange", "pro"}[i/10%3], place, ip)
	}
}
