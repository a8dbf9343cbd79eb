package scenario_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/sim/scenario"
)

const held = `
start: 2021-03-10T00:30:00+01:00
estate: { domains: [{ id: shop.example, expires: 2021-09-01 }] }
sites: [https://shop.example]
`

func TestExpectationsNameWhatIsOpenBesides(t *testing.T) {
	sc, err := scenario.Parse("x.yaml", []byte(held+`
expect:
  - { at: 10m, cause: none }
  - { at: 1h, after: 5m, cause: datacenter, where: ovh/sbg2, also: [{ cause: site, where: Shop }, { cause: local }] }
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []scenario.Expect{
		{At: 10 * time.Minute, Said: scenario.Said{Cause: "none"}},
		{
			At: time.Hour, After: 5 * time.Minute, Said: scenario.Said{Cause: "datacenter", Where: "ovh/sbg2"},
			Also: []scenario.Said{{Cause: "site", Where: "Shop"}, {Cause: "local"}},
		},
	}
	if diff := cmp.Diff(want, sc.Expect); diff != "" {
		t.Error(diff)
	}
	if sc.Lasts() != 65*time.Minute {
		t.Errorf("it lasts %s", sc.Lasts())
	}
}

func TestADomainIsPaidOrSuspended(t *testing.T) {
	sc, err := scenario.Parse("x.yaml", []byte(held+`
events:
  - { at: 1h, domain: { id: shop.example, state: suspended } }
  - { at: 2h, domain: { id: shop.example, expires: 2022-09-01, state: ok } }
  - { at: 3h, line: portal }
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []scenario.Event{
		{At: time.Hour, Domain: &scenario.DomainEvent{ID: "shop.example", State: "suspended"}},
		{At: 2 * time.Hour, Domain: &scenario.DomainEvent{ID: "shop.example", State: "ok", Expires: time.Date(2022, 9, 1, 0, 0, 0, 0, time.UTC)}},
		{At: 3 * time.Hour, Line: "portal"},
	}
	if diff := cmp.Diff(want, sc.Events); diff != "" {
		t.Error(diff)
	}
}

func TestMistakesInExpectationsAndDomains(t *testing.T) {
	for in, want := range map[string]string{
		"events: [{ at: 1m, domain: { id: shop.exmaple, state: ok } }]":      `"shop.exmaple" is not among the domains of this scenario: did you mean "shop.example"?`,
		"events: [{ at: 1m, domain: { state: ok } }]":                        "which domain is meant, by its id?",
		"events: [{ at: 1m, domain: { id: shop.example, state: lost } }]":    `state must be one of ok, suspended, not "lost"`,
		"events: [{ at: 1m, line: hotel }]":                                  `line must be one of up, down, portal, not "hotel"`,
		"expect: [{ at: 1m, where: Shop }]":                                  "an expectation needs a cause",
		"expect: [{ at: 1m, cause: none, also: [{ where: Shop }] }]":         "an expectation needs a cause",
		"expect: [{ at: 1m, cause: none, after: -5m }]":                      "after is how long a verdict may take, and not less than nothing",
		"expect: [{ at: 1m, cause: none, also: [{ cause: site, at: 2m }] }]": `unknown key "at" in an incident`,
	} {
		if _, err := scenario.Parse("x.yaml", []byte(held+in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n%v\nwant: %s", in, err, want)
		}
	}
}
