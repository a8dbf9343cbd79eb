package watch

import (
	"fmt"
	"testing"
	"time"

	"vigie/internal/config"
	"vigie/internal/estate"
	"vigie/internal/maintenance"
	"vigie/internal/result"
)

func TestASnapshotHoldsTheNewestEventsAndCountsAll(t *testing.T) {
	c := still(Options{Sites: []config.Site{asked("Shop", "a")}})
	for i := range keepEvents + 5 {
		c.note(estate.Event{Text: fmt.Sprint(i)})
	}
	s := c.Snapshot(t0)
	if len(s.Events) != keepEvents || s.Events[0].Text != "5" || s.Happened != keepEvents+5 {
		t.Errorf("%d of %d events are held, from %q on", len(s.Events), s.Happened, s.Events[0].Text)
	}
}

// Whoever needs something wants to know at once whether that is why it fails.
func TestWhatAFailedSiteNeedsIsAskedAtOnce(t *testing.T) {
	shop := asked("Shop", "a")
	shop.Needs = []string{"Database", "Names"}
	c := still(Options{Sites: []config.Site{shop, asked("Database", "b"), asked("Names", "c")}})
	answered(t, c, "Database", 0, at(0), well)
	answered(t, c, "Names", 0, at(0), failed)
	due := func(site string) time.Time { return c.named[site].checks[0].item.Due }
	names := due("Names")
	answered(t, c, "Shop", 0, at(0).Add(20*time.Second), failed)
	if got := due("Database"); !got.Equal(at(0).Add(20 * time.Second)) {
		t.Errorf("the database is asked at %s", got)
	}
	if got := due("Names"); !got.Equal(names) {
		t.Errorf("what fails already is asked again at %s", got)
	}
}

func TestTheNextMomentIsThatOfAWindowWhereItComesFirst(t *testing.T) {
	shop := asked("Shop", "a")
	shop.Every = 24 * time.Hour
	shop.Maintenance = []maintenance.Window{{From: at(10), To: at(20), Why: "disks"}, {From: at(12), To: at(30), Why: "memory"}, {From: at(14), To: at(15)}}
	c := still(Options{Sites: []config.Site{shop}})
	answered(t, c, "Shop", 0, at(0), well)
	for _, turn := range []struct {
		minute int
		words  string
	}{
		{10, "maintenance until 10 Mar 00:50: disks"},
		{12, "maintenance until 10 Mar 01:00: memory"},
		{14, "maintenance until 10 Mar 01:00: memory"},
		{15, "maintenance until 10 Mar 01:00: memory"},
		{20, "maintenance until 10 Mar 01:00: memory"},
		{30, ""},
	} {
		if next, ok := c.Next(); !ok || !next.Equal(at(turn.minute)) {
			t.Fatalf("the next moment is %s, want %s", next, at(turn.minute))
		}
		c.Due(at(turn.minute))
		s := c.Snapshot(at(turn.minute)).Sites[0]
		if s.Maintenance != turn.words {
			t.Errorf("after %d minutes it is paused by %q, want %q", turn.minute, s.Maintenance, turn.words)
		}
		if turn.words != "" && !s.Since.Equal(at(10)) {
			t.Errorf("after %d minutes it is paused since %s", turn.minute, s.Since)
		}
	}
}

// What the configuration no longer holds is not asked again, and its last answer is nobody's.
func TestTheAnswerOfACheckThatIsGoneIsNotTaken(t *testing.T) {
	var results int
	c := still(Options{Sites: []config.Site{asked("Shop", "a"), asked("Blog", "b")}, OnResult: func(result.Result, time.Duration) { results++ }})
	k := c.named["Blog"].checks[0]
	c.agenda.Drop(&k.item)
	c.crowd.enter(k)
	c.Reload(Options{Sites: []config.Site{asked("Shop", "a")}}, at(1))
	c.Fold(answer{job: job{check: k, due: at(1), begun: at(1)}, At: at(1), result: failed})
	if results != 0 || k.item.Waiting() || len(c.Snapshot(at(1)).Sites) != 1 {
		t.Errorf("%d results, and it is to be asked again: %t", results, k.item.Waiting())
	}
}

func TestAsManyAreAskedAtOnceAsWouldWaitOnTheWorstDay(t *testing.T) {
	many := func(n int, timeout time.Duration) (list []config.Site) {
		for i := range n {
			s := asked(fmt.Sprint(i), "a")
			s.Checks[0].Timeout = timeout
			list = append(list, s)
		}
		return list
	}
	for name, c := range map[string]struct {
		sites  []config.Site
		limits config.Limits
		want   int
	}{
		"as the configuration says": {many(5, time.Second), config.Limits{Parallel: 7}, 7},
		"none":                      {nil, config.Limits{}, 1},
		"fewer than is usual":       {many(5, time.Second), config.Limits{}, 5},
		"usual":                     {many(300, time.Second), config.Limits{}, 256},
		"a third of them waits":     {many(3000, 20*time.Second), config.Limits{}, 1250},
		"all of them wait":          {many(300, time.Hour), config.Limits{}, 300},
	} {
		if got := still(Options{Sites: c.sites, Limits: c.limits}).Capacity(); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}
