package jsonl

import (
	"strings"
	"testing"

	"vigie/internal/cost"
	"vigie/internal/estate"
)

func TestALossIsToldInTheCurrencyOfTheGreatestWithTheOthersBesideIt(t *testing.T) {
	c := estate.Cost{
		Totals: []cost.Total{
			{
				Currency: "EUR", Lost: cost.Range{Low: cost.Unit, Central: 2*cost.Unit + 5050, High: 3 * cost.Unit}, PerHour: 189 * cost.Unit,
				Sales: cost.Range{Low: 2 * cost.Unit, Central: 4 * cost.Unit, High: 5 * cost.Unit}, SalesPerHour: 420 * cost.Unit, Extra: 7 * cost.Unit,
			},
			{Currency: "JPY", Partly: true},
		},
		Losses: []cost.Loss{{Known: true, Currency: "EUR", Lines: []cost.Line{{Kind: cost.Derived, Format: "Lost by %s.", Parts: []any{"Shop"}}}}, {Lines: []cost.Line{{Kind: cost.Asked, Format: "What?"}}}},
	}
	got := line(t, FromSnapshot(&estate.Snapshot{Now: at, Cost: c, Incidents: []estate.Incident{{ID: "1", Cost: c}}}))
	want := `"loss":{"amount":4.00,"currency":"EUR","per_hour":420.00,"low":2.00,"high":5.00,` +
		`"margin":{"amount":2.51,"per_hour":189.00,"low":1.00,"high":3.00},"extra":7.00,` +
		`"lines":[{"kind":"derived","text":"Lost by Shop."},{"kind":"asked","text":"What?"}],` +
		`"others":[{"amount":0,"currency":"JPY","per_hour":0,"low":0,"high":0,"margin":null,"extra":0}]}`
	if strings.Count(got, want) != 2 { // of the incident, and of all
		t.Errorf("%s lacks %s", got, want)
	}
}
