package watch

import (
	"testing"
	"time"

	"vigie/internal/result"
)

var t0 = time.Date(2021, 3, 10, 0, 30, 0, 0, time.UTC)

func at(minutes int) time.Time { return t0.Add(time.Duration(minutes) * time.Minute) }

func TestUptimeIsCountedByTime(t *testing.T) {
	var l ledger
	l.turn(at(0), result.Up)
	l.turn(at(60), result.Down)
	l.turn(at(90), result.Unknown)
	l.turn(at(120), result.Degraded)
	// 60 min up, 30 down, 30 unknown, 60 degraded: 120 good of 150 seen.
	if got := l.uptime(at(0), at(180)); got != 0.8 {
		t.Errorf("uptime %v, want 0.8", got)
	}
	if got := l.uptime(at(60), at(90)); got != 0 {
		t.Errorf("uptime of the outage %v, want 0", got)
	}
	var empty ledger
	if got := empty.uptime(at(0), at(60)); got != -1 {
		t.Errorf("uptime of nothing %v, want -1", got)
	}
	l.turn(at(110), result.Down) // dated back into the unknown time
	if got := l.uptime(at(0), at(180)); got != 60.0/(60+30+70) {
		t.Errorf("uptime after a change that is dated back: %v", got)
	}
	l.turn(at(130), result.Paused)
	l.turn(at(150), result.Up)
	if got := l.uptime(at(110), at(170)); got != 20.0/(20+20) {
		t.Errorf("uptime around a maintenance: %v", got)
	}
}

func TestALedgerHoldsNoMoreThanItNeeds(t *testing.T) {
	var l ledger
	for minute, state := range []result.State{result.Up, result.Up, result.Down, result.Up} {
		l.turn(at(minute), state)
	}
	if len(l.spans) != 3 {
		t.Errorf("three states are %d spans", len(l.spans))
	}
	l.forget(at(2))
	if len(l.spans) != 2 || l.spans[0].state != result.Down {
		t.Errorf("from what began then on, %v is left", l.spans)
	}
	l.forget(at(60))
	if len(l.spans) != 1 || l.spans[0].state != result.Up {
		t.Errorf("of the state that lasts %v is left", l.spans)
	}
}
