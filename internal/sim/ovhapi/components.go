package ovhapi

import (
	"slices"
	"strings"
	"time"
)

// components are the campuses of the estate as a page shows them: a group, and in it a light for each campus. The lights
// follow what is posted, as somebody at the provider sets them.
func (p pages) components(page string, t time.Time) []object {
	group := page + "-group"
	list := []object{component(page, group, "Global Infrastructure", "operational", p.updated(page, t))}
	ids := []string{}
	for _, campus := range p.campuses() {
		light, since := p.light(page, campus, t)
		c := component(page, page+"-"+campus, strings.ToUpper(campus), light, since)
		c["group"], c["group_id"], c["position"] = false, group, len(list)
		ids, list = append(ids, page+"-"+campus), append(list, c)
	}
	list[0]["components"] = ids
	return list
}

func component(page, id, name, light string, since time.Time) object {
	return object{
		"id": id, "name": name, "status": light, "created_at": since.AddDate(-1, 0, 0), "updated_at": since, "position": 1,
		"description": nil, "showcase": false, "start_date": nil, "group_id": nil, "page_id": page, "group": true,
		"only_show_if_degraded": false,
	}
}

// campuses are those in which the estate has something, or that the scenario's places name.
func (p pages) campuses() []string {
	e := p.world.Scenario().Estate
	var all []string
	for place := range e.Places {
		building, _, _ := strings.Cut(place, "/")
		all = append(all, campus(building))
	}
	for _, s := range e.Servers {
		all = append(all, campus(s.Datacenter))
	}
	for _, v := range e.VPS {
		all = append(all, campus(v.Region))
	}
	for _, h := range e.Hostings {
		all = append(all, campus(h.Datacenter))
	}
	slices.Sort(all)
	return slices.Compact(slices.DeleteFunc(all, func(s string) bool { return s == "" }))
}

// lights are the states of a component, the better ones first.
func lights() []string {
	return []string{"operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage"}
}

// light is the worst that is posted of a campus, and since when.
func (p pages) light(page, campus string, t time.Time) (light string, since time.Time) {
	worst, since := 0, p.world.Scenario().Start
	for _, n := range p.world.Notices(t) {
		if n.Page != page || !concerns(n.Title, campus) {
			continue
		}
		level := 0
		switch {
		case planned(n) && n.State == "in_progress":
			level = 1
		case open(n):
			level = max(0, slices.Index([]string{"none", "", "minor", "major", "critical"}, n.Impact))
		}
		if n.Updated.After(since) && (level > 0 || worst == 0) {
			since = n.Updated
		}
		worst = max(worst, level)
	}
	return lights()[worst], since
}

// concerns tells whether the head of a title, such as [SBG1/SBG2][Dedicated Servers], names a building of a campus.
func concerns(title, where string) bool {
	head, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(title, "[Scheduled]"), " "), "]")
	for _, place := range strings.Split(strings.ToLower(strings.TrimPrefix(head, "[")), "/") {
		if campus(place) == where {
			return true
		}
	}
	return false
}
