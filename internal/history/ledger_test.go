package history

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/estate"
	"vigie/internal/result"
)

func uptime(t testing.TB, s *Store, from, to time.Time) estate.Share {
	t.Helper()
	m, err := s.Uptime(context.Background(), from, to, "Shop")
	if err != nil {
		t.Fatal(err)
	}
	return m["Shop"]
}

func outages(t testing.TB, s *Store, from, to time.Time) []estate.Outage {
	t.Helper()
	m, err := s.Outages(context.Background(), from, to)
	if err != nil {
		t.Fatal(err)
	}
	return m["Shop"]
}

func TestATurnCountsBeforeAndAfterItIsWritten(t *testing.T) {
	c := &clock{t0}
	s := open(t, t.TempDir(), c)
	s.Turn("Shop", at(0), result.Up, "", "")
	turnOver(s, c, 1)
	s.Turn("Shop", at(60), result.Down, result.TCPTimeout, "silent")
	s.Turn("Shop", at(60), result.Down, result.TCPTimeout, "silent") // again, which changes nothing
	s.Turn("Shop", at(90), result.Up, "", "")
	s.Turn("Shop", at(80), result.Up, "", "") // dated back: it was up ten minutes earlier
	c.now = at(100)
	for _, when := range []string{"before", "after"} {
		if got := uptime(t, s, at(0), at(100)); got.Of != 0.8 || got.Seen != 1 {
			t.Errorf("%s: %+v", when, got)
		}
		want := []estate.Outage{{From: at(60), To: at(80), Failure: result.TCPTimeout, Reason: "silent"}}
		if d := cmp.Diff(want, outages(t, s, at(0), at(100))); d != "" {
			t.Errorf("%s: %s", when, d)
		}
		turnOver(s, c, 1)
	}
	if n := count(t, s, "turn"); n != 4 {
		t.Errorf("%d rows: what was believed is not kept", n)
	}
}

func TestARestartDoesNotClaimTheTimeBetween(t *testing.T) {
	c := &clock{t0}
	dir := t.TempDir()
	s := open(t, dir, c)
	s.Register([]Series{shop})
	s.Turn("Shop", t0, result.Up, "", "")
	c.now = at(60)
	s.Add(bad(c.now, 1), shop.ID)
	s.Turn("Shop", at(60), result.Down, result.HTTPStatus, "answers 503")
	turnOver(s, c, 1)
	c.now = at(70)
	s.Close()

	c.now = at(90)
	s = open(t, dir, c)
	m := s.Remembered()
	want := SiteMemory{State: result.Down, Since: at(60), Failure: result.HTTPStatus, Reason: "answers 503", Seen: at(60)}
	if d := cmp.Diff(want, m.Sites["Shop"]); d != "" {
		t.Error(d)
	}
	if !m.Ended.Equal(at(70)) {
		t.Errorf("the run before ended at %v", m.Ended)
	}
	c.now = at(100)
	if got := uptime(t, s, at(0), at(100)); got.Seen != 0.7 || got.Of != 60.0/70 {
		t.Errorf("%+v", got)
	}
	if got := outages(t, s, at(0), at(100)); len(got) != 1 || !got[0].To.Equal(at(70)) {
		t.Errorf("nobody watches, and still: %v", got)
	}
	// It goes on: the same outage, with a gap. The watch dates it back to the start; nobody watched in between.
	s.Turn("Shop", at(60), result.Down, result.HTTPStatus, "answers 503")
	if d := cmp.Diff([]estate.Outage{{From: at(60), Failure: result.HTTPStatus, Reason: "answers 503", Gap: 20 * time.Minute}}, outages(t, s, at(0), at(100))); d != "" {
		t.Error(d)
	}
	s.Close()

	// And again: what is remembered reaches over both gaps.
	c.now = at(200)
	s = open(t, dir, c)
	if m := s.Remembered().Sites["Shop"]; m.State != result.Down || !m.Since.Equal(at(60)) {
		t.Errorf("%+v", m)
	}
}

// A run goes over the same gaps by itself, and a restart must not make a long outage a short one.
func TestWhatIsRememberedReachesOverGapsOfAllKinds(t *testing.T) {
	c := &clock{t0}
	dir := t.TempDir()
	s := open(t, dir, c)
	s.Register([]Series{shop, {ID: "Mail", Site: "Mail"}})
	for _, name := range []string{"Shop", "Mail"} {
		s.Turn(name, t0, result.Up, "", "")
		s.Turn(name, at(10), result.Down, result.HTTPStatus, "answers 503")
		s.Turn(name, at(20), result.Unknown, "", "nobody watched: this machine was asleep")
		s.Turn(name, at(30), result.Down, result.HTTPStatus, "answers 503")
		s.Turn(name, at(40), result.Unknown, result.LocalOffline, "this machine has no network")
	}
	c.now = at(50)
	s.Register([]Series{shop}) // and that was asked for
	s.Close()
	c.now = at(90)
	s = open(t, dir, c)
	m := s.Remembered().Sites
	if x := m["Shop"]; x.State != result.Down || !x.Since.Equal(at(10)) || x.Failure != result.HTTPStatus {
		t.Errorf("%+v", x)
	}
	if x := m["Mail"]; x.State != result.Unknown {
		t.Errorf("what is not watched any more: %+v", x)
	}
}

func TestKilledWithoutAWordTheEndIsTheLastSignOfLife(t *testing.T) {
	c := &clock{t0}
	dir := t.TempDir()
	s := open(t, dir, c)
	s.Turn("Shop", t0, result.Up, "", "")
	turnOver(s, c, 10*60) // quiet, but running: it says so every minute
	kill(s)

	c.now = at(60)
	s = open(t, dir, c)
	if got := uptime(t, s, at(0), at(60)); got.Of != 1 || got.Seen < 9.0/60 || got.Seen > 10.0/60 {
		t.Errorf("%+v", got)
	}
}

// kill lets go of the file as a process that is killed does: nothing more is written.
func kill(s *Store) {
	s.mu.Lock()
	d := s.disk
	s.disk = nil
	s.mu.Unlock()
	d.close()
}

func TestASiteThatIsNotAskedAnyMoreIsUnknown(t *testing.T) {
	c := &clock{t0}
	s := open(t, t.TempDir(), c)
	other := Series{ID: "Mail", Site: "Mail", Kind: result.KindSMTP}
	s.Register([]Series{shop, other})
	s.Turn("Shop", t0, result.Up, "", "")
	s.Turn("Mail", t0, result.Up, "", "")
	c.now = at(50)
	s.Register([]Series{other})
	if got := uptime(t, s, at(0), at(100)); got.Seen != 0.5 {
		t.Errorf("%+v", got)
	}
	all, err := s.Uptime(context.Background(), at(0), at(100))
	if err != nil || all["Mail"].Seen != 1 || len(all) != 2 {
		t.Errorf("%v %v", all, err)
	}
}
