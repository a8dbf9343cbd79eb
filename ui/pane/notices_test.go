package pane

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
)

func TestWhatANoticeConcernsIsSaidInSites(t *testing.T) {
	sites := []*estate.Site{{Name: "Shop", Resource: "ns1"}, {Name: "Blog", Resource: "ns2"}, {Name: "Mail", Resource: "ns2"}}
	touch := func(how account.How, ids ...string) (list []account.Touch) {
		for _, id := range ids {
			list = append(list, account.Touch{Resource: id, How: how})
		}
		return list
	}
	for want, touches := range map[string][]account.Touch{
		"":                                  touch(account.Possible, "ns1"),
		"Shop (named)":                      append(touch(account.Named, "ns1"), touch(account.Likely, "ns2")...),
		"Blog, Mail (likely)":               touch(account.Likely, "ns2"),
		"ns7, ns8, ns9 and 1 more (likely)": touch(account.Likely, "ns7", "ns8", "ns9", "ns10"),
		"Shop, Blog, Mail (likely)":         touch(account.Likely, "ns1", "ns2", "ns3"),
	} {
		if got := concerned(account.Notice{Touches: touches}, sites); got != want {
			t.Errorf("%v: %q, want %q", touches, got, want)
		}
	}
}

func TestOurClockStandsBesideTheirsWithoutWhatIsNotKnown(t *testing.T) {
	now := time.Date(2026, 3, 10, 15, 0, 0, 0, time.UTC)
	at := func(h, m int) time.Time { return time.Date(2026, 3, 10, h, m, 0, 0, time.UTC) }
	for want, c := range map[string]estate.Clocks{
		"[]": {},
		"[{ours failing 12:00:00 · notice read 12:31:00} {theirs began 11:58:00 · posted 12:30:00, 30 min after we saw it}]": {
			Failed: at(12, 0), Read: at(12, 31), Began: at(11, 58), Posted: at(12, 30),
		},
		"[{ours failing 12:00:00} {theirs posted 11:30:00, 30 min before we saw it}]": {Failed: at(12, 0), Posted: at(11, 30)},
		"[{ours failing 12:00:00 · notice read 12:31:00}]":                            {Failed: at(12, 0), Read: at(12, 31)},
		"[{theirs posted 11:30:00}]":                                                  {Posted: at(11, 30)},
	} {
		if got := fmt.Sprint(clocks(c, now)); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if got := official(Scene{Now: now, Snap: &estate.Snapshot{
		Sources: []estate.Source{{}}, Verdict: estate.Verdict{Cause: estate.CauseSite, Official: estate.Official{Said: true}},
	}}); !strings.HasSuffix(got, "has said so; when is not told") {
		t.Errorf("%q", got)
	}
}
