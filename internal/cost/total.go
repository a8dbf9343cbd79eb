package cost

import (
	"slices"
	"strings"
	"time"
)

// Extra is money that an outage cost beside the sales: an invoice, hours of work.
type Extra struct {
	Time     time.Time
	Amount   Amount
	Currency string
	For      string // in its owner's words
}

// Total is what an outage has cost in one currency.
type Total struct {
	Currency     string
	Sales        Range // lost sales of all that sells in this currency
	Lost         Range // of them the margin, where it is told
	Extra        Amount
	Total        Range // Lost and Extra
	SalesPerHour Amount
	PerHour      Amount
	Partly       bool // something that was hit has no margin told, so that sales are counted for it
	Lines        []Line
}

// Sum adds what several have lost, and the extra costs: one total for each currency, that with the greatest loss first.
// The bounds add up, which is wider than if each strayed by itself. What sells the same thing, as sites do that share a
// file of orders, must be one Basis with the outages of all, or it is counted twice.
func Sum(losses []Loss, extras []Extra) []Total {
	var totals []Total
	in := func(currency string) *Total {
		i := slices.IndexFunc(totals, func(t Total) bool { return t.Currency == currency })
		if i < 0 {
			i = len(totals)
			totals = append(totals, Total{Currency: currency})
		}
		return &totals[i]
	}
	for _, l := range losses {
		if !l.Known {
			continue
		}
		t := in(l.Currency)
		t.Sales, t.Lost = t.Sales.plus(l.Sales), t.Lost.plus(l.Lost)
		t.SalesPerHour += l.SalesPerHour
		t.PerHour += l.PerHour
		t.Partly = t.Partly || l.Margin == 0 && (l.Sales.High > 0 || l.SalesPerHour > 0)
	}
	for _, e := range extras {
		in(e.Currency).Extra += e.Amount
	}
	for i := range totals {
		totals[i].tell(losses, extras)
	}
	slices.SortStableFunc(totals, func(a, b Total) int {
		if a.Total.Central != b.Total.Central {
			return int(sign(b.Total.Central - a.Total.Central))
		}
		return strings.Compare(a.Currency, b.Currency)
	})
	return totals
}

// tell adds up, and says how.
func (t *Total) tell(losses []Loss, extras []Extra) {
	n := note{currency: t.Currency}
	for _, l := range losses {
		if l.Known && l.Currency == t.Currency {
			n.say(Derived, "%s: %s lost.", l.Name, l.Lost.Central)
		}
	}
	for _, e := range extras {
		if e.Currency == t.Currency {
			n.say(Derived, "Extra cost of %s: %s, for %s.", e.Time, e.Amount, e.For)
		}
	}
	t.Total = t.Lost.plus(exactly(t.Extra))
	n.say(Derived, "In all %s.", t.Total)
	t.Lines = n.lines
}
