package verdict

import (
	"cmp"
	"strings"
	"time"

	"vigie/internal/estate"
	"vigie/internal/result"
)

// local tells whether our own line, or what stands on it, is what is broken: then no site may be called down.
func local(s *estate.Snapshot) *finding {
	l := look(s)
	if len(l.blind) > 0 && l.answering <= len(l.blind) {
		return offline(l)
	}
	const few = 2 // a network of guests shows its own certificate for everybody's
	if l.answering == 0 && l.distrusted >= few && l.distrusted == l.down && len(l.issuers) == 1 && len(l.hosts) >= few {
		return caught(l)
	}
	return nil
}

// lineLook is what a picture says of our own line.
type lineLook struct {
	blind      []string // sites that could not be asked
	reason     string
	since      time.Time
	answering  int // sites that have answered since
	down       int
	distrusted int // of which by their certificate
	suspects   []string
	issuers    map[string]bool
	hosts      map[string]bool
	first      time.Time // of the failures
}

func look(s *estate.Snapshot) *lineLook {
	l := &lineLook{issuers: make(map[string]bool), hosts: make(map[string]bool)}
	for _, x := range s.Sites {
		switch {
		case x.Failure == result.LocalOffline:
			l.blind = append(l.blind, x.Name)
			l.reason = x.Reason
			l.since = earliest(l.since, x.Since)
		case x.State == result.Down:
			l.down++
			l.first = earliest(l.first, x.Since)
			if last := x.Last(); symptomOf(x.Class()) == distrusted && last != nil && last.TLS != nil {
				l.distrusted++
				l.suspects = append(l.suspects, x.Name)
				l.issuers[last.TLS.Issuer] = true
				l.hosts[x.Address] = true
			}
		}
	}
	for _, x := range s.Sites {
		if x.State != result.Up && x.State != result.Degraded {
			continue
		}
		if last := x.Last(); last == nil || last.Time.After(l.since) && last.State != result.Unknown {
			l.answering++
		}
	}
	return l
}

func offline(l *lineLook) *finding {
	f := rest(restsOnLine, estate.CauseLocal, "", nil)
	f.Affected, f.Since = l.blind, l.since
	what, _, _ := strings.Cut(cmp.Or(l.reason, "this machine has no network"), ":")
	f.Summary = strings.ToUpper(what[:1]) + what[1:] + ": nothing can be told about your sites."
	f.say(unmoved, estate.FromReference, "%s", l.reason)
	f.say(unmoved, estate.FromProbe, "%s could not be asked", plural(len(l.blind), "site"))
	f.WouldChange = "an answer from any reference or site"
	return f
}

func caught(l *lineLook) *finding {
	f := rest(restsOnResolver, estate.CauseLocal, "", nil)
	f.Affected, f.Since = l.suspects, l.first
	f.Summary = "Something between this machine and the internet answers in place of your sites: nothing can be told about them."
	f.say(unmoved, estate.FromProbe, "%s on machines that have nothing in common show a certificate of one and the same issuer, which nobody trusts", plural(l.distrusted, "site"))
	f.say(unmoved, estate.FromProbe, "no site answers as itself, as in a network of guests before its login")
	f.WouldChange = "any site that shows its own certificate"
	return f
}
