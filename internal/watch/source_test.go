package watch

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"vigie/internal/account"
	"vigie/internal/config"
	"vigie/internal/estate"
)

// What stood there when a provider was first asked is no news, unless it goes on.
func TestWhatAProviderSaysIsToldOnce(t *testing.T) {
	c := still(Options{Sources: []Source{{Name: "ovh", Every: time.Minute}}})
	told := func(minute int, f Facts) (texts []string) {
		before := len(c.events)
		c.Fold(answer{job: job{source: c.sources[0]}, At: at(minute), facts: &f})
		for _, e := range c.events[before:] {
			texts = append(texts, e.Text)
		}
		return texts
	}
	notice := func(id, title, state string, updated int) account.Notice {
		return account.Notice{Provider: "ovh", Page: "status", ID: id, Title: title, State: state, Posted: at(0), Updated: at(updated)}
	}
	work := notice("3", "Work", "scheduled", 0)
	work.Planned = true
	ticket := account.Ticket{Provider: "ovh", ID: "7", Number: "CS7", Subject: "Our shop", Thread: []account.Message{{From: account.Us, Time: at(0)}}}
	answer := ticket
	answer.Thread = append(slices.Clone(ticket.Thread), account.Message{From: account.Provider, Time: at(3)})
	for _, x := range []struct {
		facts Facts
		want  []string
	}{
		{Facts{Notices: []account.Notice{notice("1", "Fire", "investigating", 0), notice("2", "Smoke", "resolved", 0), work}, Tickets: []account.Ticket{ticket}}, []string{"OVHcloud posts: Fire"}},
		{Facts{Notices: []account.Notice{notice("1", "Fire", "investigating", 0)}, Tickets: []account.Ticket{ticket}}, nil},
		{Facts{Notices: []account.Notice{notice("1", "Fire", "identified", 2)}, Tickets: []account.Ticket{answer}}, []string{"OVHcloud updates (identified): Fire", "OVHcloud answered in ticket CS7: Our shop"}},
		{Facts{Notices: []account.Notice{notice("1", "Fire", "identified", 2), notice("4", "Flood", "resolved", 3)}, Tickets: []account.Ticket{answer}}, []string{"OVHcloud posts: Flood"}},
	} {
		if got := told(1, x.facts); !slices.Equal(got, x.want) {
			t.Errorf("told is %q, want %q", got, x.want)
		}
	}
}

// A page may not tell when it posted: that is not the year 1.
func TestAPostingOfAnUnknownTimeIsOfWhenItWasRead(t *testing.T) {
	c := still(Options{Sources: []Source{{Name: "ovh", Every: time.Minute}}})
	c.Fold(answer{job: job{source: c.sources[0]}, At: at(5), facts: &Facts{Notices: []account.Notice{{ID: "1", Title: "Fire", State: "open", Seen: at(4)}}}})
	if last := c.events[len(c.events)-1]; !last.Time.Equal(at(4)) {
		t.Errorf("it happened at %s", last.Time)
	}
}

func TestAFaultOfASourceBeginsWithItsFirst(t *testing.T) {
	c := still(Options{Sources: []Source{{Name: "ovh", Every: time.Minute}}})
	fold := func(minute int, err error) estate.Source {
		c.Fold(answer{job: job{source: c.sources[0]}, At: at(minute), err: err})
		return c.Snapshot(at(minute)).Sources[0]
	}
	fold(0, nil)
	fold(1, errors.New("no answer"))
	if got := fold(2, errors.New("another")); !got.Since.Equal(at(1)) || got.Error != "another" || got.NoKey || !got.LastOK.Equal(at(0)) {
		t.Errorf("%+v", got)
	}
	if got := fold(2, fmt.Errorf("OVHcloud: %w", account.ErrKey)); !got.NoKey {
		t.Errorf("a refused key: %+v", got)
	}
	if got := fold(3, nil); !got.Since.IsZero() || got.NoKey || got.Error != "" || !got.LastOK.Equal(at(3)) {
		t.Errorf("once it is back: %+v", got)
	}
}

// Who is asked already cannot be asked at once, and is asked again right after.
func TestASourceThatIsBeingAskedIsAskedAgain(t *testing.T) {
	c := still(Options{Sources: []Source{{Name: "ovh", Every: time.Hour}}})
	jobs := c.Due(t0)
	c.Do(estate.Intent{Kind: estate.AskAgain}, at(1))
	if _, waits := c.Next(); len(jobs) != 1 || waits {
		t.Fatalf("%d jobs, and it is asked twice at once: %t", len(jobs), waits)
	}
	c.Fold(answer{job: jobs[0], At: at(2), facts: &Facts{}})
	if next, ok := c.Next(); !ok || !next.Equal(at(2)) {
		t.Errorf("it is asked again at %s", next)
	}
}

func TestASourceThatIsGoneSaysNoMore(t *testing.T) {
	c := still(Options{Sources: []Source{{Name: "ovh", Every: time.Hour}}})
	jobs := c.Due(t0)
	c.Reload(Options{Sites: []config.Site{asked("Shop", "a")}}, at(1))
	before := len(c.events)
	c.Fold(answer{job: jobs[0], At: at(2), facts: &Facts{Notices: []account.Notice{{Provider: "ovh", Title: "Fire", State: "investigating"}}}})
	if s := c.Snapshot(at(2)); len(s.Notices) != 0 || len(s.Sources) != 0 || len(c.events) != before {
		t.Errorf("%d notices of %d sources", len(s.Notices), len(s.Sources))
	}
}
