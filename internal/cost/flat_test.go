package cost

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func hours(t testing.TB, s string) Hours {
	t.Helper()
	h, err := ParseHours(s, zone(t, "Europe/Paris"))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// told are all lines of a kind, one a line.
func told(lines []Line, kind LineKind) string {
	var all []string
	for _, l := range lines {
		if l.Kind == kind {
			all = append(all, l.Text())
		}
	}
	return strings.Join(all, "\n")
}

func TestAFlatRateCountsOpenHoursAndTheMargin(t *testing.T) {
	b := Basis{
		Name: "Shop", Currency: "EUR", PerHour: 420 * Unit, Hours: hours(t, "Mo-Sa 08:00-22:00"), Margin: RatioOf(0.45),
		Zone: zone(t, "Europe/Paris"),
	}
	// Ten days of 14 hours, no Sunday, and four hours of the last morning: never an average day times the days.
	l := b.Loss([]Outage{{From: at(t, "2021-03-10 00:47"), To: at(t, "2021-03-22 12:00")}}, at(t, "2021-03-25 09:00"))
	if l.Sales != exactly(144*420*Unit) || l.Lost != exactly(27216*Unit) || l.PerHour != 0 {
		t.Errorf("sales %v, lost %v, per hour %v", l.Sales, l.Lost, l.PerHour)
	}
	want := strings.Join([]string{
		"Shop: down from 10 Mar 2021 00:47 CET to 22 Mar 2021 12:00 CET, that is 299 h 13 min.",
		"€420.00 an hour × 144 h within opening hours (Mo-Sa 08:00-22:00) = €60,480.00 of sales not made.",
		"Lost margin: 45 % of €60,480.00 = €27,216.00.",
		"Lost by Shop: €27,216.00.",
	}, "\n")
	if got := told(l.Lines, Derived); got != want {
		t.Errorf("told:\n%s\nwant:\n%s", got, want)
	}
}

func TestWhatTheHourLosesNowIsToldOnlyWhileItIsOpen(t *testing.T) {
	b := Basis{Name: "Shop", Currency: "EUR", PerHour: 420 * Unit, Hours: hours(t, "Mo-Sa 08:00-22:00"), Margin: RatioOf(0.5)}
	out := []Outage{{From: at(t, "2021-03-10 07:00")}}
	for now, want := range map[string]Amount{"2021-03-10 07:30": 0, "2021-03-10 12:00": 210 * Unit, "2021-03-14 12:00": 0} {
		if l := b.Loss(out, at(t, now)); l.PerHour != want || l.SalesPerHour != 2*want {
			t.Errorf("at %s the hour loses %v, want %v", now, l.PerHour, want)
		}
	}
}

func TestWhatIsNotToldIsAskedAndNotInvented(t *testing.T) {
	out := []Outage{{From: at(t, "2021-03-10 10:00"), To: at(t, "2021-03-10 12:00"), Degraded: true}}
	now := at(t, "2021-03-11 10:00")
	b := Basis{Name: "Shop", Currency: "EUR", PerHour: 100 * Unit}
	l := b.Loss(out, now)
	if (l.Lost != Range{High: 200 * Unit}) {
		t.Errorf("a degraded time of an unknown share loses %v", l.Lost)
	}
	if asked := told(l.Lines, Asked); !strings.Contains(asked, "what share of €200.00 that cost is not told") || !strings.Contains(asked, "margin is not told") {
		t.Errorf("asked: %s", asked)
	}
	if b.Degraded = RatioOf(0.3); b.Loss(out, now).Lost != exactly(60*Unit) {
		t.Errorf("a degraded time of 30 %% loses %v", b.Loss(out, now).Lost)
	}
	b.PerHour = 0
	if l = b.Loss(out, now); l.Known || l.Lost != (Range{}) || !strings.Contains(told(l.Lines, Asked), "give revenue per hour, or a file of orders") {
		t.Errorf("without a rate: %+v", l)
	}
}

// chance makes outages on whole minutes within three weeks.
func chance(r *rand.Rand, n int) []Outage {
	start := time.Date(2021, 3, 10, 0, 0, 0, 0, time.UTC)
	out := make([]Outage, n)
	for i := range out {
		from := start.Add(time.Duration(r.IntN(21*24*60)) * time.Minute)
		out[i] = Outage{From: from, To: from.Add(time.Duration(r.IntN(3*24*60)) * time.Minute), Degraded: r.IntN(3) == 0}
	}
	return out
}

func TestTheLossOfAUnionIsTheSumOfItsParts(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	now := at(t, "2021-05-01 00:00")
	b := Basis{Name: "Shop", Currency: "EUR", PerHour: 420 * Unit, Hours: hours(t, "Mo-Sa 08:00-22:00; Su 23:00-03:00"), Margin: RatioOf(0.45), Degraded: RatioOf(0.25)}
	for range 200 {
		out := chance(r, 1+r.IntN(8))
		whole := b.Loss(out, now)
		var sum Amount
		for _, p := range Union(out, now) {
			sum += b.Loss([]Outage{p}, now).Lost.Central
		}
		if d := whole.Lost.Central - sum; d < -8 || d > 8 { // each part is rounded to a ten-thousandth
			t.Fatalf("the whole loses %v, its parts %v: %v", whole.Lost.Central, sum, out)
		}
		more := b.Loss(append(out, chance(r, 1)...), now)
		if whole.Lost.Low < 0 || whole.Lost.Low > whole.Lost.Central || whole.Lost.Central > whole.Lost.High || more.Lost.Central+8 < whole.Lost.Central {
			t.Fatalf("%v, and %v with one outage more", whole.Lost, more.Lost)
		}
	}
}

func TestOutagesThatOverlapAreCountedOnce(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	now := at(t, "2021-03-25 00:00")
	for range 300 {
		out := chance(r, r.IntN(10))
		u := Union(out, now)
		for i, p := range u {
			if !p.From.Before(p.To) || p.To.After(now) || i > 0 && p.From.Before(u[i-1].To) {
				t.Fatalf("%v of %v", u, out)
			}
		}
		for range 50 { // at any moment it is what the outages say: down before degraded
			m := time.Date(2021, 3, 10, 0, r.IntN(15*24*60), 0, 0, time.UTC)
			if want, got := stateAt(out, m, now), stateAt(u, m, now); got != want {
				t.Fatalf("at %s: %d, want %d", m, got, want)
			}
		}
	}
}

// stateAt is 0 for up, 1 for degraded, 2 for down.
func stateAt(out []Outage, m, now time.Time) (state int) {
	for _, o := range out {
		if !m.Before(o.From) && m.Before(o.To) && m.Before(now) {
			if o.Degraded {
				state = max(state, 1)
			} else {
				state = 2
			}
		}
	}
	return state
}
