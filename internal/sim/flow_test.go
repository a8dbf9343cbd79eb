package sim_test

import (
	"testing"
	"time"

	"vigie/internal/result"
)

const till = `
start: 2021-03-10T00:30:00+01:00
estate:
  servers: [{ id: ns1, datacenter: gra2, rack: A1, ip: 192.0.2.10 }]
sites:
  - { name: Shop, url: "https://shop.example/", host: ns1, expect: { contains: Our shop } }
  - name: Checkout
    host: ns1
    flow:
      - { get: "https://shop.example/", expect: { contains: basket }, keep: { token: '/name="csrf" value="([^"]+)"/' } }
      - { post: "https://shop.example/basket", form: { sku: "42", csrf: "{token}" }, expect: { status: [303] } }
      - { get: "https://shop.example/pay?with={token}", expect: { contains: Card number } }
      - { get: "https://api.shop.example/order", expect: { json: { $.state: open } }, keep: { order: $.order.id } }
  - { name: Delivery, url: "https://post.example/", host: ns1, expect: { contains: Parcels } }
`

func TestAFlowGoesThroughItsPages(t *testing.T) {
	for event, want := range map[string][3]result.Failure{
		"servers: { ns1: ok }":                     {},
		"sites: { Checkout: { status: 500 } }":     {"", result.FlowStep, ""},
		"sites: { Shop: blank }":                   {result.ContentBlank, result.FlowStep, ""}, // it begins there
		"sites: { Delivery: blank }":               {"", "", result.ContentBlank},
		"servers: { ns1: { status: 503 } }":        {result.HTTPStatus, result.FlowStep, result.HTTPStatus},
		"zones: { api.shop.example: nxdomain }":    {"", result.FlowStep, ""},
		"places: { gra2/A1: { slow: 1s } }":        {},
		"servers: { ns1: refuse }":                 {result.TCPRefused, result.FlowStep, result.TCPRefused},
		"sites: { Checkout: { slow: 12s } }":       {"", result.FlowStep, ""},
		"sites: { Checkout: wrong_page }":          {"", result.FlowStep, ""},
		"sites: { Checkout: default_page }":        {"", result.FlowStep, ""},
		"zones: { shop.example: { slow: 100ms } }": {},
	} {
		w, sc := parsed(t, till+"events: [{ at: 1m, "+event+" }]")
		for i, site := range []string{"Shop", "Checkout", "Delivery"} {
			if r := ask(t, w, sc, site, 0); r.State != result.Up {
				t.Errorf("before: %s: %s", site, r.Reason)
			}
			if r := ask(t, w, sc, site, time.Minute); r.Failure != want[i] {
				t.Errorf("%s: %s: %q (%s), want %q", event, site, r.Failure, r.Reason, want[i])
			}
		}
	}
}
