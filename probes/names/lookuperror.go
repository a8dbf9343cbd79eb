package names

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"vigie/internal/result"
	"vigie/probes/neterr"
	"vigie/probes/words"
)

// LookupError is why a name could not be turned into addresses.
type LookupError struct {
	Failure result.Failure // one of the dns family; empty when this machine could not even ask
	Reason  string         // a sentence for a person
}

func (e *LookupError) Error() string { return e.Reason }

// noAnswer says that nothing, or nothing that is of use, came from whoever was asked.
func noAnswer(err error, name, who string, took time.Duration) *LookupError {
	about := strings.TrimSuffix(name, ".")
	switch {
	case neterr.Exhausted(err):
		return &LookupError{"", neterr.WhyExhausted(err)}
	case errors.Is(err, errNoName):
		return &LookupError{result.DNSNXDomain, fmt.Sprintf("%q is %s", about, errNoName)}
	case errors.Is(err, errGarbled):
		return &LookupError{result.DNSServFail, fmt.Sprintf("%s answers about the name %s with what is no DNS message", who, about)}
	case errors.Is(err, errCutShort):
		return &LookupError{result.DNSTimeout, fmt.Sprintf("the answer about the name %s is too long for UDP, and over TCP %s gives none", about, who)}
	case neterr.WasRefused(err):
		return &LookupError{result.DNSTimeout, fmt.Sprintf("no answer about the name %s: nothing listens at %s", about, who)}
	case neterr.TimedOut(err):
		return &LookupError{result.DNSTimeout, fmt.Sprintf("no answer about the name %s from %s within %s", about, who, words.Seconds(took))}
	default:
		return &LookupError{result.DNSTimeout, fmt.Sprintf("no answer about the name %s from %s: %s", about, who, neterr.Plain(err))}
	}
}
