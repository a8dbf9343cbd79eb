package config

import (
	"cmp"
	"slices"
	"strings"

	"vigie/probes"
)

// finish makes the checks of a site, in the order of the kinds.
func (s *draft) finish() Site {
	site := s.site
	rank := make(map[string]int)
	for i, k := range kinds {
		rank[k.key] = i
	}
	slices.SortStableFunc(s.targets, func(a, b watched) int { return cmp.Compare(rank[a.key], rank[b.key]) })
	if site.Name == "" {
		site.Name = s.targets[0].name
	}
	for _, w := range s.targets {
		site.Checks = append(site.Checks, probes.Check{
			ID:   strings.Join([]string{site.Name, string(w.kind), w.target}, " "),
			Site: site.Name, Kind: w.kind, Target: w.target, Timeout: site.Timeout, Prober: w.prober(s),
		})
	}
	return site
}
