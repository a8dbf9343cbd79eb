package ui_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/uitest"
	"vigie/ui"
)

// catalogue is an index that answers as it is told to.
type catalogue struct {
	mu     sync.Mutex
	asked  []string
	answer func(ctx context.Context, words string) ([]string, error)
}

func (c *catalogue) find(ctx context.Context, words string) ([]string, error) {
	c.mu.Lock()
	c.asked = append(c.asked, words)
	answer := c.answer
	c.mu.Unlock()
	return answer(ctx, words)
}

// searching runs a console over an index.
func searching(t *testing.T, c *catalogue, see func(scr *uitest.Terminal)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		snap := uitest.Outage()
		app := ui.New(ui.Options{Snapshot: func() *estate.Snapshot { return snap }, Find: c.find, Theme: "dark", Now: uitest.Moment})
		see(uitest.Screen(t, app, 120, 30))
	})
}

func TestTheFilterOfTicketsAsksTheIndexForMessages(t *testing.T) {
	c := &catalogue{answer: func(_ context.Context, words string) ([]string, error) {
		if words == "smart" || words == "smartc" {
			return []string{"1"}, nil // only in a message of this one
		}
		return nil, nil
	}}
	searching(t, c, func(scr *uitest.Terminal) {
		scr.Press("4", "z", "/")
		scr.Type("smart")
		shows(t, scr, "Disk replaced")
		hides(t, scr, "Invoice of February")
		scr.Type("c state:closed")
		shows(t, scr, "Disk replaced")
		scr.Press("ctrl+u")
		scr.Type("invoice") // a subject needs no index
		shows(t, scr, "Invoice of February")
		hides(t, scr, "Disk replaced")
		scr.Press("esc")
		shows(t, scr, "Disk replaced", "Invoice of February")
	})
}

func TestTheConsoleDoesNotWaitForTheIndex(t *testing.T) {
	c := &catalogue{answer: func(ctx context.Context, _ string) ([]string, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	searching(t, c, func(scr *uitest.Terminal) {
		scr.Press("4", "z", "/")
		scr.Type("invoice")
		shows(t, scr, "Invoice of February")
		time.Sleep(6 * time.Second)
		scr.Wait()
		shows(t, scr, "Invoice of February", "only subjects are searched: the index does not answer")
	})
}

func TestAnIndexThatFailsLeavesTheSubjects(t *testing.T) {
	c := &catalogue{answer: func(context.Context, string) ([]string, error) { return nil, errors.New("the file is damaged") }}
	searching(t, c, func(scr *uitest.Terminal) {
		scr.Press("4", "z", "/")
		scr.Type("disk")
		shows(t, scr, "Disk replaced", "only subjects are searched: the file is damaged")
		c.mu.Lock()
		c.answer = func(context.Context, string) ([]string, error) { panic("a bug") }
		c.mu.Unlock()
		scr.Type(" r")
		shows(t, scr, "Disk replaced", "vigie itself failed")
	})
}

func TestAThreadSaysHowToWriteInIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		snap := uitest.Outage()
		snap.Demo = false
		scr := uitest.Screen(t, ui.New(ui.Options{Snapshot: func() *estate.Snapshot { return snap }, Theme: "dark", Now: uitest.Moment}), 120, 40)
		scr.Press("4", "enter")
		shows(t, scr, "vigie tickets reply CS1000002", "answered")
	})
}

// BenchmarkTicketFilter types a letter into the filter of ten thousand tickets and draws the list.
func BenchmarkTicketFilter(b *testing.B) {
	snap := uitest.Outage()
	few := snap.Tickets
	snap.Tickets = make([]account.Ticket, 10_000)
	for i := range snap.Tickets {
		snap.Tickets[i] = few[i%len(few)]
		snap.Tickets[i].ID = fmt.Sprint(i)
	}
	app := ui.New(ui.Options{
		Snapshot: func() *estate.Snapshot { return snap }, Now: uitest.Moment, Theme: "dark",
		Find: func(context.Context, string) ([]string, error) { return nil, nil },
	})
	app.Update(tea.WindowSizeMsg{Width: 200, Height: 50})
	for _, k := range []string{"4", "/"} {
		app.Update(uitest.Key(k))
	}
	b.ReportAllocs()
	for b.Loop() {
		app.Update(uitest.Key("d"))
		_ = app.View()
		app.Update(uitest.Key("backspace"))
	}
}
