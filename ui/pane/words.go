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

// share is a part of one as a percentage; a negative one is not known.
func share(f float64) string {
	switch {
	case f < 0:
		return "–"
	case f >= 0.9999:
		return "100 %"
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

// sees is what a customer meets on a site that fails in this way, as few words as tell it.
func sees(f result.Failure) string {
	switch f {
	case result.ContentBlank:
		return "white page"
	case result.ContentDefaultPage:
		return "the host's page"
	case result.ContentMissing, result.ContentForbidden, result.ContentJSON, result.ContentHeader:
		return "wrong page"
	case result.HTTPStatus:
		return "error page"
	case result.HTTPTruncated:
		return "half a page"
	case result.HTTPRedirect:
		return "endless redirects"
	case result.Slow:
		return "slow page"
	case result.TLSExpiring:
		return "nothing yet"
	case result.LocalOffline:
		return "not known"
	case result.TCPTimeout, result.HTTPTimeout, result.TLSTimeout:
		return "never loads"
	}
	switch f.Family() {
	case "dns":
		return "cannot be found"
	case "tls":
		return "security warning"
	case "tcp", "http":
		return "cannot be reached"
	}
	return ""
}

// word is the state of a site in a word. What is not confirmed has a question mark.
func word(s *estate.Site) string {
	switch {
	case s.Suspect && s.State == result.Up:
		return "down?"
	case s.Acked:
		return string(s.State) + " ✓"
	default:
		return string(s.State)
	}
}

// count is n things: 1 site, 2 sites.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
