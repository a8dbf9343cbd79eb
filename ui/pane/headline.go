package pane

import (
	"strings"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/ui/paint"
	"vigie/ui/theme"
)

// Headline is the verdict in a few words.
func Headline(s Scene) string {
	v := s.Snap.Verdict
	switch v.Cause {
	case estate.CauseLocal:
		return "OUR OWN LINE IS DOWN"
	case estate.CauseDNS:
		return "NAMES DO NOT RESOLVE"
	case estate.CauseCert:
		return "A CERTIFICATE IS WRONG"
	case estate.CauseSite:
		return named("SITE", v.Where) + " IS DOWN"
	case estate.CauseServer:
		return named("SERVER", v.Where) + " IS DOWN"
	case estate.CauseDatacenter:
		return named("DATACENTER", building(v.Where)) + " IS DOWN"
	case estate.CauseProduct:
		return named("PRODUCT", v.Where) + " IS DOWN"
	case estate.CauseProvider:
		return strings.ToUpper(account.ProviderName(v.Where)) + " IS DOWN IN SEVERAL PLACES"
	case estate.CauseThirdParty:
		return named("", v.Where) + ", WHICH SITES NEED, IS DOWN"
	case estate.CauseControl:
		return "THE PROVIDER'S API IS DOWN, YOUR SITES ARE NOT"
	case estate.CauseUnknown:
		return "THE CAUSE IS NOT CLEAR"
	}
	return calm(s)
}

// calm is the headline while nothing is known to be wrong.
func calm(s Scene) string {
	n := s.Count
	switch {
	case len(s.Snap.Sites) == 0:
		return "Nothing is watched yet"
	case n[result.Down] > 0:
		return count(n[result.Down], "site") + " down, cause not known yet"
	case n[result.Unknown] > 0:
		return count(n[result.Unknown], "site") + " not known yet"
	case n[result.Degraded] > 0:
		return count(n[result.Degraded], "site") + " degraded"
	default:
		return "All is well"
	}
}

// Mood is the state whose colour the headline has.
func Mood(s Scene) result.State {
	n := s.Count
	switch cause := s.Snap.Verdict.Cause; {
	case cause == estate.CauseLocal:
		return result.Unknown
	case n[result.Down] > 0:
		return result.Down
	case cause != estate.CauseNone && cause != "", n[result.Degraded] > 0:
		return result.Degraded
	case n[result.Unknown] > 0, len(s.Snap.Sites) == 0:
		return result.Unknown
	default:
		return result.Up
	}
}

func named(kind, name string) string {
	if name == "" {
		return kind
	}
	return strings.TrimSpace(kind + " " + strings.ToUpper(name))
}

// building is the last part of a place: ovh/sbg2 is SBG2.
func building(where string) string { return where[strings.LastIndex(where, "/")+1:] }

// cells draws n of each state as squares and signs, scaled down where total does not fit in w.
func cells(l *paint.Line, th *theme.Theme, n map[result.State]int, total, w int) {
	w = min(w, total)
	left := w
	for _, state := range []result.State{result.Down, result.Degraded, result.Unknown, result.Paused} {
		c := min(paint.Share(n[state], total, w), left)
		square := "■"
		if state != result.Down {
			square = theme.Symbol(state)
		}
		l.Repeat(th.State(state), square, c)
		left -= c
	}
	l.Repeat(th.State(result.Up), "□", left)
}
