// Package verdict says what is believed to be broken, where, how surely, and why: pure functions from a picture
// of the estate to verdicts. No clock, no network, no memory.
//
// It may import estate and the leaves beneath it, and nothing else of vigie.
package verdict

import (
	"fmt"
	"sort"
	"time"

	"vigie/internal/estate"
	"vigie/internal/result"
)

// Judge finds the outages in a picture, the worst first. It always returns at least one verdict;
// when nothing is wrong, that is one whose cause is none.
func Judge(s *estate.Snapshot) []estate.Verdict {
	if v, ok := local(s); ok {
		return []estate.Verdict{v}
	}
	outages := joinBuildings(s, find(s))
	if len(outages) == 0 {
		return []estate.Verdict{calm(s)}
	}
	sort.SliceStable(outages, func(i, j int) bool {
		if len(outages[i].Affected) != len(outages[j].Affected) {
			return len(outages[i].Affected) > len(outages[j].Affected)
		}
		if !outages[i].Since.Equal(outages[j].Since) {
			return outages[i].Since.Before(outages[j].Since)
		}
		return outages[i].Cause == estate.CauseServer && outages[j].Cause != estate.CauseServer // a machine before a page
	})
	verdicts := make([]estate.Verdict, len(outages))
	for i, o := range outages {
		o.official(s)
		verdicts[i] = o.Verdict
	}
	return verdicts
}

// local tells whether our own line is what is broken: then no site may be called down.
func local(s *estate.Snapshot) (estate.Verdict, bool) {
	var blind []string
	var since time.Time
	answering := 0
	for _, x := range s.Sites {
		switch {
		case x.Failure == result.LocalOffline:
			blind = append(blind, x.Name)
			since = earliest(since, x.Since)
		case x.State == result.Up || x.State == result.Degraded:
			answering++
		}
	}
	if len(blind) == 0 || answering > len(blind) {
		return estate.Verdict{}, false
	}
	return estate.Verdict{
		Cause: estate.CauseLocal, Confidence: 0.9, Since: since, Affected: blind,
		Summary: "This machine has no network: nothing can be told about your sites.",
		Evidence: []estate.Evidence{
			{For: true, Kind: estate.FromReference, Text: "none of the well-known references outside answers either"},
			{For: true, Kind: estate.FromProbe, Text: fmt.Sprintf("%s could not be asked", sites(len(blind)))},
		},
		WouldChange: "an answer from any reference or site",
	}, true
}

// calm is the verdict when no site is down.
func calm(s *estate.Snapshot) estate.Verdict {
	n := s.Count()
	if len(s.Sites) > 0 && n[result.Unknown] == len(s.Sites) {
		return estate.Verdict{Cause: estate.CauseUnknown, Summary: "Nothing is known yet: the first answers are on their way."}
	}
	for _, src := range s.Sources {
		if src.Faulty(s.Now) && !src.NoKey { // who refuses a key answers
			return estate.Verdict{
				Cause: estate.CauseControl, Where: src.Name, Since: src.Since, Confidence: 0.7,
				Summary: fmt.Sprintf("Your sites answer; %s does not.", src.Name),
				Evidence: []estate.Evidence{
					{For: true, Kind: estate.FromProvider, Text: src.Error},
					{For: true, Kind: estate.FromProbe, Text: fmt.Sprintf("%s up", sites(n[result.Up]+n[result.Degraded]))},
				},
				WouldChange: "a site that stops answering",
			}
		}
	}
	v := estate.Verdict{Cause: estate.CauseNone, Confidence: 1, Summary: calmSummary(n, len(s.Sites))}
	if n[result.Unknown] > 0 {
		v.Confidence = float64(len(s.Sites)-n[result.Unknown]) / float64(len(s.Sites))
	}
	return v
}

func calmSummary(n map[result.State]int, all int) string {
	switch {
	case all == 0:
		return "No site is being watched."
	case n[result.Unknown] > 0:
		return fmt.Sprintf("Nothing is down; %s not known yet.", sites(n[result.Unknown]))
	case n[result.Degraded] > 0:
		return fmt.Sprintf("Nothing is down; %s slow or nearly expired.", sites(n[result.Degraded]))
	case all == 1:
		return "Your site answers."
	default:
		return fmt.Sprintf("All %d sites answer.", all)
	}
}
