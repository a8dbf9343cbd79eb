package incident

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/estate"
)

// What was published does not change, whatever happens afterwards.
func TestWhatWasPublishedStaysAsItWas(t *testing.T) {
	w, b := strasbourg(), NewBook(nil)
	w.play(step{down: "shop", believe: []string{"server ns1: shop"}})
	b.Fold(at(0), w.verdicts, w.snapshot(at(0)))
	before := b.Open()
	frozen := fmt.Sprintf("%+v", before)
	if again := b.Open(); &again[0] != &before[0] {
		t.Error("it is made anew although nothing has changed")
	}
	done := make(chan struct{})
	go func() { // whoever draws reads it meanwhile; the race detector looks on
		defer close(done)
		for range 100 {
			_ = fmt.Sprintf("%+v", before)
		}
	}()
	for n := 1; n < 50; n++ {
		now := time.Duration(n) * time.Minute
		w.play(step{at: now, down: "pay, mail", believe: []string{"datacenter ovh/sbg2: shop, pay, mail"}})
		if n%2 == 0 {
			w.play(step{at: now, up: "pay, shop", believe: []string{"server ns2: mail"}})
		}
		b.Fold(at(now), w.verdicts, w.snapshot(at(now)))
		b.Say(at(now), Noted, "shop", "gil", fmt.Sprint(n))
		b.Open()
	}
	<-done
	if got := fmt.Sprintf("%+v", before); got != frozen {
		t.Errorf("it was\n%s\nand is\n%s", frozen, got)
	}
}

func TestTheTimelineTellsEverythingInOrderOfTime(t *testing.T) {
	w, b := strasbourg(), NewBook(nil)
	w.play(step{down: "mail", believe: []string{"server ns2: mail"}})
	b.Fold(at(m/2), w.verdicts, w.snapshot(at(m/2)))
	w.play(step{at: m, down: "shop", believe: []string{"server ns2: mail", "server ns1: shop"}})
	b.Fold(at(2*m), w.verdicts, w.snapshot(at(2*m)))
	b.Say(at(3*m), Acknowledged, "shop", "gil", "")
	w.play(step{at: 3 * m, believe: []string{"datacenter ovh/sbg2: mail, shop"}})
	b.Fold(at(4*m), w.verdicts, w.snapshot(at(4*m)))
	b.Take(Record{Time: at(5 * m), Incident: "20210310-0120-ns2", Kind: Noted, By: "ann", Text: "Carrier told", Amount: 1_205_000, Currency: "EUR", Purpose: "a courier"})
	w.play(step{at: 6 * m, up: "shop, mail", believe: []string{"none"}})
	b.Fold(at(6*m), w.verdicts, w.snapshot(at(6*m)))
	b.Fold(at(11*m), w.verdicts, w.snapshot(at(11*m)))
	i, err := Find(b.All(), "20210310-0120")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range i.Entries {
		got = append(got, fmt.Sprintf("%d %s %s %s", e.Time.Sub(t0)/m, e.Kind, e.By, e.Text))
	}
	want := []string{
		"0 opened  It begins. server ns2: mail",
		"0 joined  mail fails: no answer within 10 s",
		"1 opened  It begins. server ns1: shop",
		"1 joined  shop fails: no answer within 10 s",
		"3 acknowledged gil shop: Acknowledged",
		"4 merged  20210310-0121-ns1 has turned out to be part of it.",
		"4 verdict  datacenter ovh/sbg2: mail, shop",
		"5 note ann Carrier told (120.50 EUR for a courier)",
		"6 recovered  mail answers again",
		"6 recovered  shop answers again",
		"6 closed  Everything answers again. The incident is closed.",
	}
	if !slices.Equal(got, want) {
		t.Errorf("it tells\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if c := i.Expenses(); len(c) != 1 || c[0].Amount != 1_205_000 || c[0].Currency != "EUR" {
		t.Errorf("it cost %+v", c)
	}
}

func TestAnAcknowledgementHoldsForThoseThatJoinAndCanBeTakenBack(t *testing.T) {
	w, b := strasbourg(), NewBook(nil)
	w.play(step{down: "shop", believe: []string{"server ns1: shop"}})
	b.Fold(at(0), w.verdicts, w.snapshot(at(0)))
	b.Take(Record{Time: at(m), Incident: b.Of("shop"), Kind: Acknowledged, By: "gil"})
	w.play(step{at: m, down: "pay", believe: []string{"server ns1: shop, pay"}})
	b.Fold(at(2*m), w.verdicts, w.snapshot(at(2*m)))
	if got := b.Acked(); got["shop"] != "gil" || got["pay"] != "gil" || !b.Open()[0].Acked {
		t.Errorf("acknowledged are %v", got)
	}
	b.Say(at(3*m), TakenBack, "shop", "ann", "")
	if got := b.Acked(); len(got) != 1 || got["pay"] != "gil" {
		t.Errorf("with one taken back are acknowledged %v", got)
	}
	b.Take(Record{Time: at(4 * m), Incident: b.Of("shop"), Kind: TakenBack, By: "ann"})
	if got := b.Acked(); len(got) != 0 || b.Open()[0].Acked {
		t.Errorf("with all taken back are acknowledged %v", got)
	}
	if got := b.Say(at(5*m), Noted, "blog", "gil", "fine"); got != nil {
		t.Errorf("of a site that is well is written %+v", got)
	}
	if got := b.Say(at(5*m), Noted, "", "gil", "all"); len(got) != 1 || got[0].Incident != "20210310-0120-ns1" {
		t.Errorf("without a site is written %+v", got)
	}
}

func TestAnIncidentIsFoundByWhatPeopleCallIt(t *testing.T) {
	open := []estate.Incident{{ID: "20210311-0100-shop"}, {ID: "20210310-0200-mail", Closed: at(0), Into: "20210310-0100-ns1"}, {ID: "20210310-0100-ns1", Closed: at(0)}}
	two := append([]estate.Incident{{ID: "20210312-0100-blog"}}, open...)
	for _, c := range []struct {
		list       []estate.Incident
		name, want string
		says       []string
	}{
		{open, "", "20210311-0100-shop", nil},
		{open, "latest", "20210311-0100-shop", nil},
		{open[1:], "latest", "20210310-0100-ns1", nil},
		{open, "20210311", "20210311-0100-shop", nil},
		{open, "20210310-0100-NS1", "20210310-0100-ns1", nil},
		{open, "20210310", "", []string{"2 incidents begin with", "20210310-0100-ns1", "20210310-0200-mail"}},
		{open, "fire", "", []string{`no incident "fire"`, "20210311-0100-shop"}},
		{two, "", "", []string{"2 incidents are open: say which one", "20210312-0100-blog", "20210311-0100-shop"}},
		{open[1:], "", "", []string{"no incident is open"}},
		{nil, "latest", "", []string{"none has been kept"}},
	} {
		got, err := Find(c.list, c.name)
		if got.ID != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%q: %q, %v", c.name, got.ID, err)
		}
		for _, s := range c.says {
			if err == nil || !strings.Contains(err.Error(), s) {
				t.Errorf("%q does not say %q: %v", c.name, s, err)
			}
		}
	}
	if got := Survivor(open, open[1]); got.ID != "20210310-0100-ns1" {
		t.Errorf("it goes on as %s", got.ID)
	}
	circle := []estate.Incident{{ID: "a", Into: "b"}, {ID: "b", Into: "a"}}
	Survivor(circle, circle[0]) // comes to an end
}

func TestMoneyIsReadAsPeopleWriteIt(t *testing.T) {
	for s, want := range map[string]string{
		"120,50": "120.50", "120.5": "120.50", "1 200,50": "1200.50", "1.200,50": "1200.50", "1,200.50": "1200.50", "7": "7.00", "0,125": "0.125",
		"1'200": "1200.00", "1.200.300": "1200300.00", " 12 ": "12.00", "1.200": "", "1,200": "", "": "", "12,5,3": "", "-5": "", "12€": "", "1e3": "",
		"99999999999999": "", "1.20,50": "", "1,23456": "", ",5": "", "5,": "5.00",
	} {
		got, err := ParseMoney(s)
		if want == "" && err == nil || want != "" && (err != nil || Money(got) != want) {
			t.Errorf("%q is %s, %v; want %q", s, Money(got), err, want)
		}
	}
	if got := Money(-5000); got != "-0.50" {
		t.Errorf("half a euro back is %s", got)
	}
}

func FuzzParseMoney(f *testing.F) {
	f.Add("1.200,50")
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseMoney(s)
		if err == nil && n < 0 {
			t.Errorf("%q is %d", s, n)
		}
		if again, err2 := ParseMoney(Money(n)); err == nil && n%unit%10 == 0 && n%unit != 0 && n%100 == 0 && (err2 != nil || again != n) {
			t.Errorf("%q is %d, written as %s and read as %d, %v", s, n, Money(n), again, err2)
		}
	})
}

func TestWhatIsLongOverIsLetGoOf(t *testing.T) {
	w, b := strasbourg(), NewBook(nil)
	w.play(step{down: "shop", believe: []string{"server ns1: shop"}})
	b.Fold(at(0), w.verdicts, w.snapshot(at(0)))
	w.play(step{at: m, up: "shop", believe: []string{"none"}})
	b.Fold(at(m), w.verdicts, w.snapshot(at(m)))
	b.Fold(b.Next(), w.verdicts, w.snapshot(b.Next()))
	b.Forget(at(0))
	if len(b.All()) != 1 {
		t.Error("what has ended since then is forgotten")
	}
	b.Forget(at(time.Hour))
	if len(b.All()) != 0 {
		t.Errorf("there is still %+v", b.All())
	}
}

// The verdict of a large estate is judged twenty times a second while it fails.
func BenchmarkFold10000Sites(b *testing.B) {
	w := &world{sites: make(map[string]*estate.Site)}
	var all []string
	for n := range 10_000 {
		name := fmt.Sprintf("site%d", n)
		all = append(all, name)
		w.sites[name] = &estate.Site{Name: name, State: "down", Since: at(0)}
	}
	w.verdicts = []estate.Verdict{{Cause: "datacenter", Where: "ovh/sbg2", Affected: all, Since: at(0)}}
	s := w.snapshot(at(0))
	book := NewBook(nil)
	book.Fold(at(0), w.verdicts, s)
	for b.Loop() {
		book.Fold(at(m), w.verdicts, s)
		book.Open()
	}
}

func BenchmarkFold10000Verdicts(b *testing.B) {
	w := &world{sites: make(map[string]*estate.Site)}
	for n := range 10_000 {
		name := fmt.Sprintf("site%d", n)
		w.sites[name] = &estate.Site{Name: name, State: "down", Since: at(0)}
		w.verdicts = append(w.verdicts, estate.Verdict{Cause: "site", Where: name, Affected: []string{name}, Since: at(0)})
	}
	s := w.snapshot(at(0))
	book := NewBook(nil)
	book.Fold(at(0), w.verdicts, s)
	for b.Loop() {
		book.Fold(at(m), w.verdicts, s)
		book.Open()
	}
}

// Whoever reads the file is told the same story as whoever looks at the running watch.
func TestTheRecordsTellTheSameStory(t *testing.T) {
	for name, c := range tales {
		w, b, all := strasbourg(), NewBook(nil), []Record(nil)
		for _, s := range c.steps {
			w.play(s)
			for i := range w.verdicts { // the sentence changes with every look, as a count in it does
				w.verdicts[i].Summary += fmt.Sprint(" after ", s.at)
			}
			all = append(all, b.Fold(at(s.at), w.verdicts, w.snapshot(at(s.at)))...)
			if next := b.Next(); !next.IsZero() {
				all = append(all, b.Fold(next, w.verdicts, w.snapshot(next))...)
			}
		}
		live, kept := b.All(), NewBook(reread(t, all)).All()
		for i := range live {
			if got, want := fmt.Sprint(kept[i].Entries, kept[i].Members), fmt.Sprint(live[i].Entries, live[i].Members); got != want {
				t.Errorf("%s: the file tells\n%s\nand the watch\n%s", name, got, want)
			}
		}
	}
}
