package incident

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
)

func day(n, hour int) time.Time { return time.Date(2021, 3, n, hour, 0, 0, 0, time.UTC) }

// told plays an outage of three buildings, and hears one posting after the other.
func told(w *world, b *Book, s *estate.Snapshot) {
	b.Fold(s.Now, w.verdicts, s)
}

func burning() (*world, *Book) {
	w := newWorld("shop/ns1/sbg1", "mail/ns3/sbg3", "stock/ns4/sbg4", "blog/web/gra2")
	w.turn("down", 0, "shop", "mail", "stock")
	w.believe("provider ovh: shop, mail, stock")
	b := NewBook(nil)
	told(w, b, w.snapshot(at(time.Minute)))
	return w, b
}

// The words of March 2021: what was promised for the buildings of Strasbourg, and when.
var promisesOfStrasbourg = []account.NoticeUpdate{
	{Time: day(10, 20), ETA: day(15, 12), Body: "We hope to have SBG1 and SBG4 back by Monday."},
	{Time: day(10, 21), ETA: day(19, 12), Body: "SBG3 is expected by Friday."},
	{Time: day(11, 18), ETA: day(15, 12), Body: "Power of SBG1 will be restored by Monday 15, then we go on room by room."},
	{Time: day(13, 12), ETA: day(22, 12), Body: "SBG1, SBG3 and SBG4 restart by 22 March."},
	{Time: day(17, 12), ETA: day(18, 12), Body: "Earlier than planned: SBG1 is back from tomorrow."},
	{Time: day(18, 12), ETA: day(18, 12), Body: "SBG1 is back today."},
	{Time: day(20, 15), ETA: day(24, 12), Body: "The servers of SBG4 are handed over by Wednesday."},
}

func strasbourgNotice() account.Notice {
	return account.Notice{
		Provider: "ovh", Page: "bare-metal-servers", ID: "n1", Title: "[SBG] - Major incident", State: "identified", Posted: day(10, 3),
		Scope:   account.Scope{Datacenters: []string{"sbg1", "sbg2", "sbg3", "sbg4"}},
		Touches: []account.Touch{{Resource: "ns1", How: account.Likely}},
		Updates: append([]account.NoticeUpdate{{Time: day(10, 3), State: "investigating", Body: "We are on it."}}, promisesOfStrasbourg...),
	}
}

func TestEveryPromiseIsKeptBesideTheOneThatItReplaced(t *testing.T) {
	w, b := burning()
	n := strasbourgNotice()
	all := n.Updates
	var records []Record
	for i := range all {
		n.Updates = all[:i+1]
		w.notices = []account.Notice{n}
		records = append(records, b.Fold(all[i].Time.Add(time.Minute), w.verdicts, w.snapshot(all[i].Time.Add(time.Minute)))...)
	}
	i := b.Open()[0]
	var got []string
	for _, p := range i.Promises {
		line := fmt.Sprintf("%s %s %d", strings.TrimPrefix(p.Place, "ovh/"), p.Step, p.ETA.Day())
		if !p.Replaces.IsZero() {
			line += fmt.Sprintf(" for %d", p.Replaces.Day())
		}
		got = append(got, line)
	}
	want := []string{
		"sbg1  15", "sbg4  15", "sbg3  19", "sbg1 power 15", "sbg1  22 for 15", "sbg3  22 for 19", "sbg4  22 for 15", "sbg1  18 for 22",
		"sbg4 hand-over 24",
	}
	if !slices.Equal(got, want) {
		t.Errorf("promised were\n%q, want\n%q", got, want)
	}
	o := i.Outlook()
	if !o.Current.Equal(day(24, 12)) || o.Moved != 2 || o.Later != 1 || o.Earlier != 1 {
		t.Errorf("the outlook is %+v", o)
	}
	if len(i.Standing()) != 5 {
		t.Errorf("there stand %+v", i.Standing())
	}
	if f := i.Official; !f.Said || !f.FirstPost.Equal(day(10, 3)) || f.Lag != 100*time.Minute || f.Notice != "n1" {
		t.Errorf("the first post is %+v", f)
	}
	again := NewBook(reread(t, records[len(records)-1:])) // an incident whose beginning was lost says nothing
	if len(again.All()) != 0 {
		t.Errorf("without a beginning there is %+v", again.All())
	}
}

// What was promised for a building before one of ours in it failed is a promise to us when it does.
func TestAPromiseForABuildingCountsWhenASiteInItJoins(t *testing.T) {
	w, _ := burning()
	w.turn("up", 1, "mail")
	w.believe("provider ovh: shop, stock")
	b := NewBook(nil)
	n := strasbourgNotice()
	n.Updates = n.Updates[:5]
	w.notices = []account.Notice{n}
	told(w, b, w.snapshot(day(14, 0)))
	if got := b.Open()[0].Standing(); len(got) != 3 {
		t.Errorf("without SBG3 there stand %+v", got)
	}
	w.turn("down", 2, "mail")
	w.believe("provider ovh: shop, stock, mail")
	told(w, b, w.snapshot(day(14, 1)))
	told(w, b, w.snapshot(day(14, 2)))
	if got := b.Open()[0].Standing(); len(got) != 4 || got[3].Place != "ovh/sbg3" || !got[3].ETA.Equal(day(22, 12)) {
		t.Errorf("with SBG3 there stand %+v", got)
	}
}

// After a restart the same notice is read again, and none of it is news.
func TestWhatWasHeardIsNotHeardAgainAfterARestart(t *testing.T) {
	w, _ := burning()
	b := NewBook(nil)
	w.notices = []account.Notice{strasbourgNotice()}
	w.tickets = []account.Ticket{{
		Provider: "ovh", Number: "CS1", Subject: "Down", Service: "ns1", State: "open", Created: day(10, 4), Updated: day(10, 5),
		Thread: []account.Message{{Time: day(10, 4), From: account.Us}, {Time: day(10, 5), From: account.Provider}},
	}}
	now := day(21, 0)
	all := b.Fold(now, w.verdicts, w.snapshot(now))
	kinds := make(map[Kind]int)
	for _, r := range all {
		kinds[r.Kind]++
	}
	if kinds[Posted] != 8 || kinds[Promised] != 9 || kinds[Ticket] != 1 {
		t.Errorf("at first are heard %v", kinds)
	}
	for cut := 1; cut <= len(all); cut++ {
		again := NewBook(reread(t, all[:cut]))
		rest := again.Fold(now, w.verdicts, w.snapshot(now))
		if cut+len(rest) != len(all) {
			t.Errorf("cut after %d of %d records, %d more are written", cut, len(all), len(rest))
		}
		if got, want := again.Open()[0].Outlook(), b.Open()[0].Outlook(); got != want {
			t.Errorf("cut after %d: the outlook is %+v, want %+v", cut, got, want)
		}
	}
}

func TestOnlyWhatConcernsItIsHeard(t *testing.T) {
	base := account.Notice{Provider: "ovh", Page: "p", ID: "n", Title: "Works", State: "investigating", Posted: at(time.Minute)}
	for name, c := range map[string]struct {
		edit  func(*account.Notice)
		heard bool
	}{
		"it names the machine":          {func(n *account.Notice) { n.Touches = []account.Touch{{Resource: "ns1", How: account.Named}} }, true},
		"it is of a building elsewhere": {func(n *account.Notice) { n.Touches = []account.Touch{{Resource: "web", How: account.Named}} }, false},
		"only the campus fits":          {func(n *account.Notice) { n.Touches = []account.Touch{{Resource: "ns1", How: account.Possible}} }, false},
		"planned work": {func(n *account.Notice) {
			n.Planned, n.Touches = true, []account.Touch{{Resource: "ns1", How: account.Named}}
		}, false},
		"it was over before": {func(n *account.Notice) {
			n.State, n.Updated, n.Touches = "resolved", at(-time.Hour), []account.Touch{{Resource: "ns1", How: account.Named}}
		}, false},
		"the verdict rests on it": {func(n *account.Notice) { n.ID = "n7" }, true},
		"it is resolved while it goes on": {func(n *account.Notice) {
			n.State, n.Updated, n.Touches = "resolved", at(time.Hour), []account.Touch{{Resource: "ns1", How: account.Named}}
		}, true},
	} {
		w, b := burning()
		w.verdicts[0].Official = estate.Official{Said: true, Notice: "n7", FirstPost: at(time.Minute)}
		n := base
		c.edit(&n)
		w.notices = []account.Notice{n}
		told(w, b, w.snapshot(at(2*time.Hour)))
		if got := b.Open()[0].Official.Said; got != c.heard {
			t.Errorf("%s: heard %t", name, got)
		}
	}
}

func TestTheStepIsReadFromTheSentenceThatPromises(t *testing.T) {
	for body, want := range map[string]estate.Step{
		"Power will be restored by Monday.":                        estate.StepPower,
		"The servers were lost. Network is expected back tonight.": estate.StepNetwork,
		"We expect to restart the servers of rack A12 by noon.":    estate.StepServers,
		"Power is back. Servers will be handed over from 15:00.":   estate.StepHandover,
		"Estimated time to recovery: 1 hour":                       "",
		"Network and power are expected by Monday.":                "",
		"L'électricité doit être rétablie d'ici lundi.":            estate.StepPower,
		"Les serveurs seront redémarrés vers midi.":                estate.StepServers,
		"De stroom wordt tegen maandag hersteld.":                  estate.StepPower,
		"": "",
		"Power to the racks is expected by Monday; then we look further.": estate.StepPower,
	} {
		if got := stepOf(body); got != want {
			t.Errorf("%q promises %q, want %q", body, got, want)
		}
	}
}
