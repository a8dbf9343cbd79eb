package cost

import (
	"math/rand/v2"
	"testing"
	"time"
)

// noisy is a shop whose sales stray, down in the outages given.
func noisy(t testing.TB, out []Outage) Basis {
	r := rand.New(rand.NewPCG(9, 9))
	o := shop(t, "2020-12-01 00:00", "2021-05-01 00:00", func(l time.Time) (Amount, string) {
		a, _ := daily(l)
		return a * Amount(60+r.IntN(80)) / 100, ""
	})
	kept, end := o.List[:0], at(t, "2021-05-01 00:00")
	for _, x := range o.List {
		if stateAt(out, x.Time, end) < 2 {
			kept = append(kept, x)
		}
	}
	o.List = kept
	b := Basis{Name: "Shop", Currency: "EUR", Margin: RatioOf(0.45)}
	b.Baseline = learned(t, o, "2021-03-10 00:00", BaselineOptions{})
	return b
}

func TestFromOrdersTheShortfallOfAUnionIsTheSumOfItsParts(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	now := at(t, "2021-05-01 00:00")
	for range 4 {
		out := chance(r, 1+r.IntN(6))
		for i := range out {
			out[i].Degraded = false
		}
		b := noisy(t, out)
		whole := b.Loss(out, now)
		var sum Amount
		for _, p := range Union(out, now) {
			sum += b.Loss([]Outage{p}, now).Shortfall.Central
		}
		if whole.Shortfall.Central != sum || whole.Actual != 0 {
			t.Fatalf("the whole misses %v, its parts %v", whole.Shortfall.Central, sum)
		}
		for _, x := range []Range{whole.Shortfall, whole.Recovered, whole.Sales, whole.Lost} {
			if x.Low < 0 || x.Low > x.Central || x.Central > x.High {
				t.Fatalf("%v", x)
			}
		}
		if whole.Recovered.High > whole.Shortfall.High || whole.Sales.Central > whole.Shortfall.Central {
			t.Fatalf("recovered %v of %v", whole.Recovered, whole.Shortfall)
		}
		if longer := b.Loss(append(out, chance(r, 1)...), now); longer.Shortfall.Central < whole.Shortfall.Central {
			t.Fatalf("one outage more misses less: %v, then %v", whole.Shortfall, longer.Shortfall)
		}
	}
}

func TestTheSameIsReckonedEveryTime(t *testing.T) {
	out := []Outage{{From: at(t, "2021-03-10 00:47"), To: at(t, "2021-03-14 12:00")}}
	a, b := noisy(t, out).Loss(out, at(t, "2021-04-01 00:00")), noisy(t, out).Loss(out, at(t, "2021-04-01 00:00"))
	if a.Lost != b.Lost || a.Lost.Low == a.Lost.High {
		t.Errorf("%v, then %v", a.Lost, b.Lost)
	}
}

// TestTheUsualUpsAndDownsAreNoRecovery: an hour's outage is not undone by a good day after it, but one time in ten.
func TestTheUsualUpsAndDownsAreNoRecovery(t *testing.T) {
	b := noisy(t, nil)
	from, now := at(t, "2021-03-10 10:00"), at(t, "2021-05-01 00:00")
	counted := 0
	for day := range 50 {
		o := []Outage{{From: from.AddDate(0, 0, day), To: from.AddDate(0, 0, day).Add(time.Hour)}}
		r := &reckoning{Basis: b, now: now, pieces: o}
		r.loss.Shortfall, r.loss.Markets = exactly(100*Unit), []Market{{Shortfall: exactly(100 * Unit)}}
		if r.recover(); r.loss.Recovered.Central > 0 {
			counted++
		}
	}
	if counted > 12 {
		t.Errorf("%d of 50 outages are taken to have been made up for", counted)
	}
}

func BenchmarkLossOfSixteenDays(b *testing.B) {
	out := []Outage{{From: at(b, "2021-03-10 00:47"), To: at(b, "2021-03-26 12:00")}}
	basis := noisy(b, out)
	now := at(b, "2021-04-20 00:00")
	for b.Loop() {
		basis.Loss(out, now)
	}
}
