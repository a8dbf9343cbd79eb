package cost

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// shop makes orders: what rate says is sold in an hour by the clock of Paris, ten of them in even steps.
func shop(t testing.TB, from, to string, rate func(time.Time) (Amount, string)) *Orders {
	t.Helper()
	paris := zone(t, "Europe/Paris")
	o := &Orders{}
	for h, end := at(t, from), at(t, to); h.Before(end); h = h.Add(time.Hour) {
		a, country := rate(h.In(paris))
		for i := range 10 {
			if a > 0 {
				o.List = append(o.List, Order{Time: h.Add(time.Duration(i) * 6 * time.Minute), Amount: a / 10, Currency: "EUR", Country: country})
			}
		}
	}
	return o
}

// daily sells 100 an hour from 8 to 20 on weekdays, half of it at the end of the week.
func daily(l time.Time) (Amount, string) {
	switch {
	case l.Hour() < 8 || l.Hour() >= 20:
		return 0, ""
	case l.Weekday() == time.Sunday || l.Weekday() == time.Saturday:
		return 50 * Unit, ""
	}
	return 100 * Unit, ""
}

func learned(t testing.TB, o *Orders, before string, opt BaselineOptions) *Baseline {
	t.Helper()
	opt.Before, opt.Zone = at(t, before), zone(t, "Europe/Paris")
	b, err := NewBaseline(o, opt)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEveryHourOfTheWeekIsTheMedianOfItsWeeks(t *testing.T) {
	o := shop(t, "2020-12-01 00:00", "2021-03-10 00:00", func(l time.Time) (Amount, string) {
		a, c := daily(l)
		if l.Month() == time.February && l.Day() == 9 { // a promotion that nobody has told of
			a *= 8
		}
		return a, c
	})
	b := learned(t, o, "2021-03-10 00:47", BaselineOptions{})
	if b.Kept != 12 || b.Rough() || !b.Weeks[0].From.Equal(at(t, "2021-03-03 00:00")) {
		t.Errorf("%d weeks, the newest from %s", b.Kept, b.Weeks[0].From)
	}
	for day := time.Sunday; day <= time.Saturday; day++ {
		for hour := range 24 {
			want, _ := daily(time.Date(2021, 3, 7+int(day), hour, 0, 0, 0, time.UTC))
			if got := b.Usual(day, hour); got != want {
				t.Errorf("%s at %d: %v, want %v", day, hour, got, want)
			}
		}
	}
}

func TestEarlierOutagesAndHolidaysAreNotUsual(t *testing.T) {
	down := Except{From: at(t, "2021-05-04 09:30"), To: at(t, "2021-05-05 18:00"), Why: "an earlier outage"}
	o := shop(t, "2021-04-07 00:00", "2021-05-26 00:00", func(l time.Time) (Amount, string) {
		switch {
		case !l.Before(down.From.Truncate(time.Hour)) && l.Before(down.To):
			return 0, ""
		case l.Month() == time.May && (l.Day() == 1 || l.Day() == 13 || l.Day() == 24): // nobody buys
			return 0, ""
		}
		return daily(l)
	})
	b := learned(t, o, "2021-05-26 00:00", BaselineOptions{Except: []Except{down}, Markets: []string{"BE"}})
	if b.Kept != 7 || !b.Rough() {
		t.Errorf("%d weeks", b.Kept)
	}
	if w := b.Weeks[3]; w.Left != 24+15 { // 28 April to 4 May: the first of May, and the fourth from 9 on
		t.Errorf("%d hours of the week of %s are left out", w.Left, w.From)
	}
	for hour := 8; hour < 20; hour++ {
		if got := b.Usual(time.Thursday, hour); got != 100*Unit {
			t.Errorf("Thursday at %d: %v", hour, got)
		}
	}
}

func TestWeeksWithoutSalesAreDroppedAndSaidSo(t *testing.T) {
	o := shop(t, "2020-10-01 00:00", "2021-03-10 00:00", func(l time.Time) (Amount, string) {
		if l.Month() == time.January {
			return 0, ""
		}
		return daily(l)
	})
	b := learned(t, o, "2021-03-10 00:00", BaselineOptions{})
	var dropped []string
	for _, w := range b.Weeks {
		if w.Dropped != "" {
			dropped = append(dropped, w.From.Format("2 Jan")+": "+w.Dropped)
		}
	}
	if b.Kept != 12 || strings.Join(dropped, ", ") != "20 Jan: it has no order at all, 13 Jan: it has no order at all, 6 Jan: it has no order at all" {
		t.Errorf("kept %d, dropped %s", b.Kept, strings.Join(dropped, ", "))
	}
	if b.Usual(time.Monday, 9) != 100*Unit {
		t.Errorf("Monday at 9: %v", b.Usual(time.Monday, 9))
	}
}

func TestTooFewWeeksAreNoBaseline(t *testing.T) {
	o := shop(t, "2021-03-01 00:00", "2021-03-10 00:00", daily)
	if _, err := NewBaseline(o, BaselineOptions{Before: at(t, "2021-03-10 00:00")}); !errors.Is(err, ErrTooFewWeeks) {
		t.Errorf("nine days: %v", err)
	}
	if _, err := NewBaseline(o, BaselineOptions{Before: at(t, "2021-03-10 00:00"), Currency: "USD"}); !errors.Is(err, ErrTooFewWeeks) {
		t.Errorf("another currency: %v", err)
	}
}

func TestHoursThatTheClockSkipsOrRepeatsAreNotLearned(t *testing.T) {
	// Two weeks alone: one false nothing, or one hour of double sales, would show in the middle of both.
	o := shop(t, "2021-03-24 00:00", "2021-04-07 00:00", func(time.Time) (Amount, string) { return 100 * Unit, "" })
	b := learned(t, o, "2021-04-07 00:00", BaselineOptions{})
	if got := b.Usual(time.Sunday, 2); got != 100*Unit {
		t.Errorf("Sunday at 2 in spring: %v", got)
	}
	o = shop(t, "2021-10-20 00:00", "2021-11-03 00:00", func(time.Time) (Amount, string) { return 100 * Unit, "" })
	b = learned(t, o, "2021-11-03 00:00", BaselineOptions{})
	if got := b.Usual(time.Sunday, 2); got != 100*Unit {
		t.Errorf("Sunday at 2 in autumn: %v", got)
	}
}

// TestAQuietShopIsNotWorthNothing: the median of an hour that sells twice a week is nothing, and so would be its loss.
func TestAQuietShopIsNotWorthNothing(t *testing.T) {
	for _, perHour := range []float64{0.1, 0.5, 2, 6, 12} {
		t.Run(fmt.Sprintf("%g orders an hour", perHour), func(t *testing.T) {
			var ratio float64
			const runs = 4
			for run := range uint64(runs) {
				r := rand.New(rand.NewPCG(run, 7))
				o := &Orders{}
				for m, end := at(t, "2020-12-01 00:00"), at(t, "2021-03-10 00:00"); m.Before(end); {
					m = m.Add(time.Duration(r.ExpFloat64() / perHour * float64(time.Hour)))
					o.List = append(o.List, Order{Time: m, Amount: Amount(math.Exp(r.NormFloat64()*0.7) * 50 * float64(Unit)), Currency: "EUR"})
				}
				b := learned(t, o, "2021-03-10 00:00", BaselineOptions{})
				var week Amount
				for h := range hoursOfWeek {
					week += b.Usual(time.Weekday(h/24), h%24)
				}
				ratio += float64(week) / float64(Unit) / (50 * math.Exp(0.245) * perHour * hoursOfWeek) / runs
			}
			if ratio < 0.93 || ratio > 1.07 {
				t.Errorf("a week is taken to sell %.2f of what it does", ratio)
			}
		})
	}
}

func BenchmarkBaseline(b *testing.B) {
	o := shop(b, "2020-01-01 00:00", "2021-03-10 00:00", daily)
	paris := zone(b, "Europe/Paris")
	for b.Loop() {
		if _, err := NewBaseline(o, BaselineOptions{Before: at(b, "2021-03-10 00:00"), Zone: paris, Markets: []string{"BE", "FR"}}); err != nil {
			b.Fatal(err)
		}
	}
}
