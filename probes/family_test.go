package probes

import (
	"testing"

	"vigie/internal/result"
)

func TestOneResultOfTwoFamilies(t *testing.T) {
	up := result.Result{State: result.Up, Address: "works"}
	slow := degrade(result.Result{}, result.Slow, "slow")
	down := fail(result.Result{}, result.TCPTimeout, "silent")
	reset := fail(result.Result{}, result.TCPReset, "cut off")
	unknown := couldNotAsk(result.Result{}, "not asked")
	for name, c := range map[string]struct {
		four, six result.Result
		state     result.State
		failure   result.Failure
		reason    string
	}{
		"both work":                      {up, up, result.Up, "", ""},
		"IPv6 is slow":                   {up, slow, result.Degraded, result.Slow, "slow"},
		"IPv4 is slow":                   {slow, up, result.Degraded, result.Slow, "slow"},
		"IPv4 is down":                   {down, up, result.Degraded, result.TCPTimeout, "over IPv4: silent"},
		"IPv6 is down":                   {up, down, result.Degraded, result.TCPTimeout, "over IPv6: silent"},
		"both are down":                  {down, reset, result.Down, result.TCPTimeout, "over IPv4: silent; over IPv6: cut off"},
		"one is down, one was not asked": {unknown, down, result.Down, result.TCPTimeout, "silent"},
		"one was not asked":              {up, unknown, result.Unknown, "", "not asked"},
	} {
		got := bothFamilies(c.four, c.six)
		if got.State != c.state || got.Failure != c.failure || got.Reason != c.reason {
			t.Errorf("%s: %s %q, %s", name, got.State, got.Failure, got.Reason)
		}
	}
	if got := bothFamilies(up, down); got.Address != "works" {
		t.Errorf("the address of the family that works is lost: %q", got.Address)
	}
}
