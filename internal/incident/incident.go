// Package incident follows incidents: it opens them when a verdict says so, lets sites join and leave, merges and splits
// them, keeps every promised time beside the one that it replaced, and closes them when all has been well for a while.
//
// All of it is written down as records in one file that is only ever added to. The Book is what they add up to: it can
// be made again from them, after a restart or in another process, and goes on with the same incidents. The Book has no
// clock and no goroutine; the Journal is the file. Neither knows a probe, a provider or a screen.
package incident

import (
	"strings"
	"time"
	"unicode"

	"vigie/internal/estate"
)

const (
	// calm is how long everything must have been up before an incident is closed: long enough for a machine that
	// restarts to fall over once more, short enough that "it is over" is told while people still wait for it.
	calm = 5 * time.Minute
	// relapse is how long after its end an incident is reopened by what falls back, and how long a site that has left
	// one belongs to it all the same when it fails again.
	relapse = time.Hour
	// settle is how long two causes must be seen in one incident before it is split: while an outage grows, a verdict
	// may waver between a building and its machines.
	settle = 2 * time.Minute
	// retell is how long a verdict that says the same of the same place in other words is not written down again.
	retell = time.Minute
	// longestText is how much of what a provider writes is kept, in characters.
	longestText = 1000
)

// opens tells whether there is an incident where a verdict says so. Where nothing is wrong there is none, nor where
// nothing is known yet. Our own line and the provider's API have incidents of their own, without sites: when they were
// away belongs to the story of an outage.
func opens(v estate.Verdict) bool {
	switch v.Cause {
	case estate.CauseNone, "":
		return false
	case estate.CauseUnknown:
		return len(v.Affected) > 0
	default:
		return true
	}
}

// Quiet tells whether nobody needs to be alerted of what a verdict says: no customer is hit by a provider's API, and
// while our own line is down nothing can be said of any site, nor to anybody.
func Quiet(v estate.Verdict) bool {
	return v.Cause == estate.CauseControl || v.Cause == estate.CauseLocal
}

// joins are the sites that are in the incident of a verdict.
func joins(v estate.Verdict) []string {
	if Quiet(v) {
		return nil
	}
	return v.Affected
}

// idOf is what an incident is called: when it began, in UTC, and where. It can be typed, and name a file.
func idOf(v estate.Verdict, now time.Time) string {
	const longest = 48
	where, since := v.Where, v.Since
	if where == "" {
		where = string(v.Cause)
	}
	if since.IsZero() {
		since = now
	}
	var name []rune
	for _, r := range strings.ToLower(where) {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '.' && len(name) > 0:
			name = append(name, r)
		case len(name) > 0 && name[len(name)-1] != '-':
			name = append(name, '-')
		}
	}
	name = name[:min(len(name), longest)]
	return since.UTC().Format("20060102-1504") + "-" + strings.TrimRight(string(name), "-.")
}

// cut shortens what a provider wrote.
func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
