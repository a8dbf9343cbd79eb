package watch

import (
	"testing"
	"time"

	"vigie/internal/config"
	"vigie/internal/result"
)

func TestWhatAPageUsuallyShowsIsTheMiddleOfTheLastNine(t *testing.T) {
	var u usual
	for i, want := range []int{0, 0, 200, 300, 300, 400, 400, 500, 500, 600, 700} {
		u.add(100 * (i + 1))
		if got := u.median(); got != want {
			t.Errorf("after %d answers it is %d, want %d", i+1, got, want)
		}
	}
	var before usual
	before.remember(700)
	if got := before.median(); got != 700 {
		t.Errorf("what is known from before is %d", got)
	}
}

// The silent cost the most time, whatever they are asked for.
func TestWhoSaysNothingUntilTheTimeIsOverIsSilent(t *testing.T) {
	for f, silent := range map[result.Failure]bool{
		result.TCPTimeout: true, result.HTTPTimeout: true, result.TLSTimeout: true, result.DNSTimeout: true, result.PingTimeout: true,
		result.TCPRefused: false, result.HTTPStatus: false, "": false,
	} {
		c := still(Options{Sites: []config.Site{asked("Shop", "a")}})
		k := c.named["Shop"].checks[0]
		k.add(&result.Result{State: result.Down, Failure: f, Time: t0})
		if k.silent != silent {
			t.Errorf("after %q it is silent: %t", f, k.silent)
		}
	}
}

func TestWhatIsNotConfirmedYetIsToldOf(t *testing.T) {
	shop := asked("Shop", "a")
	shop.Confirm = 2
	c := still(Options{Sites: []config.Site{shop}})
	answered(t, c, "Shop", 0, at(0), failed)
	if s := c.Snapshot(at(0)).Sites[0]; s.State != result.Unknown || !s.Suspect || s.Reason != "refused" {
		t.Errorf("%s, suspect %t: %q", s.State, s.Suspect, s.Reason)
	}
}

// What comes and goes has done so since it was first noticed, however long it goes on.
func TestFlappingIsDatedFromWhenItWasNoticed(t *testing.T) {
	c := still(Options{Sites: []config.Site{asked("Shop", "a")}})
	var since time.Time
	for i := range 40 {
		r := well
		if i%2 == 1 {
			r = failed
		}
		answered(t, c, "Shop", 0, at(i), r)
		s := c.Snapshot(at(i)).Sites[0]
		if s.Flapping && since.IsZero() {
			since = c.named["Shop"].checks[0].flapsSince
		}
		if got := c.named["Shop"].checks[0].flapsSince; !since.IsZero() && !got.Equal(since) {
			t.Fatalf("after %d answers it flaps since %s, and before since %s", i, got, since)
		}
	}
	if since.IsZero() {
		t.Fatal("it does not flap")
	}
	if got := c.quiet(c.named["Shop"]); got != "it comes and goes" {
		t.Errorf("nobody is alerted because %q", got)
	}
}

func TestAStateThatWasNotKnownBeforeIsNotTakenUpAgain(t *testing.T) {
	for before, want := range map[result.State]time.Time{result.Down: at(-60), result.Unknown: at(0), "": at(0)} {
		c := still(Options{Sites: []config.Site{asked("Shop", "a")}, Past: []Remembered{{Site: "Shop", State: before, Since: at(-60)}, {Site: "Gone", State: result.Up}}})
		answered(t, c, "Shop", 0, at(0), failed)
		if s := c.Snapshot(at(0)).Sites[0]; !s.Since.Equal(want) {
			t.Errorf("before it was %q, and it is %s since %s", before, s.State, s.Since)
		}
	}
}
