package verdict

import (
	"fmt"
	"slices"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
)

// explain lays sites that are down because something that they need is, beside it. Where what is needed fails by itself,
// and not because its building or its machine does, it is the cause that they have in common.
func (b *brief) explain(found []*finding) []*finding {
	waiting := make(map[string][]*estate.Site)
	var order []string
	for _, x := range b.Sites {
		if x.State != result.Down || x.ExplainedBy == "" {
			continue
		}
		if waiting[x.ExplainedBy] == nil {
			order = append(order, x.ExplainedBy)
		}
		waiting[x.ExplainedBy] = append(waiting[x.ExplainedBy], x)
	}
	for len(order) > 0 { // what is needed may itself be explained by something
		before := len(order)
		order = slices.DeleteFunc(order, func(needed string) bool {
			i := slices.IndexFunc(found, func(f *finding) bool { return slices.Contains(f.Affected, needed) })
			if i < 0 {
				return false
			}
			b.lean(found[i], needed, waiting[needed])
			return true
		})
		if len(order) == before {
			break
		}
	}
	for _, needed := range order {
		f := rest(restsOnNeed, estate.CauseThirdParty, needed, nil)
		b.lean(f, needed, waiting[needed])
		found = append(found, f)
	}
	return found
}

// lean adds the sites that need one which an outage has hit.
func (b *brief) lean(f *finding, needed string, sites []*estate.Site) {
	var names []string
	for _, x := range sites {
		names = append(names, x.Name)
		f.Since = earliest(f.Since, x.Since)
	}
	if slices.Equal(f.Affected, []string{needed}) && alone(f) || f.Cause == estate.CauseThirdParty {
		f.Cause, f.Where = estate.CauseThirdParty, needed
		f.Confidence = max(f.Confidence, float64(restsOnNeed))
		f.Summary = fmt.Sprintf("%s %s down, and so is %s, which %s.", some(names), verb(len(names), "is", "are"), needed, verb(len(names), "it needs", "they need"))
		f.WouldChange = needed + " coming back without them"
	}
	f.Affected = append(f.Affected, names...)
	f.say(unmoved, estate.FromProbe, "%s %s %s, which is down", some(names), verb(len(names), "needs", "need"), needed)
}

// alone tells whether an outage is that of one service, and of nothing that it would share with others.
func alone(f *finding) bool {
	switch f.Cause {
	case estate.CauseSite, estate.CauseUnknown:
		return true
	case estate.CauseServer:
		if len(f.down) == 0 || f.down[0].home == nil {
			return true
		}
		k := f.down[0].home.Kind
		return k == account.Database || k == account.CloudDatabase
	}
	return false
}

// slowNeeds finds sites that are slow, or fail, while something that they need is slow.
func (b *brief) slowNeeds() []*finding {
	slow := make(map[string]*estate.Site)
	for _, x := range b.Sites {
		if isSlow(x) {
			slow[x.Name] = x
		}
	}
	if len(slow) == 0 {
		return nil
	}
	waiting := make(map[string][]*estate.Site)
	var order []string
	for _, x := range b.Sites {
		if x.State != result.Down && !isSlow(x) {
			continue
		}
		for _, n := range x.Needs {
			if slow[n] == nil {
				continue
			}
			if waiting[n] == nil {
				order = append(order, n)
			}
			waiting[n] = append(waiting[n], x)
			break
		}
	}
	var found []*finding
	for _, n := range order {
		found = append(found, b.slowNeed(slow[n], waiting[n]))
	}
	return found
}

func (b *brief) slowNeed(needed *estate.Site, sites []*estate.Site) *finding {
	f := rest(restsOnNeed, estate.CauseThirdParty, needed.Name, nil)
	f.Affected, f.Since, f.place = []string{needed.Name}, needed.Since, needed.Place
	for _, x := range sites {
		f.Affected = append(f.Affected, x.Name)
		f.Since = earliest(f.Since, x.Since)
	}
	for _, x := range b.failing {
		if slices.Contains(sites, x.Site) {
			f.down = append(f.down, x)
		}
	}
	f.say(unmoved, estate.FromProbe, "%s", needed.Reason)
	f.say(unmoved, estate.FromProbe, "%s %s it, and %s slow or %s too", some(f.Affected[1:]), verb(len(sites), "needs", "need"), verb(len(sites), "is", "are"), verb(len(sites), "fails", "fail"))
	f.Spared = b.spared
	f.Summary = fmt.Sprintf("%s is slow, and with it %s, which %s.", needed.Name, some(f.Affected[1:]), verb(len(sites), "needs it", "need it"))
	f.WouldChange = needed.Name + " answering fast while they stay slow"
	return f
}

func isSlow(x *estate.Site) bool { return x.State == result.Degraded && x.Class() == result.Slow }
