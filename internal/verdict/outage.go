package verdict

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
)

// outage is a verdict in the making, with what it is about.
type outage struct {
	estate.Verdict
	provider    string
	datacenters []string
	lone        bool // a machine with nothing beside it to be compared with
}

// find groups the sites that are down by what they share: a building, a product, a machine; what is left is theirs
// alone. A site that is explained by another one is not asked for its cause.
func find(s *estate.Snapshot) []outage {
	var found []outage
	dark := make(map[string][]*estate.Site)
	var buildings []string
	for _, x := range s.Sites {
		switch {
		case x.State != result.Down:
		case x.ExplainedBy != "":
			found = append(found, explained(x))
		case isDark(x.Class()) && x.Place.Datacenter != "":
			b := x.Place.Building().String()
			if dark[b] == nil {
				buildings = append(buildings, b)
			}
			dark[b] = append(dark[b], x)
		default:
			found = append(found, alone(x))
		}
	}
	for _, b := range buildings {
		found = append(found, building(s, dark[b])...)
	}
	return foldExplained(found)
}

// isDark tells failures that come from a machine or a network that does not answer from those of a page.
func isDark(f result.Failure) bool {
	switch f {
	case result.TLSTimeout, result.HTTPTimeout, result.HTTPReset,
		result.SMTPTimeout, result.IMAPTimeout, result.POP3Timeout:
		return true
	}
	return f.Family() == "tcp" || f.Family() == "ping"
}

// building judges the dark sites of one building.
func building(s *estate.Snapshot, dark []*estate.Site) []outage {
	place := dark[0].Place.Building()
	darkIDs, answering := census(s, place, dark)
	switch {
	case len(darkIDs) >= 2 && oneCluster(dark) && len(answering) == 0:
		return []outage{product(s, dark)}
	case len(darkIDs) >= 2 && len(darkIDs) >= 3*len(answering):
		return []outage{datacenter(s, place, dark, darkIDs, answering)}
	case len(answering) == 0 && named(s, place):
		return []outage{datacenter(s, place, dark, darkIDs, answering)}
	}
	var found []outage
	for _, id := range darkIDs {
		found = append(found, server(s, id, on(dark, id), answering))
	}
	return found
}

// census counts the machines of a building: those whose every watched site is dark, and those that answer.
// A site that is not confirmed either way speaks for neither.
func census(s *estate.Snapshot, place account.Place, dark []*estate.Site) (darkIDs, answering []string) {
	isUp := make(map[string]bool)
	isDown := make(map[string]bool)
	for _, x := range s.Sites {
		if x.Resource != "" && x.Place.Building() == place && !x.Suspect && answers(x) {
			isUp[x.Resource] = true
		}
	}
	for _, x := range dark {
		isDown[x.Resource] = true
	}
	for id := range isDown {
		darkIDs = append(darkIDs, id)
	}
	for id := range isUp {
		if !isDown[id] {
			answering = append(answering, id)
		}
	}
	sort.Strings(darkIDs)
	sort.Strings(answering)
	return darkIDs, answering
}

// answers tells whether something came back from the site's machine, be it an error.
func answers(x *estate.Site) bool {
	switch x.State {
	case result.Up, result.Degraded:
		return true
	case result.Down:
		return !isDark(x.Class()) && x.Class().Family() != "dns"
	default:
		return false
	}
}

func oneCluster(dark []*estate.Site) bool {
	for _, x := range dark {
		if x.Place.Cluster == "" || x.Place.Cluster != dark[0].Place.Cluster {
			return false
		}
	}
	return true
}

// named tells whether an open notice names the building.
func named(s *estate.Snapshot, place account.Place) bool {
	for _, n := range s.Notices {
		if n.Provider == place.Provider && !n.Planned && n.Open(s.Now) && concerns(n, []string{place.Datacenter}) {
			return true
		}
	}
	return false
}

// concerns tells whether a notice names one of the datacenters, or the campus that they stand on.
func concerns(n account.Notice, datacenters []string) bool {
	for _, p := range n.Scope.Places() {
		for _, dc := range datacenters {
			if strings.EqualFold(p, dc) || strings.EqualFold(p, campus(dc)) {
				return true
			}
		}
	}
	return false
}

// campus is the letters of a datacenter's name: sbg of sbg2.
func campus(datacenter string) string {
	return strings.TrimRight(datacenter, "0123456789")
}

// official lays the provider's word beside ours, with both clocks.
func (o *outage) official(s *estate.Snapshot) {
	if o.provider == "" {
		return
	}
	for _, n := range s.Notices {
		if n.Provider != o.provider || n.Planned || !n.Open(s.Now) || !concerns(n, o.datacenters) {
			continue
		}
		switch first := o.Official.FirstPost; {
		case !n.Posted.IsZero() && (first.IsZero() || n.Posted.Before(first)):
			o.Official = estate.Official{Said: true, FirstPost: n.Posted, Lag: n.Posted.Sub(o.Since), Notice: n.ID}
		case !o.Official.Said:
			o.Official = estate.Official{Said: true, Notice: n.ID}
		}
	}
	name := account.ProviderName(o.provider)
	if !o.Official.Said {
		o.say(false, estate.FromNotice, "%s has not said so yet", name)
		return
	}
	o.say(true, estate.FromNotice, "%s has posted a notice that names it", name)
	o.Confidence = min(0.98, o.Confidence+0.1)
}

func (o *outage) say(speaksFor bool, kind estate.EvidenceKind, format string, args ...any) {
	o.Evidence = append(o.Evidence, estate.Evidence{For: speaksFor, Kind: kind, Text: fmt.Sprintf(format, args...)})
}

// joinBuildings makes one outage of several buildings of one provider that are dark at once.
func joinBuildings(s *estate.Snapshot, found []outage) []outage {
	byProvider := make(map[string][]outage)
	var rest []outage
	for _, o := range spread(s, found) {
		if o.Cause == estate.CauseDatacenter {
			byProvider[o.provider] = append(byProvider[o.provider], o)
			continue
		}
		rest = append(rest, o)
	}
	for name, dark := range byProvider {
		if len(dark) == 1 {
			rest = append(rest, dark[0])
			continue
		}
		rest = append(rest, several(s, name, dark))
	}
	return rest
}

// spread reads a dark machine that has nothing beside it to be compared with as a dark building, where another
// building of the same campus is dark: they share their power and their fire service.
func spread(s *estate.Snapshot, found []outage) []outage {
	dark := make(map[string]bool)
	for _, o := range found {
		if o.Cause == estate.CauseDatacenter {
			dark[o.provider+"/"+campus(o.datacenters[0])] = true
		}
	}
	for i, o := range found {
		if o.Cause != estate.CauseServer || !o.lone || !dark[o.provider+"/"+campus(o.datacenters[0])] {
			continue
		}
		r, _ := s.Resource(o.Where)
		var sitesOn []*estate.Site
		for _, name := range o.Affected {
			if x, ok := s.Site(name); ok {
				sitesOn = append(sitesOn, x)
			}
		}
		found[i] = datacenter(s, r.Place.Building(), sitesOn, []string{o.Where}, nil)
	}
	return found
}

func earliest(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

func sites(n int) string {
	if n == 1 {
		return "1 site"
	}
	return fmt.Sprintf("%d sites", n)
}
