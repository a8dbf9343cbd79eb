package incident

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// wander makes up a world that goes wrong anywhere, and verdicts that put what is down together in any way.
func wander(r *rand.Rand, w *world, all []string, now time.Duration) {
	for _, n := range all {
		switch r.IntN(12) {
		case 0, 1:
			w.turn("down", now, n)
		case 2, 3, 4:
			w.turn("up", now, n)
		case 5:
			w.turn("unknown", now, n)
		}
	}
	groups := make(map[string][]string)
	var order []string
	for _, n := range all {
		if w.sites[n].State != "down" {
			continue
		}
		g := []string{"datacenter ovh/sbg2", "server ns1", "site " + n, "unknown"}[r.IntN(4)]
		if groups[g] == nil {
			order = append(order, g)
		}
		groups[g] = append(groups[g], n)
	}
	var said []string
	for _, g := range order {
		said = append(said, g+": "+strings.Join(groups[g], ", "))
	}
	if r.IntN(5) == 0 {
		said = append(said, "control_plane api")
	}
	w.believe(said...)
}

func TestWhateverHappensEverySiteThatIsDownIsInOneIncident(t *testing.T) {
	all := []string{"shop", "pay", "mail", "stock", "blog", "course"}
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 1))
		w, b, written := strasbourg(), NewBook(nil), []Record(nil)
		now := time.Duration(0)
		for range 40 {
			now += time.Duration(r.IntN(600)) * time.Second
			wander(r, w, all, now)
			news := b.Fold(at(now), w.verdicts, w.snapshot(at(now)))
			written = append(written, news...)
			if r.IntN(6) == 0 { // a crash, that may have cut off what was written last
				written = written[:len(written)-r.IntN(len(news)+1)]
				b = NewBook(reread(t, written))
				written = append(written, b.Fold(at(now), w.verdicts, w.snapshot(at(now)))...)
			}
			soundness(t, b)
			for _, v := range w.verdicts {
				for _, n := range v.Affected {
					if b.Of(n) == "" {
						t.Errorf("seed %d: %s is down and in no incident", seed, n)
					}
				}
			}
			for _, n := range all {
				if w.sites[n].State == "up" && b.Of(n) != "" {
					t.Errorf("seed %d: %s is up and in %s", seed, n, b.Of(n))
				}
			}
			written = append(written, settled(t, b, w, at(now))...)
			if t.Failed() {
				return
			}
		}
		if got, want := fmt.Sprint(NewBook(reread(t, written)).All()), fmt.Sprint(b.All()); got != want && !sameButVerdict(written, b) {
			t.Fatalf("seed %d: the records add up to\n%s\nwant\n%s", seed, got, want)
		}
	}
}

// settled looks again and again at the same picture. Which verdict leads may change once by what the first look has
// joined; after that nothing is new.
func settled(t *testing.T, b *Book, w *world, now time.Time) (news []Record) {
	t.Helper()
	const looks = 4
	for n := range looks {
		more := b.Fold(now, w.verdicts, w.snapshot(now))
		if len(more) == 0 {
			return news
		}
		if n == looks-1 {
			t.Errorf("looking again and again writes %+v", more)
		}
		news = append(news, more...)
	}
	return news
}

// sameButVerdict compares all but the words of the verdicts, of which the newest may not be written down yet.
func sameButVerdict(written []Record, b *Book) bool {
	show := func(b *Book) (list []string) {
		for _, i := range b.All() {
			list = append(list, fmt.Sprint(i.ID, i.Opened.UTC(), i.Closed.UTC(), i.Into, i.Sites, i.Members, i.Entries))
		}
		return list
	}
	return slices.Equal(show(NewBook(written)), show(b))
}
