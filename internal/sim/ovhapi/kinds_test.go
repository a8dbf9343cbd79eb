package ovhapi

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"vigie/internal/sim"
	"vigie/internal/sim/scenario"
)

// whole is an account with something of every kind.
const whole = `
name: whole
start: 2021-03-10T00:30:00+01:00
estate:
  servers:
    - { id: ns1.example, datacenter: gra4, rack: G401A01, ip: 192.0.2.10, ipv6: "2001:db8::10", backup: rbx }
    - { id: ns2.example, datacenter: sbg2, rack: SBG2A01, ip: 192.0.2.11 }
  vps: [{ id: vps1.example, region: sbg3, ip: 192.0.2.20, snapshot: 2021-03-08T02:00:00Z, backup: rbx, automated: 2021-03-09T01:30:00Z }]
  hostings: [{ id: shop.example, datacenter: gra2, cluster: 24, filer: 201, ip: 198.51.100.5 }]
  domains: [{ id: shop.example, expires: 2021-09-01 }]
  zones: [{ id: shop.example, servers: [dns100.example], place: gra2 }]
  databases: [{ id: ab12345-001, datacenter: gra2, ip: 198.51.100.6, port: 3306 }]
  mail:
    - { id: shop.example, platform: mxplan, place: gra2, ip: 198.51.100.7 }
    - { id: pro.example, platform: pro, place: gra2, ip: 198.51.100.8 }
    - { id: exchange.example, platform: exchange, place: gra2, ip: 198.51.100.9 }
  projects:
    - id: 8a1b2c
      name: Shop
      instances: [{ id: web1, region: gra11, ip: 192.0.2.30 }]
      volumes:   [{ id: data1, region: gra11, on: web1, snapshot: 2021-03-08T02:00:00Z }]
      databases: [{ id: orders, region: gra }]
      snapshots: [{ id: monday, region: gra11, snapshot: 2021-03-08T02:00:00Z }]
  ips: [{ id: 192.0.2.40/32, to: ns1.example, campus: gra }, { id: 192.0.2.44/32, to: ns1.example }]
  load_balancers: [{ id: lb1.example, place: gra, ip: 192.0.2.41 }]
  nas: [{ id: zpool1.example, datacenter: rbx4, ip: 192.0.2.42 }]
  interventions:
    - { id: 7, server: ns1.example, planned: true, from: 2021-03-09T23:00:00Z, to: 2021-03-10T09:00:00Z }
    - { id: 8, server: ns1.example, type: disk, from: 2021-01-09T23:00:00Z }
  tickets: [{ id: 1, number: CS1000001, subject: Disk, service: ns1.example, state: open, thread: [{ at: -48h, from: us, body: "broken" }, { at: -47h, from: provider, body: "mended" }] }]
sites: [{ name: Shop, url: https://shop.example/, host: shop.example }]
events:
  - { at: 20m, task: { service: ns2.example, function: hardReboot, status: doing } }
  - { at: 21m, task: { service: vps1.example, function: rebootVm, status: todo } }
  - { at: 22m, task: { service: shop.example, function: attachedDomain/create, status: doing } }
  - { at: 23m, task: { service: ab12345-001, function: database/create, status: doing } }
  - { at: 23m, task: { service: 192.0.2.40/32, function: genericMoveFloatingIp, status: doing } }
  - { at: 24m, task: { service: zpool1.example, function: clusterLeclercPartitionAdd, status: doing } }
`

// wholeWorld is that account, and a clock that stands at so long after its start.
func wholeWorld(t *testing.T, after time.Duration) (*sim.World, func() time.Time) {
	t.Helper()
	sc, err := scenario.Parse("whole.yaml", []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	w, err := sim.New(sc)
	if err != nil {
		t.Fatal(err)
	}
	return w, func() time.Time { return sc.Start.Add(after) }
}

// everyKind is a client of that account, in which an order is under way on a zone.
func everyKind(t *testing.T) *http.Client {
	t.Helper()
	w, now := wholeWorld(t, 45*time.Minute)
	moment := now()
	keys := NewKeys()
	keys.Rules = Acting()
	client := Connect(w, keys, func() time.Time { return moment })
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+Host+"/1.0/domain/zone/shop.example/import",
		strings.NewReader(`{"zoneFile":"@ 300 IN A 198.51.100.5"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+keys.AccessToken)
	resp, err := client.Do(r)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%v, %+v", err, resp)
	}
	if err := resp.Body.Close(); err != nil {
		t.Fatal(err)
	}
	moment = moment.Add(time.Minute)
	return client
}
