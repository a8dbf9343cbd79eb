package scenario

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The most resources that Large makes.
const mostResources = 60_000

// Large is a scenario in which the account holds n resources of all kinds, spread over places on two continents,
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
	for _, kind := range slices.Sorted(maps.Keys(g.rows)) {
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

// add makes the resource of a number. Of twenty, five are servers, four are VPS, two each are web hostings, domains, zones
// and mail, one is a database and one a block of addresses; the last is a project of the cloud, a load balancer, a NAS or
// another block in turn. What is in a project is not counted.
func (g *large) add(i int) {
	if g.rows == nil {
		g.rows = make(map[string][]string)
	}
	all := buildings()
	place, away := all[i/20%len(all)], all[(i/20+1)%len(all)]
	ip := fmt.Sprintf("10.%d.%d.%d", i>>16, i>>8&255, i&255)
	server := func(i int) string { return fmt.Sprintf("ns%d.ip-10.example", 3_000_000+i) }
	first := i / 20 * 20
	own := fmt.Sprintf("site%d.example", first)
	if i%20 > 10 {
		own = fmt.Sprintf("shop%d.example", first)
	}
	switch i % 20 {
	case 0, 4, 7, 11, 16:
		g.row("servers", "id: %s, datacenter: %s, rack: %sA%03d, ip: %s, backup: %s", server(i), place, strings.ToUpper(place), i/240, ip, away)
		if i%100 == 0 {
			g.site(i, own, server(i))
		}
	case 1, 5, 9, 14:
		g.row("vps", "id: vps-%08x.vps.example, region: %s, ip: %s, snapshot: 2026-03-%02dT02:00:00Z", i, place, ip, i%9+1)
	case 2, 12:
		g.row("hostings", "id: web%d.example, datacenter: %s, cluster: %d, filer: %d, ip: %s", i, place, 100+i%32, 200+i%64, ip)
	case 3:
		g.row("databases", "id: ab%d-001, datacenter: %s, ip: %s, port: 3306", i, place, ip)
	case 6, 13:
		g.row("domains", "id: %s, expires: %d-%02d-15", own, 2026+(14-i/20%12)/12, i/20%12+1)
	case 8, 15:
		g.row("zones", "id: %s, servers: [dns%d.example], place: %s", own, 100+i/20%14, place)
	case 10, 17:
		g.row("mail", "id: %s, platform: %s, place: %s, ip: %s", own, []string{"mxplan", "exchange", "pro"}[i/7%3], place, ip)
	case 18:
		g.row("ips", "id: %s, to: %s, campus: %s", block(i), server(first), campus(place))
	case 19:
		g.rare(i, place, ip)
	}
}

// rare makes one of what an account has few of.
func (g *large) rare(i int, place, ip string) {
	switch i / 20 % 5 {
	case 0:
		g.project(i, place)
	case 1:
		g.row("load_balancers", "id: loadbalancer-%d, place: %s, ip: %s", i, place, ip)
	case 2, 3:
		g.row("nas", "id: zpool-%06d, datacenter: %s, ip: %s", i, place, ip)
	case 4:
		g.row("ips", "id: %s, campus: %s", block(i), campus(place))
	}
}

// project makes a project with four instances in two regions, their disks, a database and a snapshot.
func (g *large) project(i int, place string) {
	var instances, volumes []string
	for k := range 4 {
		region := campus(place) + []string{"11", "9"}[k%2]
		instances = append(instances, fmt.Sprintf("{ id: machine-%d-%d, region: %s, ip: 10.%d.%d.%d }", i, k, region, 100+k, i>>8&255, i&255))
		volumes = append(volumes, fmt.Sprintf("{ id: disk-%d-%d, region: %s, on: machine-%d-%d, snapshot: 2026-03-09T02:00:00Z }", i, k, region, i, k))
	}
	g.row("projects", "id: project%d, name: Project %d, instances: [%s], volumes: [%s], databases: [{ id: data-%d, region: %s, ip: 10.104.%d.%d }], snapshots: [{ id: image-%d, region: %s11, snapshot: 2026-03-08T02:00:00Z }]",
		i, i, strings.Join(instances, ", "), strings.Join(volumes, ", "), i, campus(place), i>>8&255, i&255, i, campus(place))
}

// site makes a site on a server, and a ticket about that.
func (g *large) site(i int, domain, server string) {
	g.sites = append(g.sites, fmt.Sprintf("  - { name: Site %d, url: https://%s/, host: %s }", i, domain, server))
	g.tickets = append(g.tickets, fmt.Sprintf(
		"{ id: %d, number: CS%d, subject: About %s, service: %s, state: open, thread: [{ at: -%dm, from: us, body: How is it? }] }",
		i+1, 1_000_000+i, server, server, i%5000+10))
}

func (g *large) row(kind, format string, args ...any) {
	g.rows[kind] = append(g.rows[kind], fmt.Sprintf("{ "+format+" }", args...))
}

// block is a block of one address, of those that are set apart for measuring.
func block(i int) string { return fmt.Sprintf("198.18.%d.%d/32", i>>8, i&255) }

// campus is where a building is.
func campus(building string) string { return strings.TrimRight(building, "0123456789") }
