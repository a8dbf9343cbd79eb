package incident

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
)

var t0 = time.Date(2021, 3, 10, 1, 20, 0, 0, time.UTC)

func at(d time.Duration) time.Time { return t0.Add(d) }

// world is a picture that a test changes: sites by name, and what is believed of them.
type world struct {
	sites    map[string]*estate.Site
	verdicts []estate.Verdict
	notices  []account.Notice
	tickets  []account.Ticket
}

// newWorld has sites that are up: shop/ns1/sbg2 is the shop, on the machine ns1, in SBG2.
func newWorld(sites ...string) *world {
	w := &world{sites: make(map[string]*estate.Site)}
	for _, s := range sites {
		x := &estate.Site{State: result.Up, Since: at(-24 * time.Hour)}
		parts := strings.Split(s, "/")
		x.Name = parts[0]
		if len(parts) == 3 {
			x.Resource, x.Place = parts[1], account.Place{Provider: "ovh", Datacenter: parts[2]}
		}
		w.sites[x.Name] = x
	}
	return w
}

func (w *world) turn(state result.State, since time.Duration, names ...string) {
	for _, n := range names {
		x := *w.sites[n]
		x.State, x.Since, x.Reason = state, at(since), ""
		if state == result.Down {
			x.Reason = "no answer within 10 s"
		}
		w.sites[n] = &x
	}
}

func (w *world) snapshot(now time.Time) *estate.Snapshot {
	s := &estate.Snapshot{Now: now, Notices: w.notices, Tickets: w.tickets}
	var names []string
	for n := range w.sites {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		s.Sites = append(s.Sites, w.sites[n])
	}
	return s
}

// believe is a verdict: cause where: site, site.
func (w *world) believe(said ...string) {
	w.verdicts = nil
	for _, s := range said {
		head, sites, _ := strings.Cut(s, ": ")
		cause, where, _ := strings.Cut(head, " ")
		v := estate.Verdict{Cause: estate.Cause(cause), Where: where, Confidence: 0.8, Summary: s}
		if sites != "" {
			v.Affected = strings.Split(sites, ", ")
		}
		for _, n := range v.Affected {
			if x := w.sites[n]; v.Since.IsZero() || x.Since.Before(v.Since) {
				v.Since = x.Since
			}
		}
		w.verdicts = append(w.verdicts, v)
	}
}

// step is one moment of a story: what changes, and what is believed then.
type step struct {
	at      time.Duration
	down    string // sites, with commas between
	up      string
	unknown string
	gone    string // from the configuration
	believe []string
	want    string // the open incidents then: id: site, site; …
}

func names(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ", ")
}

func (w *world) play(s step) {
	w.turn(result.Down, s.at, names(s.down)...)
	w.turn(result.Up, s.at, names(s.up)...)
	w.turn(result.Unknown, s.at, names(s.unknown)...)
	for _, n := range names(s.gone) {
		delete(w.sites, n)
	}
	w.believe(s.believe...)
}

func opened(b *Book) string {
	var list []string
	for _, i := range b.Open() {
		list = append(list, i.ID+": "+strings.Join(i.Sites, ", "))
	}
	slices.Sort(list)
	return strings.Join(list, "; ")
}

// ended are the incidents that are over, with how long they were.
func ended(b *Book) string {
	var list []string
	for _, i := range b.All() {
		switch {
		case i.Into != "":
			list = append(list, i.ID+" into "+i.Into)
		case !i.Closed.IsZero():
			list = append(list, fmt.Sprintf("%s: %s", i.ID, i.Closed.Sub(i.Opened)))
		}
	}
	slices.Sort(list)
	return strings.Join(list, "; ")
}

// soundness is what must hold of any book.
func soundness(t *testing.T, b *Book) {
	t.Helper()
	in := make(map[string]string)
	for _, i := range b.All() {
		for _, m := range i.Members {
			if !i.Closed.IsZero() || !m.To.IsZero() {
				continue
			}
			if other := in[m.Site]; other != "" {
				t.Errorf("%s is in %s and in %s", m.Site, other, i.ID)
			}
			in[m.Site] = i.ID
			if m.From.Before(i.Opened) {
				t.Errorf("%s was opened after %s fell", i.ID, m.Site)
			}
			if b.Of(m.Site) != i.ID {
				t.Errorf("%s is in %s, and found in %q", m.Site, i.ID, b.Of(m.Site))
			}
		}
		if !slices.IsSortedFunc(i.Entries, func(a, b estate.Entry) int { return a.Time.Compare(b.Time) }) {
			t.Errorf("the timeline of %s is out of order", i.ID)
		}
	}
}
