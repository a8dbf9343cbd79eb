package ovhapi

import (
	"net/http"
	"testing"
	"time"

	"vigie/internal/sim"
	"vigie/internal/sim/scenario"
)

const story = `
name: drill
start: 2021-03-10T00:30:00+01:00
estate:
  servers:
    - { id: ns1.example, datacenter: gra4, rack: G401A01, ip: 192.0.2.10, ipv6: "2001:db8::10" }
    - { id: ns2.example, datacenter: sbg2, rack: SBG2A01, ip: 192.0.2.11 }
  vps: [{ id: vps1.example, region: sbg3, ip: 192.0.2.20 }]
  hostings: [{ id: shop.example, datacenter: gra2, cluster: 24, filer: 201, ip: 198.51.100.5 }]
  tickets:
    - { id: 1, number: CS1000001, subject: Disk, service: ns1.example, state: closed,
        thread: [{ at: -48h, from: us, body: "broken" }, { at: -47h, from: provider, body: "mended" }] }
    - { id: 2, number: CS1000002, subject: Down, service: ns2.example, state: open, thread: [{ at: 10m, from: us, body: "help" }] }
sites:
  - { name: Shop, url: https://shop.example/, host: shop.example }
events:
  - { at: 20m, task: { service: ns2.example, function: hardReboot, status: doing } }
  - { at: 21m, task: { service: vps1.example, function: rebootVm, status: todo } }
  - { at: 30m, notice: { id: n1, page: bare-metal-servers, title: "[SBG2][Dedicated Servers] - Fire", impact: critical, state: investigating, body: "Start time : 09/03/2021 23:35 UTC" } }
  - { at: 31m, notice: { id: n1, state: identified, eta: 2021-03-15T12:00:00+01:00, body: "Lost." } }
  - { at: 32m, notice: { id: m1, page: bare-metal-servers, title: "[Scheduled] [GRA4][Network] - Works", impact: maintenance, state: scheduled, body: "Soon." } }
  - { at: 40m, ticket: { id: 2, reply: "we look" } }
  - { at: 50m, notice: { id: n1, state: resolved, body: "Over." } }
  - { at: 60m, provider_api: down }
  - { at: 70m, provider_api: unauthorized }
  - { at: 80m, provider_api: slow }
`

// drill is a small world, and a clock that stands at so long after its start.
func drill(t *testing.T, after time.Duration) (*sim.World, func() time.Time) {
	t.Helper()
	sc, err := scenario.Parse("drill.yaml", []byte(story))
	if err != nil {
		t.Fatal(err)
	}
	w, err := sim.New(sc)
	if err != nil {
		t.Fatal(err)
	}
	return w, func() time.Time { return sc.Start.Add(after) }
}

// bearer is a request with the simulator's token, as if sent to an endpoint.
func bearer(t *testing.T, path string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+Host+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+NewKeys().AccessToken)
	return r
}
