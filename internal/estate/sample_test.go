package estate_test

import (
	"reflect"
	"testing"
	"time"

	"vigie/internal/estate"
	"vigie/internal/result"
)

func TestASampleKeepsItsStateAndItsTimeInFourBytes(t *testing.T) {
	for _, state := range []result.State{result.Up, result.Degraded, result.Down, result.Unknown, result.Paused} {
		for took, want := range map[time.Duration]time.Duration{
			0: 0, 142 * time.Millisecond: 142 * time.Millisecond, 1500 * time.Nanosecond: time.Microsecond,
			5 * time.Minute: 5 * time.Minute, -time.Second: 0,
		} {
			s := estate.NewSample(state, took)
			if s.State() != state || s.Took() != want {
				t.Errorf("%s in %v was kept as %s in %v", state, took, s.State(), s.Took())
			}
		}
	}
	if s := estate.NewSample(result.Down, time.Hour); s.State() != result.Down || s.Took() < 8*time.Minute {
		t.Errorf("an hour was kept as %s in %v", s.State(), s.Took())
	}
	if n := reflect.TypeFor[estate.Sample]().Size(); n != 4 {
		t.Errorf("a sample takes %d bytes", n)
	}
}
