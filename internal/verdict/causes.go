package verdict

import (
	"fmt"
	"sort"
	"strings"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
)

// How sure a verdict is to begin with, and what each kind of evidence adds to it.
const (
	sureOfServer     = 0.6  // one machine is dark
	sureOfBuilding   = 0.65 // at least two machines of one building are dark, none answers
	sureOfSite       = 0.85 // the machine answers, the site does not
	sureWithoutPlace = 0.4  // nobody told where it runs
	perMachine       = 0.05 // each further dark machine beside the first two
	answeringBeside  = 0.2  // a neighbour in the building answers: it is the machine, not the building
	answeringOutside = 0.1  // the same provider answers elsewhere
	doubt            = 0.15 // something in the building answers although the building is blamed
)

func datacenter(s *estate.Snapshot, place account.Place, dark []*estate.Site, darkIDs, answering []string) outage {
	name := strings.ToUpper(place.Datacenter)
	o := begin(dark)
	o.provider, o.datacenters = place.Provider, []string{place.Datacenter}
	o.Cause, o.Where = estate.CauseDatacenter, place.Provider+"/"+place.Datacenter
	o.Confidence = min(0.95, sureOfBuilding+perMachine*float64(max(0, len(darkIDs)-2)))

	o.say(true, estate.FromProbe, "%s in %s %s not answer: %s", sites(len(dark)), name, do(len(dark)), howTheyFail(dark))
	o.say(true, estate.FromProvider, "they run on %s there", machines(len(darkIDs)))
	if len(answering) > 0 {
		o.Confidence -= doubt
		o.say(false, estate.FromNeighbour, "%s in %s still %s", machines(len(answering)), name, verb(len(answering), "answers", "answer"))
	}
	o.compareOutside(s, place, name)
	down := s.Count()[result.Down]
	o.Summary = fmt.Sprintf("%d of %d sites %s down, %s in %s.%s",
		down, len(s.Sites), verb(down, "is", "are"), share(len(dark), down), name, o.outside(name))
	o.WouldChange = "a machine in " + name + " that answers, or one outside it that stops"
	return o
}

func several(s *estate.Snapshot, provider string, dark []outage) outage {
	o := outage{provider: provider}
	o.Cause, o.Where = estate.CauseProvider, provider
	var names []string
	for _, d := range dark {
		o.Affected = append(o.Affected, d.Affected...)
		o.datacenters = append(o.datacenters, d.datacenters...)
		o.Since = earliest(o.Since, d.Since)
		o.Confidence = max(o.Confidence, d.Confidence)
		names = append(names, strings.ToUpper(d.datacenters[0]))
		o.Evidence = append(o.Evidence, d.Evidence[0])
	}
	sort.Strings(names)
	list := strings.Join(names, ", ")
	o.compareOutside(s, account.Place{Provider: provider}, "these buildings")
	o.Summary = fmt.Sprintf("%d of %d sites are down, in %d buildings of %s: %s.%s",
		len(o.Affected), len(s.Sites), len(names), account.ProviderName(provider), list, o.outside("them"))
	o.WouldChange = "a machine that answers in one of " + list
	return o
}

func product(s *estate.Snapshot, dark []*estate.Site) outage {
	place := dark[0].Place
	o := begin(dark)
	o.provider, o.datacenters = place.Provider, []string{place.Datacenter}
	o.Cause, o.Where = estate.CauseProduct, place.Provider+"/web-hosting/"+place.Cluster
	o.Confidence = sureOfBuilding
	o.say(true, estate.FromProbe, "%s on %s %s not answer: %s", sites(len(dark)), place.Cluster, do(len(dark)), howTheyFail(dark))
	o.compareOutside(s, place, place.Cluster)
	o.Summary = fmt.Sprintf("%d of %d sites are down, all of them on web hosting %s.", len(dark), len(s.Sites), place.Cluster)
	o.WouldChange = "a hosting on " + place.Cluster + " that answers"
	return o
}

func server(s *estate.Snapshot, id string, dark []*estate.Site, answering []string) outage {
	r, _ := s.Resource(id)
	o := begin(dark)
	o.provider, o.datacenters = r.Provider, []string{r.Place.Datacenter}
	o.Cause, o.Where, o.Confidence = estate.CauseServer, id, sureOfServer
	kind := string(r.Kind)
	building := strings.ToUpper(r.Place.Datacenter)
	o.say(true, estate.FromProbe, "%s on it %s not answer: %s", sites(len(dark)), do(len(dark)), howTheyFail(dark))
	if len(answering) > 0 {
		o.Confidence += answeringBeside
		o.say(true, estate.FromNeighbour, "%s beside it in %s %s", machines(len(answering)), building, verb(len(answering), "answers", "answer"))
	} else {
		o.lone = true
		o.say(false, estate.FromNeighbour, "nothing else of yours in %s can be compared: it may be the building", building)
	}
	o.compareOutside(s, r.Place, building)
	o.Summary = fmt.Sprintf("%s %s down: the %s %s in %s does not answer.",
		strings.Join(o.Affected, ", "), verb(len(dark), "is", "are"), kind, r.Name, building)
	o.WouldChange = "a second machine in " + building + " that stops answering"
	return o
}

// alone judges a site that shares its failure with nothing.
func alone(x *estate.Site) outage {
	o := begin([]*estate.Site{x})
	o.Cause, o.Where, o.Confidence = estate.CauseSite, x.Name, sureOfSite
	o.provider = x.Place.Provider
	if x.Place.Datacenter != "" {
		o.datacenters = []string{x.Place.Datacenter}
	}
	o.say(true, estate.FromProbe, "%s", x.Reason)
	switch {
	case x.Class().Family() == "dns":
		o.Cause, o.Summary = estate.CauseDNS, fmt.Sprintf("%s is down: its name does not resolve.", x.Name)
		o.WouldChange = "an answer from the zone's own servers"
	case isCertificate(x.Class()):
		o.Cause, o.Summary = estate.CauseCert, fmt.Sprintf("%s is down: visitors are warned off by its certificate.", x.Name)
		o.WouldChange = "a certificate that can be verified"
	case isDark(x.Class()):
		o.Confidence = sureWithoutPlace
		o.Summary = fmt.Sprintf("%s is down: nothing answers at its address.", x.Name)
		o.say(false, estate.FromProvider, "it is not known which machine it runs on, so nothing can be compared")
		o.WouldChange = "knowing where it runs: connect its provider, or set host"
	default:
		o.Summary = fmt.Sprintf("%s is down: its host answers, the site does not.", x.Name)
		o.WouldChange = "its host not answering at all"
	}
	return o
}

func isCertificate(f result.Failure) bool {
	switch f {
	case result.TLSExpired, result.TLSNotYetValid, result.TLSName, result.TLSUntrusted:
		return true
	}
	return false
}

// explained stands for a site that is down because something that it needs is.
func explained(x *estate.Site) outage {
	o := begin([]*estate.Site{x})
	o.Cause, o.Where, o.Confidence = estate.CauseThirdParty, x.ExplainedBy, sureOfSite
	o.Summary = fmt.Sprintf("%s is down, and so is %s, which it needs.", x.Name, x.ExplainedBy)
	o.say(true, estate.FromProbe, "%s needs %s, which is down", x.Name, x.ExplainedBy)
	o.WouldChange = x.ExplainedBy + " coming back without it"
	return o
}

// foldExplained adds the sites that an outage explains to that outage.
func foldExplained(found []outage) []outage {
	var own, kept []outage
	for _, o := range found {
		if o.Cause != estate.CauseThirdParty {
			own = append(own, o)
		}
	}
	for _, o := range found {
		if o.Cause == estate.CauseThirdParty && !absorb(own, o) {
			kept = append(kept, o)
		}
	}
	return append(own, kept...)
}

func absorb(own []outage, o outage) bool {
	for i := range own {
		for _, name := range own[i].Affected {
			if name == o.Where {
				own[i].Affected = append(own[i].Affected, o.Affected...)
				own[i].Evidence = append(own[i].Evidence, o.Evidence...)
				return true
			}
		}
	}
	return false
}

// begin is what every outage has: whom it hits and since when.
func begin(down []*estate.Site) outage {
	var o outage
	for _, x := range down {
		o.Affected = append(o.Affected, x.Name)
		o.Since = earliest(o.Since, x.Since)
	}
	return o
}

// compareOutside looks for what answers at the same provider, outside the place that is blamed.
func (o *outage) compareOutside(s *estate.Snapshot, place account.Place, name string) {
	affected := make(map[string]bool)
	for _, n := range o.Affected {
		affected[n] = true
	}
	same, elsewhere := 0, 0
	for _, x := range s.Sites {
		if affected[x.Name] || !answers(x) {
			continue
		}
		o.Spared = append(o.Spared, x.Name)
		if x.Place.Provider == place.Provider && x.Place.Datacenter != "" && x.Place.Datacenter != place.Datacenter {
			same++
		} else if x.Place.Provider == "" {
			elsewhere++
		}
	}
	if same > 0 {
		o.Confidence = min(0.95, o.Confidence+answeringOutside)
		o.say(true, estate.FromNeighbour, "%s outside %s, at the same provider, %s", sites(same), name, verb(same, "answers", "answer"))
	}
	if same+elsewhere > 0 {
		o.say(true, estate.FromReference, "your own line works: %s", verb(same+elsewhere, "another site answers", "other sites answer"))
	} else {
		o.Confidence -= doubt
		o.say(false, estate.FromReference, "nothing elsewhere can be compared: it may be more than this")
	}
}

// outside says what of the rest is known, for a summary.
func (o *outage) outside(name string) string {
	if len(o.Spared) == 0 {
		return ""
	}
	return fmt.Sprintf(" The %d outside %s answer.", len(o.Spared), name)
}

func on(dark []*estate.Site, id string) []*estate.Site {
	var list []*estate.Site
	for _, x := range dark {
		if x.Resource == id {
			list = append(list, x)
		}
	}
	return list
}

// howTheyFail lists the ways of failing, the most frequent first.
func howTheyFail(dark []*estate.Site) string {
	count := make(map[string]int)
	var ways []string
	for _, x := range dark {
		w := way(x.Class())
		if count[w]++; count[w] == 1 {
			ways = append(ways, w)
		}
	}
	sort.SliceStable(ways, func(i, j int) bool { return count[ways[i]] > count[ways[j]] })
	return strings.Join(ways, ", ")
}

func way(f result.Failure) string {
	switch f {
	case result.TCPRefused:
		return "connections are refused"
	case result.TCPReset, result.HTTPReset:
		return "connections are cut"
	case result.TCPUnreachable:
		return "no way leads there"
	case result.HTTPTimeout, result.TLSTimeout:
		return "they connect and say nothing"
	default:
		return "nothing comes back at all"
	}
}

func machines(n int) string {
	if n == 1 {
		return "1 machine"
	}
	return fmt.Sprintf("%d machines", n)
}

func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func do(n int) string { return verb(n, "does", "do") }

// share says how many of those that are down stand in one place.
func share(here, down int) string {
	switch {
	case down == 1:
		return "and it stands"
	case here == down:
		return "all of them"
	default:
		return fmt.Sprintf("%d of them", here)
	}
}
