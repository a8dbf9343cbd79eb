package probes

import (
	"fmt"
	"time"

	"vigie/internal/result"
	"vigie/probes/words"
)

// couldNotAsk makes a result of a question that never left this machine.
func couldNotAsk(r result.Result, format string, args ...any) result.Result {
	r.State, r.Failure, r.Reason = result.Unknown, "", fmt.Sprintf(format, args...)
	return r
}

// fail makes a result of a failure.
func fail(r result.Result, f result.Failure, format string, args ...any) result.Result {
	r.State, r.Failure, r.Reason = result.Down, f, fmt.Sprintf(format, args...)
	return r
}

// degrade makes a result of something that answers, but not as it should.
func degrade(r result.Result, f result.Failure, format string, args ...any) result.Result {
	r.State, r.Failure, r.Reason = result.Degraded, f, fmt.Sprintf(format, args...)
	return r
}

// slow makes a result of something that answers as it should, but not soon enough.
func slow(r result.Result, took, under time.Duration) result.Result {
	return degrade(r, result.Slow, "answered after %s, wanted under %s", words.Seconds(took), words.Seconds(under))
}

// addPhases adds up what two took; what happened in neither did not happen.
func addPhases(a, b result.Phases) result.Phases {
	add := func(sum *time.Duration, d time.Duration) {
		if d >= 0 {
			*sum = max(0, *sum) + d
		}
	}
	add(&a.DNS, b.DNS)
	add(&a.Connect, b.Connect)
	add(&a.TLS, b.TLS)
	add(&a.FirstByte, b.FirstByte)
	add(&a.Transfer, b.Transfer)
	return a
}

// sum is how long a whole fetch took. Each phase begins where the one before it ended, so nothing is left out.
func sum(p result.Phases) time.Duration {
	return max(0, p.DNS) + max(0, p.Connect) + max(0, p.TLS) + max(0, p.FirstByte) + max(0, p.Transfer)
}

// stepOf is a result as a part of another: what was asked is its target.
func stepOf(target string, r result.Result) result.Step {
	return result.Step{
		Target: target, State: r.State, Failure: r.Failure, Reason: r.Reason, Address: r.Address,
		Total: r.Total, Phases: r.Phases, HTTP: r.HTTP, TLS: r.TLS, Mail: r.Mail,
	}
}
