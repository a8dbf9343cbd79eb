package pane

import (
	"fmt"
	"time"

	"vigie/internal/estate"
	"vigie/internal/result"
)

// Age is how long something has lasted, with the two units that matter: 38 s, 4 min, 1 h 12 min, 3 d 4 h.
func Age(d time.Duration) string {
	switch {
	case d < time.Second:
		return "0 s"
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%d min", d/time.Minute)
	case d < 24*time.Hour:
		return fmt.Sprintf("%d h %02d min", d/time.Hour, d%time.Hour/time.Minute)
	default:
		return fmt.Sprintf("%d d %d h", d/(24*time.Hour), d%(24*time.Hour)/time.Hour)
	}
}

// since is the age of t, or a dash where t is not known.
func since(t, now time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return Age(now.Sub(t))
}

// clock is the time of day, with the date where it is not today's.
func clock(t, now time.Time) string {
	t = t.In(now.Location())
	if t.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return t.Format("15:04:05")
	}
	return t.Format("2 Jan 15:04")
}

// latency is how long an answer took.
func latency(d time.Duration) string {
	switch {
	case d < 0:
		return "–"
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.1f ms", float64(d)/1e6)
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	default:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
}

// period is a length of time that the history is summed up over.
func period(d time.Duration) string {
	if d <= 48*time.Hour {
		return fmt.Sprintf("%d h", d/time.Hour)
	}
	return fmt.Sprintf("%d d", d/(24*time.Hour))
}

// share is a part of one as a percentage; a negative one is not known.
func share(f float64) string {
	switch {
	case f < 0:
		return "–"
	case f >= 0.9999:
		return "100 %"
	case f > 0 && f < 0.001:
		return "< 0.1 %"
	default:
		return fmt.Sprintf("%.1f %%", max(0, f*100-0.04))
	}
}

// sure is a confidence in words.
func sure(confidence float64) string {
	switch {
	case confidence >= 0.9:
		return "very sure"
	case confidence >= 0.75:
		return "fairly sure"
	case confidence >= 0.5:
		return "likely, not certain"
	default:
		return "a guess"
	}
}

// onIt marks what somebody has acknowledged.
const onIt = " ✓"

// word is the state of a site in a word. What is not confirmed has a question mark; one that comes and goes is
// flapping, beside the symbol of the state in which it is held.
func word(s *estate.Site) string {
	state := string(s.State)
	switch {
	case s.Flapping:
		state = "flapping"
	case s.Suspect && s.State == result.Up:
		return "down?"
	}
	if s.Acked {
		state += onIt
	}
	return state
}

// tone is the state whose look the state of a site has: one that comes and goes is not shown as fine while it is up.
func tone(s *estate.Site) result.State {
	if s.Flapping && s.State == result.Up {
		return result.Degraded
	}
	return s.State
}

// count is n things: 1 site, 2 sites.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
