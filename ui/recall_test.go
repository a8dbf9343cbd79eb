package ui_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/internal/uitest"
	"vigie/ui"
)

// archive is a history that tells when it was asked, and answers as it is told to.
type archive struct {
	mu     sync.Mutex
	asked  []string
	ended  []string // askings that were cancelled
	answer func(ctx context.Context, site string) (*estate.Past, error)
}

func (a *archive) past(ctx context.Context, site string) (*estate.Past, error) {
	a.mu.Lock()
	a.asked = append(a.asked, site)
	answer := a.answer
	a.mu.Unlock()
	past, err := answer(ctx, site)
	if errors.Is(ctx.Err(), context.Canceled) {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.ended = append(a.ended, site)
	}
	return past, err
}

// from now on it answers so.
func (a *archive) answers(f func(context.Context, string) (*estate.Past, error)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.answer = f
}

func atOnce(_ context.Context, site string) (*estate.Past, error) {
	return uitest.Past(uitest.Outage(), site), nil
}

// never answers: it waits for the end of its context.
func never(ctx context.Context, _ string) (*estate.Past, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// after answers when so much time has gone by.
func after(d time.Duration) func(context.Context, string) (*estate.Past, error) {
	return func(ctx context.Context, site string) (*estate.Past, error) {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(d):
			return atOnce(ctx, site)
		}
	}
}

// remembering runs a console over a history.
func remembering(t *testing.T, a *archive, snapshot func() *estate.Snapshot, see func(scr *uitest.Terminal)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		app := ui.New(ui.Options{
			Snapshot: snapshot, Past: a.past, Theme: "dark",
			Now: func() time.Time { return uitest.Moment().Add(time.Since(began)) },
		})
		see(uitest.Screen(t, app, 120, 50))
	})
}

// want fails unless just these were asked about so far.
func (a *archive) want(t *testing.T, sites ...string) {
	t.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	if !slices.Equal(a.asked, sites) {
		t.Errorf("asked about %q, want %q", a.asked, sites)
	}
}

func (a *archive) cancelled() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.ended)
}

func hides(t *testing.T, scr *uitest.Terminal, words ...string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(scr.Text(), w) {
			t.Errorf("the screen shows %q:\n%s", w, scr.Text())
		}
	}
}

func TestAnOpenDetailAsksForItsPastAndAsksAgain(t *testing.T) {
	a := &archive{answer: atOnce}
	remembering(t, a, uitest.Outage, func(scr *uitest.Terminal) {
		a.want(t)
		scr.Press("2", "enter")
		a.want(t, "Shop")
		shows(t, scr, "24 hours  █", "30 days  ✕", "Outages")
		time.Sleep(14 * time.Second)
		a.want(t, "Shop")
		time.Sleep(2 * time.Second)
		a.want(t, "Shop", "Shop")
		scr.Press("esc", "esc")
		time.Sleep(time.Minute)
		a.want(t, "Shop", "Shop")
	})
}

func TestASelectionThatGoesByIsNotAskedAbout(t *testing.T) {
	a := &archive{answer: atOnce}
	remembering(t, a, uitest.Outage, func(scr *uitest.Terminal) {
		scr.Press("2", "enter", "tab")
		scr.Press("down", "down", "down")
		a.want(t, "Shop", "Orders database")
	})
}

func TestWhatIsNotWantedAnyMoreIsCancelledAndDropped(t *testing.T) {
	a := &archive{answer: after(time.Second)}
	remembering(t, a, uitest.Outage, func(scr *uitest.Terminal) {
		scr.Press("2", "enter", "tab")
		scr.Press("down")
		if ended := a.cancelled(); !slices.Equal(ended, []string{"Shop"}) {
			t.Errorf("cancelled: %q, want Shop", ended)
		}
		a.answers(atOnce)
		time.Sleep(2 * time.Second)
		shows(t, scr, "https://checkout.example/", "24 hours  █")
		a.want(t, "Shop", "Checkout")
	})
}

func TestALateAnswerIsDropped(t *testing.T) {
	a := &archive{}
	remembering(t, a, uitest.Outage, func(scr *uitest.Terminal) {
		late := map[string]chan struct{}{"Shop": make(chan struct{}), "Checkout": make(chan struct{})}
		a.answers(func(_ context.Context, site string) (*estate.Past, error) { // deaf to its context
			<-late[site]
			past := uitest.Past(uitest.Outage(), site)
			past.Outages[0].Reason = "the past of " + site
			return past, nil
		})
		scr.Press("2", "enter", "tab", "down")
		a.want(t, "Shop", "Checkout")
		scr.Press("tab")
		scr.Press("z")
		close(late["Shop"])
		scr.Wait()
		hides(t, scr, "the past of")
		close(late["Checkout"])
		scr.Wait()
		scr.Press("G")
		shows(t, scr, "the past of Checkout")
	})
}

func TestWhatWasKnownOfASiteIsThereAtOnceWhenItIsOpenedAgain(t *testing.T) {
	a := &archive{answer: atOnce}
	remembering(t, a, uitest.Outage, func(scr *uitest.Terminal) {
		scr.Press("2", "enter")
		scr.Press("esc")
		hides(t, scr, "24 hours  █")
		a.answers(never)
		scr.Press("enter")
		shows(t, scr, "24 hours  █")
		a.want(t, "Shop", "Shop")
		scr.Press("esc") // gives the asking up
	})
}

func TestReadingIsSaidOnlyWhenItTakesLong(t *testing.T) {
	a := &archive{answer: after(700 * time.Millisecond)}
	remembering(t, a, uitest.Outage, func(scr *uitest.Terminal) {
		scr.Press("2", "enter") // and 300 ms
		hides(t, scr, "reading the history…", "24 hours  █")
		scr.Wait()
		shows(t, scr, "reading the history…")
		hides(t, scr, "24 hours  █")
		scr.Wait()
		hides(t, scr, "reading the history…")
		shows(t, scr, "24 hours  █")
	})
}

func TestAFailureIsShownWithItsAgeWhileTheOldAnswerStays(t *testing.T) {
	a := &archive{answer: atOnce}
	remembering(t, a, uitest.Outage, func(scr *uitest.Terminal) {
		scr.Press("2", "enter")
		a.answers(func(context.Context, string) (*estate.Past, error) {
			return nil, errors.New("the file is damaged\x1b[2J")
		})
		time.Sleep(15 * time.Second)
		scr.Wait()
		shows(t, scr, "The history cannot be read (for 0 s): the file is damaged␛[2J.", "as of 01:59:38", "24 hours  █")
		time.Sleep(40 * time.Second)
		shows(t, scr, "The history cannot be read (for 40 s): ")
		a.answers(atOnce)
		time.Sleep(15 * time.Second)
		scr.Wait()
		hides(t, scr, "cannot be read")
	})
}

func TestAHistoryThatFailsFromTheStartLeavesTheNewestAnswers(t *testing.T) {
	a := &archive{answer: func(context.Context, string) (*estate.Past, error) { panic("a fault in the store") }}
	remembering(t, a, uitest.Outage, func(scr *uitest.Terminal) {
		scr.Press("2", "enter")
		shows(t, scr, "(for 0 s): vigie itself failed", "reading it: a fault in the store", "Answers  the newest 40")
	})
}

func TestAHistoryThatNeverAnswersHoldsNothingUp(t *testing.T) {
	a := &archive{answer: never}
	remembering(t, a, uitest.Outage, func(scr *uitest.Terminal) {
		scr.Press("2", "enter", "tab", "down", "/")
		scr.Type("place:gra2")
		shows(t, scr, "› ● up          Front page")
		scr.Press("esc", "esc", "1")
		shows(t, scr, "1 Situation")
		scr.Press("2", "enter")
		time.Sleep(10 * time.Second)
		scr.Wait()
		shows(t, scr, "it does not answer", "within 10 s")
	})
}

func TestAHistoryThatIsDeafToItsContextIsSaidToBeSilent(t *testing.T) {
	a := &archive{}
	remembering(t, a, uitest.Outage, func(scr *uitest.Terminal) {
		end := make(chan struct{})
		a.answers(func(context.Context, string) (*estate.Past, error) {
			<-end
			return nil, errors.New("too late")
		})
		scr.Press("2", "enter")
		time.Sleep(time.Minute)
		shows(t, scr, "it does not answer", "within 10 s")
		a.want(t, "Shop") // no second one is started behind the first
		close(end)
		scr.Wait()
		shows(t, scr, "too late")
	})
}

func TestAChangeOfTheSiteIsAskedAboutSoon(t *testing.T) {
	a := &archive{answer: atOnce}
	var newest atomic.Pointer[estate.Snapshot]
	newest.Store(uitest.Calm())
	remembering(t, a, newest.Load, func(scr *uitest.Terminal) {
		scr.Press("2", "enter")
		other := uitest.Calm()
		other.Version, other.Sites[1].State = 5, result.Down
		newest.Store(other)
		time.Sleep(3 * time.Second)
		a.want(t, "Shop")
		burning := uitest.Outage()
		burning.Version = 6
		newest.Store(burning)
		time.Sleep(1500 * time.Millisecond)
		scr.Wait()
		a.want(t, "Shop", "Shop")
	})
}
