package names

import (
	"context"
	"fmt"
	"time"

	"github.com/miekg/dns"

	"vigie/probes/door"
)

// doubt is how long is spent on finding out why a resolver could not tell.
const doubt = 2 * time.Second

// WhyServFail finds out why a resolver could not tell, by asking it twice more: for the same without verifying
// signatures, and for the root of all names, which a resolver that works always knows. It returns the reason, and
// what came back without verifying; nil where nothing did.
func (a Answer) WhyServFail(ctx context.Context, d door.Door) (reason string, unverified *Answer) {
	trusting, server := a.asked, a.Server.Address
	trusting.trust = true
	m, err := askBriefly(ctx, d, server, trusting)
	believable := err == nil && (m.Rcode == dns.RcodeSuccess || m.Rcode == dns.RcodeNameError)
	if err == nil {
		second := readAnswer(m, a.asked, a.Server)
		unverified = &second
	}
	m, err = askBriefly(ctx, d, server, Question{Name: ".", Type: dns.TypeNS, recurse: true})
	works := err == nil && m.Rcode != dns.RcodeServerFailure
	about, code := a.about(), a.code()
	switch {
	case believable && works:
		return fmt.Sprintf("the signatures of the zone of %s are wrong, finds the resolver %s (DNSSEC, %s)", about, server, code), unverified
	case believable:
		return fmt.Sprintf("the resolver %s finds the signatures of the zone of %s wrong, or has a wrong clock or wrong keys itself (DNSSEC, %s)", server, about, code), unverified
	case works:
		return fmt.Sprintf("the resolver %s works, but got no answer about %s from its name servers (%s)", server, about, code), unverified
	default:
		return fmt.Sprintf("the resolver %s could not find out about %s, nor about the root of all names (%s)", server, about, code), unverified
	}
}

// askBriefly asks for a moment, and leaves as much time again for what comes after.
func askBriefly(ctx context.Context, d door.Door, server string, q Question) (*dns.Msg, error) {
	now := d.Now()
	return ask(ctx, d, server, q, door.Until(ctx, now, min(doubt, door.Budget(ctx, now)/2)))
}
