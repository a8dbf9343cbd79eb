package probes

import (
	"vigie/internal/result"
)

// eachFamily asks once, or IPv4 and IPv6 apart: one of the two broken is degraded, since half of the visitors
// still come through.
func eachFamily(f Family, ask func(Family) result.Result) result.Result {
	if f == "" {
		f = AnyFamily
	}
	if f != Both {
		return ask(f)
	}
	four, six := ask(IPv4), ask(IPv6)
	switch {
	case four.State == result.Down && six.State == result.Down:
		return four
	case four.State == result.Down:
		return degrade(six, four.Failure, "over IPv4: %s", four.Reason)
	case six.State == result.Down:
		return degrade(four, six.Failure, "over IPv6: %s", six.Reason)
	case six.State.Worse(four.State):
		return six
	default:
		return four
	}
}
