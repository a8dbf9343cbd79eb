package incident

import (
	"slices"
	"strings"
	"testing"
	"time"
)

const m = time.Minute

// The sites of the stories: two machines in SBG2, one in SBG3, one elsewhere.
func strasbourg() *world {
	return newWorld("shop/ns1/sbg2", "pay/ns1/sbg2", "mail/ns2/sbg2", "stock/ns3/sbg3", "blog/web/gra2", "course/vps/gra2")
}

type tale struct {
	steps []step
	ended string // at its end: those that are over, and how long they were; those that were part of another
}

var tales = map[string]tale{
	"all is well": {steps: []step{{at: 0, believe: []string{"none"}}, {at: m, believe: []string{"unknown"}}}},
	"a machine fails and comes back, and stays back": {
		steps: []step{
			{at: 0, down: "shop", believe: []string{"server ns1: shop"}, want: "20210310-0120-ns1: shop"},
			{at: m, down: "pay", believe: []string{"server ns1: shop, pay"}, want: "20210310-0120-ns1: shop, pay"},
			{at: 10 * m, up: "shop", believe: []string{"server ns1: pay"}, want: "20210310-0120-ns1: pay"},
			{at: 20 * m, up: "pay", believe: []string{"none"}, want: "20210310-0120-ns1: "},
			{at: 24 * m, believe: []string{"none"}, want: "20210310-0120-ns1: "},
			{at: 25 * m, believe: []string{"none"}},
		},
		ended: "20210310-0120-ns1: 20m0s",
	},
	"it falls back before it is closed": {
		steps: []step{
			{at: 0, down: "shop", believe: []string{"server ns1: shop"}, want: "20210310-0120-ns1: shop"},
			{at: 10 * m, up: "shop", believe: []string{"none"}, want: "20210310-0120-ns1: "},
			{at: 13 * m, down: "shop", believe: []string{"site shop: shop"}, want: "20210310-0120-ns1: shop"},
			{at: 20 * m, up: "shop", believe: []string{"none"}, want: "20210310-0120-ns1: "},
			{at: 25 * m, believe: []string{"none"}},
		},
		ended: "20210310-0120-ns1: 20m0s",
	},
	"it falls back within the hour and is the same one, and after that another": {
		steps: []step{
			{at: 0, down: "shop", believe: []string{"server ns1: shop"}, want: "20210310-0120-ns1: shop"},
			{at: 10 * m, up: "shop", believe: []string{"none"}, want: "20210310-0120-ns1: "},
			{at: 16 * m, believe: []string{"none"}},
			{at: 50 * m, down: "shop", believe: []string{"site shop: shop"}, want: "20210310-0120-ns1: shop"},
			{at: 60 * m, up: "shop", believe: []string{"none"}, want: "20210310-0120-ns1: "},
			{at: 66 * m, believe: []string{"none"}},
			{at: 130 * m, down: "shop", believe: []string{"server ns1: shop"}, want: "20210310-0330-ns1: shop"},
		},
		ended: "20210310-0120-ns1: 1h0m0s",
	},
	"it began as a server and grew to a campus": {
		steps: []step{
			{at: 0, down: "mail", believe: []string{"server ns2: mail"}, want: "20210310-0120-ns2: mail"},
			{at: 60 * m, down: "shop, pay", believe: []string{"datacenter ovh/sbg2: mail, shop, pay"}, want: "20210310-0120-ns2: mail, shop, pay"},
			{at: 90 * m, down: "stock", believe: []string{"provider ovh: mail, shop, pay, stock"}, want: "20210310-0120-ns2: mail, shop, pay, stock"},
		},
	},
	"two that turn out to be one": {
		steps: []step{
			{at: 0, down: "mail", believe: []string{"server ns2: mail"}, want: "20210310-0120-ns2: mail"},
			{at: m, down: "shop", believe: []string{"server ns2: mail", "server ns1: shop"}, want: "20210310-0120-ns2: mail; 20210310-0121-ns1: shop"},
			{at: 2 * m, down: "pay", believe: []string{"datacenter ovh/sbg2: shop, mail, pay"}, want: "20210310-0120-ns2: mail, shop, pay"},
			{at: 9 * m, up: "shop, mail, pay", believe: []string{"none"}, want: "20210310-0120-ns2: "},
			{at: 14 * m, believe: []string{"none"}},
		},
		ended: "20210310-0120-ns2: 9m0s; 20210310-0121-ns1 into 20210310-0120-ns2",
	},
	"one that turns out to be two: the bigger part keeps the name": {
		steps: []step{
			{at: 0, down: "shop, pay, blog", believe: []string{"unknown: shop, pay, blog"}, want: "20210310-0120-unknown: shop, pay, blog"},
			{at: m, believe: []string{"site blog: blog", "server ns1: shop, pay"}, want: "20210310-0120-unknown: shop, pay, blog"},
			{at: 3 * m, believe: []string{"site blog: blog", "server ns1: shop, pay"}, want: "20210310-0120-blog: blog; 20210310-0120-unknown: shop, pay"},
			{at: 9 * m, up: "blog", believe: []string{"server ns1: shop, pay"}, want: "20210310-0120-blog: ; 20210310-0120-unknown: shop, pay"},
			{at: 14 * m, believe: []string{"server ns1: shop, pay"}, want: "20210310-0120-unknown: shop, pay"},
		},
		ended: "20210310-0120-blog: 9m0s",
	},
	"a verdict that wavers for a moment splits nothing": {
		steps: []step{
			{at: 0, down: "shop, pay, mail", believe: []string{"datacenter ovh/sbg2: shop, pay, mail"}, want: "20210310-0120-ovh-sbg2: shop, pay, mail"},
			{at: m, believe: []string{"server ns1: shop, pay", "server ns2: mail"}, want: "20210310-0120-ovh-sbg2: shop, pay, mail"},
			{at: 2 * m, believe: []string{"datacenter ovh/sbg2: shop, pay, mail"}, want: "20210310-0120-ovh-sbg2: shop, pay, mail"},
			{at: 3 * m, believe: []string{"server ns1: shop, pay", "server ns2: mail"}, want: "20210310-0120-ovh-sbg2: shop, pay, mail"},
			{at: 4 * m, believe: []string{"datacenter ovh/sbg2: shop, pay, mail"}, want: "20210310-0120-ovh-sbg2: shop, pay, mail"},
		},
	},
	"a building that comes back rack by rack falls apart into machines, and stays one": {
		steps: []step{
			{at: 0, down: "shop, pay, mail, stock", believe: []string{"provider ovh: shop, pay, mail, stock"}, want: "20210310-0120-ovh: shop, pay, mail, stock"},
			{at: 90 * m, up: "pay", believe: []string{"site shop: shop", "server ns2: mail", "server ns3: stock"}, want: "20210310-0120-ovh: shop, mail, stock"},
			{at: 95 * m, believe: []string{"site shop: shop", "server ns2: mail", "server ns3: stock"}, want: "20210310-0120-ovh: shop, mail, stock"},
			{at: 96 * m, up: "shop, mail, stock", believe: []string{"none"}, want: "20210310-0120-ovh: "},
			{at: 101 * m, believe: []string{"none"}},
		},
		ended: "20210310-0120-ovh: 1h36m0s",
	},
	"two outages at once are two, and end apart": {
		steps: []step{
			{at: 0, down: "shop, pay", believe: []string{"server ns1: shop, pay"}, want: "20210310-0120-ns1: shop, pay"},
			{at: m, down: "blog", believe: []string{"server ns1: shop, pay", "site blog: blog"}, want: "20210310-0120-ns1: shop, pay; 20210310-0121-blog: blog"},
			{at: 8 * m, up: "shop, pay", believe: []string{"site blog: blog"}, want: "20210310-0120-ns1: ; 20210310-0121-blog: blog"},
			{at: 13 * m, believe: []string{"site blog: blog"}, want: "20210310-0121-blog: blog"},
		},
		ended: "20210310-0120-ns1: 8m0s",
	},
	"our own line is cut in the middle: what is not known stays, and nothing is closed": {
		steps: []step{
			{at: 0, down: "shop, pay", believe: []string{"server ns1: shop, pay"}, want: "20210310-0120-ns1: shop, pay"},
			{at: 5 * m, unknown: "shop, pay, blog, mail", believe: []string{"local: shop, pay, blog, mail"}, want: "20210310-0120-ns1: shop, pay; 20210310-0125-local: "},
			{at: 60 * m, believe: []string{"local: shop, pay, blog, mail"}, want: "20210310-0120-ns1: shop, pay; 20210310-0125-local: "},
			{at: 61 * m, up: "blog, mail", down: "shop", believe: []string{"server ns1: shop"}, want: "20210310-0120-ns1: shop, pay; 20210310-0125-local: "},
			{at: 66 * m, up: "pay", believe: []string{"server ns1: shop"}, want: "20210310-0120-ns1: shop"},
		},
		ended: "20210310-0125-local: 56m0s",
	},
	"our own line falls back within the hour, and nothing else is hit": {
		steps: []step{
			{at: 0, unknown: "shop", believe: []string{"local: shop"}, want: "20210310-0120-local: "},
			{at: 5 * m, up: "shop", believe: []string{"none"}, want: "20210310-0120-local: "},
			{at: 10 * m, believe: []string{"none"}},
			{at: 40 * m, unknown: "shop", believe: []string{"local: shop"}, want: "20210310-0120-local: "},
			{at: 50 * m, up: "shop", believe: []string{"none"}, want: "20210310-0120-local: "},
			{at: 55 * m, believe: []string{"none"}},
		},
		ended: "20210310-0120-local: 50m0s",
	},
	"while it is not known how those are who came back, it is not over": {
		steps: []step{
			{at: 0, down: "shop", believe: []string{"server ns1: shop"}, want: "20210310-0120-ns1: shop"},
			{at: 9 * m, up: "shop", believe: []string{"none"}, want: "20210310-0120-ns1: "},
			{at: 10 * m, unknown: "shop", believe: []string{"none"}, want: "20210310-0120-ns1: "},
			{at: 30 * m, believe: []string{"none"}, want: "20210310-0120-ns1: "},
			{at: 31 * m, up: "shop", believe: []string{"none"}},
		},
		ended: "20210310-0120-ns1: 9m0s",
	},
	"the provider's panel alone is an incident without sites": {
		steps: []step{
			{at: 0, believe: []string{"control_plane OVHcloud inventory"}, want: "20210310-0120-ovhcloud-inventory: "},
			{at: 7 * m, believe: []string{"none"}, want: "20210310-0120-ovhcloud-inventory: "},
			{at: 12 * m, believe: []string{"none"}},
			{at: 30 * m, believe: []string{"control_plane OVHcloud inventory"}, want: "20210310-0120-ovhcloud-inventory: "},
		},
	},
	"two that begin in the same minute, both of a cause that is nowhere": {
		steps: []step{
			{at: 0, down: "shop", believe: []string{"unknown: shop"}, want: "20210310-0120-unknown: shop"},
			{at: 1, down: "blog", believe: []string{"unknown: shop", "unknown: blog"}, want: "20210310-0120-unknown-2: blog; 20210310-0120-unknown: shop"},
			{at: m, up: "shop", believe: []string{"unknown: blog"}, want: "20210310-0120-unknown-2: blog; 20210310-0120-unknown: "},
			{at: 6 * m, up: "blog", believe: []string{"none"}, want: "20210310-0120-unknown-2: "},
		},
		ended: "20210310-0120-unknown: 1m0s",
	},
	"a site that is taken out of the configuration leaves": {
		steps: []step{
			{at: 0, down: "shop, pay", believe: []string{"server ns1: shop, pay"}, want: "20210310-0120-ns1: shop, pay"},
			{at: 5 * m, gone: "pay", up: "shop", believe: []string{"none"}, want: "20210310-0120-ns1: "},
			{at: 10 * m, believe: []string{"none"}},
		},
		ended: "20210310-0120-ns1: 5m0s",
	},
}

func TestIncidentsAreFollowed(t *testing.T) {
	for name, c := range tales {
		t.Run(name, func(t *testing.T) {
			w, b := strasbourg(), NewBook(nil)
			for _, s := range c.steps {
				w.play(s)
				b.Fold(at(s.at), w.verdicts, w.snapshot(at(s.at)))
				soundness(t, b)
				if got := opened(b); got != s.want {
					t.Errorf("after %s are open: %s\nwant: %s", s.at, got, s.want)
				}
				if again := b.Fold(at(s.at), w.verdicts, w.snapshot(at(s.at))); len(again) > 0 {
					t.Errorf("after %s, nothing new is %+v", s.at, again)
				}
			}
			if got := ended(b); got != c.ended {
				t.Errorf("at the end are over: %s\nwant: %s", got, c.ended)
			}
		})
	}
}

// Wherever a crash cuts the journal, also within what was written together, the next run goes on with the same
// incidents: it finds them in the records, and makes up for what is missing.
func TestARestartAtAnyRecordGoesOnWithTheSameIncidents(t *testing.T) {
	for name, c := range tales {
		t.Run(name, func(t *testing.T) {
			for cut := 1; ; cut++ {
				w, b, all := strasbourg(), NewBook(nil), []Record(nil)
				done := true
				for _, s := range c.steps {
					w.play(s)
					all = append(all, b.Fold(at(s.at), w.verdicts, w.snapshot(at(s.at)))...)
					if done && len(all) >= cut {
						b, done = NewBook(reread(t, all[:cut])), false
						all = append(all[:cut:cut], b.Fold(at(s.at), w.verdicts, w.snapshot(at(s.at)))...)
						soundness(t, b)
					}
					if got := opened(b); !same(got, s.want) {
						t.Errorf("cut after %d records, after %s are open: %s\nwant: %s", cut, s.at, got, s.want)
					}
				}
				if got := ended(b); got != c.ended {
					t.Errorf("cut after %d records, at the end are over: %s\nwant: %s", cut, got, c.ended)
				}
				if again := NewBook(reread(t, all)); opened(again) != opened(b) || ended(again) != ended(b) {
					t.Errorf("the records add up to %s; %s\nwant: %s; %s", opened(again), ended(again), opened(b), ended(b))
				}
				if done {
					return
				}
			}
		})
	}
}

// A site that is handed over is counted once: from its first failing sample on, where it belongs.
func TestAPartThatIsSplitOffTakesItsTimeWithIt(t *testing.T) {
	c := tales["one that turns out to be two: the bigger part keeps the name"]
	w, b := strasbourg(), NewBook(nil)
	for _, s := range c.steps {
		w.play(s)
		b.Fold(at(s.at), w.verdicts, w.snapshot(at(s.at)))
	}
	for _, i := range b.All() {
		for _, x := range i.Members {
			if small := i.ID == "20210310-0120-blog"; small != (x.Site == "blog") || !x.From.Equal(t0) {
				t.Errorf("in %s is %+v", i.ID, x)
			}
		}
	}
}

// same tells whether the same sites are in the same incidents, in whatever order they joined.
func same(a, b string) bool {
	return slices.Equal(letters(a), letters(b))
}

func letters(s string) []string {
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" ,;", r) })
	slices.Sort(parts)
	return parts
}

// reread is what a file with some records holds.
func reread(t *testing.T, records []Record) []Record {
	t.Helper()
	var data []byte
	for _, r := range records {
		line, err := r.line()
		if err != nil {
			t.Fatal(err)
		}
		data = append(data, line...)
	}
	list, foreign := parse(data)
	if foreign > 0 || len(list) != len(records) {
		t.Fatalf("%d of %d records were read, %d are foreign", len(list), len(records), foreign)
	}
	return list
}
