package pane

import (
	"testing"

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
