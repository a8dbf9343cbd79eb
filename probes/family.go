package probes

import (
	"context"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/names"
)

// Family chooses the address family of a probe.
type Family = names.Family

// The families. Both asks IPv4 and IPv6 apart: one of them broken is degraded.
const (
	AnyFamily = names.AnyFamily
	IPv4      = names.IPv4
	IPv6      = names.IPv6
	Both      = names.Both
)

// eachFamily asks once, or IPv4 and IPv6 apart, each with half of the time: one of the two broken is degraded,
// since half of the visitors still come through.
func eachFamily(ctx context.Context, env Env, f Family, ask func(context.Context, Env, Family) result.Result) result.Result {
	if f == "" {
		f = AnyFamily
	}
	if f != Both {
		return ask(ctx, env, f)
	}
	half, cancel := door.Share(ctx, env.Door, 2)
	four := ask(half, env, IPv4)
	cancel()
	return bothFamilies(four, ask(ctx, env, IPv6))
}

// bothFamilies makes one result of two.
func bothFamilies(four, six result.Result) result.Result {
	switch {
	case four.State == result.Down && six.State == result.Down:
		four.Evidence = append(four.Evidence, six.Evidence...)
		return fail(four, four.Failure, "over IPv4: %s; over IPv6: %s", four.Reason, six.Reason)
	case four.State == result.Down:
		return halfBroken(six, four, "IPv4")
	case six.State == result.Down:
		return halfBroken(four, six, "IPv6")
	case six.State.Worse(four.State):
		return six
	default:
		return four
	}
}

// halfBroken keeps what was seen of the family that works, and tells of the one that does not.
func halfBroken(works, broken result.Result, family string) result.Result {
	if works.State == result.Unknown {
		return broken
	}
	works.Evidence = append(works.Evidence, broken.Evidence...)
	works.Evidence = append(works.Evidence, result.Evidence{Name: result.BrokenFamily, Text: family})
	return degrade(works, broken.Failure, "over %s: %s", family, broken.Reason)
}
