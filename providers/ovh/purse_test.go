package ovh

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/account"
)

// A minute has room for the inventory's calls beside those of the others, wherever it begins.
func TestTheRoomOfAMinute(t *testing.T) {
	for name, c := range map[string]struct {
		before, lately int // the calls of others: in the minute before this one, and in this one
		want           int
	}{
		"nobody else":                   {0, 0, 55},
		"others, as ever":               {7, 7, 48},
		"others, who will come again":   {9, 0, 46},
		"others, for the first time":    {0, 9, 46},
		"somebody who reads everything": {100, 100, 30},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPurse(time.Now)
				p.first = 0
				for range c.before {
					p.count()
				}
				time.Sleep(time.Minute)
				for range c.lately {
					p.count()
				}
				p.begin()
				for i := range c.want {
					if wait, err := p.take(); wait != 0 || err != nil {
						t.Fatalf("call %d has to wait for %v, %v", i, wait, err)
					}
				}
				if _, err := p.take(); !errors.Is(err, errSpent) {
					t.Errorf("there is room for more than %d calls", c.want)
				}
			})
		})
	}
}

// A round that comes a little early waits until there is room, and one after the clock was set back does not wait for
// the time to come that was before.
func TestRoomComesWithTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ahead := time.Hour
		p := newPurse(func() time.Time { return time.Now().Add(ahead) })
		p.first = 0
		p.begin()
		for range callsAMinute - othersCalls {
			if _, err := p.take(); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(55 * time.Second)
		p.begin()
		if wait, err := p.take(); wait != 5*time.Second || err != nil {
			t.Errorf("five seconds early: wait for %v, %v", wait, err)
		}
		ahead = 0
		if !p.begin() {
			t.Error("nobody saw that the clock was set back")
		}
		if wait, err := p.take(); wait != 0 || err != nil {
			t.Errorf("after the clock was set back: wait for %v, %v", wait, err)
		}
	})
}

// A reading that costs more calls than a minute has goes on in the next one, with what it was told already.
func TestAReadingOfManyMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const names = 40 // each costs three calls
		var sites []string
		for i := range names {
			sites = append(sites, fmt.Sprintf("www%d.domain-zone-0.example", i))
		}
		l := &large{pages: true, rules: `{"method":"GET","path":"/domain/zone"},{"method":"GET","path":"/domain/zone/*"}`}
		c := l.client(t, sites...)
		c.caller.purse.first = 0
		asked := 0
		for minute := range 10 {
			rows, err := c.Inventory(t.Context(), nil)
			if err != nil || len(rows) != sizes["/domain/zone"] || rows[0].Problem != "" {
				t.Fatalf("minute %d: %d rows, %v", minute, len(rows), err)
			}
			calls := l.taken()
			if len(calls) > callsAMinute {
				t.Errorf("%d calls in minute %d", len(calls), minute)
			}
			before := asked
			for _, path := range calls {
				if strings.HasSuffix(path, "domain-zone-0.example/record") {
					asked++
				}
			}
			if asked-before > readingCalls {
				t.Errorf("one reading made %d calls in minute %d", asked-before, minute)
			}
			time.Sleep(time.Minute)
		}
		m := c.stock.rows[key{account.Zone, "domain-zone-0.example"}].parts["its records"]
		if asked != 3*names || !m.done || m.notes != nil {
			t.Errorf("%d calls for %d names, %+v", asked, names, m)
		}
	})
}

// An account that was opened while the API was down is read at once when it is up.
func TestAnAPIThatComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &large{pages: true, down: true}
		c := l.client(t)
		for range 90 {
			if _, err := c.Inventory(t.Context(), nil); err == nil {
				t.Fatal("an API that is down gave an inventory")
			}
			if calls := len(l.taken()); calls > callsAMinute {
				t.Fatalf("%d calls in a minute of an API that is down", calls)
			}
			time.Sleep(time.Minute)
		}
		l.down = false
		began := time.Now()
		rows, err := c.Inventory(t.Context(), nil)
		if took := time.Since(began); err != nil || len(kindsBelow(rows)) != 480+inProject || took > 15*time.Second {
			t.Errorf("%d rows after %v, %v", len(kindsBelow(rows)), took, err)
		}
		for _, r := range rows {
			if r.Read.IsZero() || r.Problem != "" {
				t.Fatalf("not read: %+v", r)
			}
		}
	})
}
