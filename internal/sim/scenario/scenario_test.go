package scenario_test

import (
	"strings"
	"testing"

	"vigie/internal/sim/scenario"
)

func TestEveryEmbeddedScenarioReads(t *testing.T) {
	names := scenario.Embedded()
	if len(names) == 0 {
		t.Fatal("no scenario is embedded")
	}
	for _, n := range names {
		sc, err := scenario.Open(n)
		if err != nil {
			t.Fatalf("%s: %v", n, err)
		}
		if sc.Name != n || len(sc.Sites) == 0 || len(sc.Events) == 0 || len(sc.Expect) == 0 {
			t.Errorf("%s: name %q, %d sites, %d events, %d expectations", n, sc.Name, len(sc.Sites), len(sc.Events), len(sc.Expect))
		}
	}
}

const head = "name: x\nstart: 2021-03-10T00:30:00+01:00\nsites: [https://shop.example]\n"

func TestConditions(t *testing.T) {
	sc, err := scenario.Parse("x.yaml", []byte(head+`events:
  - { at: 18m, places: { sbg3: { condition: blackhole, families: [4] }, "*": { loss: 40% } } }
  - { at: 1m, servers: { ns1: { slow: 4s } }, zones: { a.example: nxdomain }, line: down }
`))
	if err != nil {
		t.Fatal(err)
	}
	first := sc.Events[0]
	if first.Line != "down" || len(first.Conditions) != 2 || first.Conditions[0].What != "slow" || first.Conditions[0].Value != "4s" {
		t.Errorf("the events are not in the order of time, or not whole: %+v", first)
	}
	second := sc.Events[1].Conditions
	if second[0].What != "blackhole" || len(second[0].Families) != 1 || second[0].Families[0] != 4 {
		t.Errorf("a condition of one family: %+v", second[0])
	}
	if second[1].Name != "*" || second[1].What != "loss" || second[1].Value != "40%" {
		t.Errorf("a condition with a share: %+v", second[1])
	}
}

func TestMistakes(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"an unknown condition":    {head + "events: [{ at: 1m, places: { sbg2: blackhol } }]", `x.yaml:4:36: a condition must be one of`},
		"its nearest":             {head + "events: [{ at: 1m, places: { sbg2: blackhol } }]", `did you mean "blackhole"?`},
		"an unknown key":          {head + "events: [{ att: 1m }]", `unknown key "att" in an event: did you mean "at"?`},
		"a time without its unit": {head + "events: [{ at: 10 }]", "write its unit, such as 10s"},
		"a cause that is none":    {head + "expect: [{ at: 1m, cause: fire }]", "cause must be one of"},
		"no start":                {"name: x\nsites: [https://a.example]", "a scenario needs a start"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := scenario.Parse("x.yaml", []byte(c.in))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}
