package cost

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// burning is the shop of daily, down on 10 March 2021 from 10:20 to 16:20, with sales by the hour after it as said.
func burning(t testing.TB, to string, after map[string]Amount) (Basis, []Outage) {
	t.Helper()
	out := []Outage{{From: at(t, "2021-03-10 10:20"), To: at(t, "2021-03-10 16:20")}}
	o := shop(t, "2020-12-01 00:00", to, func(l time.Time) (Amount, string) {
		a, c := daily(l)
		if extra, ok := after[l.Format("2 Jan 15")]; ok {
			a = extra
		}
		return a, c
	})
	kept := o.List[:0]
	for _, x := range o.List {
		if x.Time.Before(out[0].From) || !x.Time.Before(out[0].To) {
			kept = append(kept, x)
		}
	}
	o.List = kept
	b := Basis{Name: "Shop", Currency: "EUR", Margin: RatioOf(0.45), Zone: zone(t, "Europe/Paris")}
	b.Baseline = learned(t, o, "2021-03-10 10:20", BaselineOptions{})
	return b, out
}

func TestTheLossIsWhatTheSameHoursUsuallySellLessWhatWasOnlyPutOff(t *testing.T) {
	// Six hours at 100: 600 missing. Next morning two hours sell 140 each where 100 is usual: 80 was put off.
	b, out := burning(t, "2021-03-25 00:00", map[string]Amount{"11 Mar 09": 140 * Unit, "11 Mar 10": 140 * Unit})
	l := b.Loss(out, at(t, "2021-03-25 00:00"))
	if l.Expected != 600*Unit || l.Actual != 0 || l.Shortfall != exactly(600*Unit) || l.Recovered != exactly(80*Unit) {
		t.Errorf("expected %v, actual %v, shortfall %v, recovered %v", l.Expected, l.Actual, l.Shortfall, l.Recovered)
	}
	if l.Sales != exactly(520*Unit) || l.Lost != exactly(234*Unit) || l.After != 0 || l.PerHour != 0 {
		t.Errorf("sales %v, lost %v, after %v, per hour %v", l.Sales, l.Lost, l.After, l.PerHour)
	}
	want := strings.Join([]string{
		"Shop: down from 10 Mar 2021 10:20 CET to 10 Mar 2021 16:20 CET, that is 6 h.",
		"What is usual: the median of each hour of the week, over 12 weeks from 16 Dec 2020 to 9 Mar 2021, on the clock of Europe/Paris.",
		"The hours of the outage usually sell €600.00; they sold €0.00. Hour by hour, €600.00 was not sold.",
		"In 24 h after it, up to 11 Mar 2021 16:20 CET, sales were €1,280.00 where €1,200.00 is usual: €80.00 is taken to have been put off only.",
		"Lost sales: €600.00 − €80.00 = €520.00.",
		"Lost margin: 45 % of €520.00 = €234.00.",
		"Lost by Shop: €234.00.",
	}, "\n")
	if got := told(l.Lines, Derived); got != want {
		t.Errorf("told:\n%s\nwant:\n%s", got, want)
	}
}

func TestNoMoreIsRecoveredThanWasMissing(t *testing.T) {
	b, out := burning(t, "2021-03-25 00:00", map[string]Amount{"11 Mar 09": 5000 * Unit})
	if l := b.Loss(out, at(t, "2021-03-25 00:00")); l.Recovered != exactly(600*Unit) || l.Sales != (Range{}) {
		t.Errorf("recovered %v, sales %v", l.Recovered, l.Sales)
	}
}

func TestSalesThatStayAwayAreStatedApart(t *testing.T) {
	b, out := burning(t, "2021-03-25 00:00", map[string]Amount{"12 Mar 09": 0, "12 Mar 10": 30 * Unit})
	l := b.Loss(out, at(t, "2021-03-25 00:00"))
	if l.After != 170*Unit || l.Sales != exactly(600*Unit) {
		t.Errorf("after %v, sales %v", l.After, l.Sales)
	}
}

func TestWhileItLastsTheHourLosesWhatItUsuallySells(t *testing.T) {
	b, out := burning(t, "2021-03-10 10:00", nil) // the file was made before
	out[0].To = time.Time{}
	l := b.Loss(out, at(t, "2021-03-10 12:20"))
	if l.Lost != exactly(90*Unit) || l.PerHour != 45*Unit || l.SalesPerHour != 100*Unit {
		t.Errorf("lost %v, per hour %v of %v", l.Lost, l.PerHour, l.SalesPerHour)
	}
	if assumed := told(l.Lines, Assumed); !strings.Contains(assumed, "The file of orders ends on 10 Mar 2021 09:54 CET") {
		t.Errorf("assumed: %s", assumed)
	}
	if asked := told(l.Lines, Asked); !strings.Contains(asked, "What is ordered later instead is not known yet") {
		t.Errorf("asked: %s", asked)
	}
	if l = b.Loss(out, at(t, "2021-03-10 23:20")); l.PerHour != 0 || l.Sales.Central.Number("EUR") != "966.67" { // to 20:00
		t.Errorf("at night: %v, per hour %v", l.Sales, l.PerHour)
	}
}

func TestADegradedTimeIsMeasuredByItsOrders(t *testing.T) {
	b, out := burning(t, "2021-03-25 00:00", map[string]Amount{"12 Mar 10": 60 * Unit, "12 Mar 11": 70 * Unit})
	out = append(out, Outage{From: at(t, "2021-03-12 10:00"), To: at(t, "2021-03-12 12:00"), Degraded: true})
	l := b.Loss(out, at(t, "2021-03-25 00:00"))
	if l.Shortfall != exactly(670*Unit) || strings.Contains(told(l.Lines, Asked), "degraded") {
		t.Errorf("shortfall %v; asked: %s", l.Shortfall, told(l.Lines, Asked))
	}
	// The same with a file that ends before: then nobody knows.
	b, _ = burning(t, "2021-03-10 18:00", nil)
	l = b.Loss(out, at(t, "2021-03-25 00:00"))
	if l.Shortfall.Central != 600*Unit || l.Shortfall.High != 800*Unit || !strings.Contains(told(l.Lines, Asked), "what share of €200.00") {
		t.Errorf("shortfall %v; asked: %s", l.Shortfall, told(l.Lines, Asked))
	}
}

func TestMarketsAddUpToTheWhole(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	o := shop(t, "2020-12-01 00:00", "2021-03-25 00:00", func(l time.Time) (Amount, string) {
		a, _ := daily(l)
		a = a * Amount(80+r.IntN(40)) / 100
		if l.Month() == time.March && l.Day() == 10 && l.Hour() >= 10 && l.Hour() < 16 || a == 0 {
			return 0, ""
		}
		return a, []string{"BE", "FR", "FR", "LU"}[r.IntN(4)]
	})
	b := Basis{Name: "Shop", Currency: "EUR", Margin: RatioOf(0.4), Zone: zone(t, "Europe/Paris")}
	b.Baseline = learned(t, o, "2021-03-10 10:00", BaselineOptions{Markets: []string{"BE", "FR"}})
	l := b.Loss([]Outage{{From: at(t, "2021-03-10 10:00"), To: at(t, "2021-03-10 16:00")}}, at(t, "2021-03-25 00:00"))
	var sum, expected Amount
	names := ""
	for _, m := range l.Markets {
		sum += m.Sales
		expected += m.Expected
		names += m.Name + ","
	}
	if names != "BE,FR,," || sum != l.Sales.Central || expected != l.Expected {
		t.Errorf("markets %s sell %v of %v, expected %v of %v", names, sum, l.Sales.Central, expected, l.Expected)
	}
	if s := l.Shortfall; s.Low <= 0 || s.Low >= s.Central || s.Central >= s.High || s.Central < 450*Unit || s.Central > 750*Unit {
		t.Errorf("shortfall %v, want about 600 within bounds", s)
	}
}

func TestCurrenciesAreNeverAdded(t *testing.T) {
	known := func(name, currency string, a Amount) Loss {
		return Loss{Name: name, Currency: currency, Known: true, Sales: exactly(2 * a), Lost: exactly(a), PerHour: a / 10, Margin: Whole / 2}
	}
	totals := Sum([]Loss{known("Shop", "EUR", 100*Unit), known("Boutique", "CHF", 300*Unit), known("Outlet", "EUR", 50*Unit), {Name: "Blog"}}, []Extra{
		{Time: at(t, "2021-03-11 09:00"), Amount: 40 * Unit, Currency: "EUR", For: "a rented server"}, {Amount: 10 * Unit, Currency: "GBP", For: "calls"},
	})
	var got []string
	for _, x := range totals {
		got = append(got, x.Total.Central.Number(x.Currency)+" "+x.Currency+" "+x.PerHour.Number(x.Currency))
	}
	if strings.Join(got, ", ") != "300.00 CHF 30.00, 190.00 EUR 15.00, 10.00 GBP 0.00" {
		t.Errorf("totals %v", got)
	}
	want := "Shop: €100.00 lost.\nOutlet: €50.00 lost.\nExtra cost of 11 Mar 2021 09:00 CET: €40.00, for a rented server.\nIn all €190.00."
	if text := told(totals[1].Lines, Derived); text != want {
		t.Errorf("told:\n%s", text)
	}
}
