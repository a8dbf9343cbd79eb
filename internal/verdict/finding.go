package verdict

import (
	"fmt"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
)

// weight is how much one piece of evidence adds to how sure a verdict is, or takes away from it.
type weight float64

// How sure a verdict is to begin with, by what it rests on. The figures are judgements, not statistics: what matters is
// their order, and that each has a reason.
const (
	restsOnBuilding weight = 0.65 // at least two things of one building are out, and next to none answers
	restsOnSick     weight = 0.55 // several machines of one building take connections, and nothing on them works
	restsOnOne      weight = 0.55 // one machine of a building is all that is known there; the provider names the building
	restsOnRack     weight = 0.60 // everything known in one rack is out, and the building answers elsewhere
	restsOnSeveral  weight = 0.75 // several buildings at once: no machine and no rack does that
	restsOnAll      weight = 0.70 // nothing of a provider answers: buildings in several cities do not fail together, a network does
	restsOnLoss     weight = 0.55 // machines in several cities come and go
	restsOnFamily   weight = 0.80 // the same machines answer over the other address family
	restsOnProduct  weight = 0.65 // everything on one shared platform fails
	restsOnMachine  weight = 0.60 // one machine is out
	restsOnService  weight = 0.60 // a machine is there, and none of the sites on it works
	restsOnSite     weight = 0.85 // the machine answers, the site does not
	restsOnNothing  weight = 0.30 // it is silent, and nothing is known to compare it with
	restsOnName     weight = 0.60 // a name does not resolve
	restsOnRegistry weight = 0.90 // the registry says that the domain does not work
	restsOnCert     weight = 0.90 // the certificate itself was seen
	restsOnEdge     weight = 0.60 // the error is the edge's own
	restsOnNeed     weight = 0.80 // what it needs is down
	restsOnLine     weight = 0.90 // no reference answers
	restsOnResolver weight = 0.85 // another resolver finds what ours does not
	restsOnAPI      weight = 0.70 // the API fails and the sites do not
)

// What further evidence adds or takes away.
const (
	eachFurther      weight = 0.04  // each further thing that is out, up to five
	neighboursOut    weight = 0.10  // machines of others in the place are out too: it is not only ours
	neighboursAnswer weight = 0.20  // machines of others beside it answer: it is ours alone
	besideAnswers    weight = 0.15  // an own machine beside it answers
	elsewhereAnswers weight = 0.10  // the same provider answers elsewhere
	lineWorks        weight = 0.05  // something outside of the provider answers
	nothingElsewhere weight = -0.15 // nothing elsewhere can be compared: it may be more than this
	nothingBeside    weight = -0.10 // nothing beside it can be compared: it may be the building
	contradicted     weight = -0.15 // something in what is blamed answers
	providerSays     weight = 0.10  // the provider names it too
	addressAnswers   weight = 0.25  // under its last address the site answers: only the name is lost
	secondAgrees     weight = 0.10  // another resolver does not find it either
	serversSilent    weight = 0.10  // who speaks for the zone says nothing, or nothing of use
	originAnswers    weight = 0.30  // the machine behind the edge serves the site
	workUnderWay     weight = 0.05  // the provider is at work on it
	unmoved          weight = 0
)

// The least and the most that a verdict can be sure: what looks from one place is never quite certain.
const (
	leastSure = 0.05
	mostSure  = 0.98
)

// finding is a verdict in the making, with what it is about.
type finding struct {
	estate.Verdict
	place account.Place // what is accused, as far as it is a place
	down  []*failing
}

// rest begins a finding about sites that fail.
func rest(on weight, cause estate.Cause, where string, down []*failing) *finding {
	f := &finding{down: down}
	f.Cause, f.Where, f.Confidence = cause, where, float64(on)
	for _, x := range down {
		f.Affected = append(f.Affected, x.Name)
		f.Since = earliest(f.Since, x.Since)
	}
	return f
}

// say notes a piece of evidence, and what it weighs.
func (f *finding) say(w weight, kind estate.EvidenceKind, format string, args ...any) {
	f.Confidence += float64(w)
	f.Evidence = append(f.Evidence, estate.Evidence{For: w >= 0, Kind: kind, Text: fmt.Sprintf(format, args...)})
}

// object notes what speaks against it.
func (f *finding) object(w weight, kind estate.EvidenceKind, format string, args ...any) {
	f.say(w, kind, format, args...)
	f.Evidence[len(f.Evidence)-1].For = false
}

// more counts further things that are out beside the first ones.
func (f *finding) more(n int) { f.Confidence += float64(eachFurther) * float64(min(5, max(0, n))) }

// done is the verdict.
func (f *finding) done() estate.Verdict {
	f.Confidence = min(mostSure, max(leastSure, f.Confidence))
	return f.Verdict
}

func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
