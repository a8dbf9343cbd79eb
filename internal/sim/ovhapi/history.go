package ovhapi

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"vigie/internal/sim"
)

// monthsShown is how many months the history of a page goes back.
const monthsShown = 3

// history is what a page shows of the last months, as the real pages serve it.
func (p pages) history(page string, t time.Time) ([]byte, error) {
	t = t.UTC()
	months := []object{}
	for i := range monthsShown {
		first := time.Date(t.Year(), t.Month()-time.Month(i), 1, 0, 0, 0, 0, time.UTC)
		incidents := []object{}
		for _, n := range p.notices(page, t) {
			if at := n.Posted.UTC(); at.Year() == first.Year() && at.Month() == first.Month() {
				incidents = append(incidents, object{
					"code": n.ID, "name": n.Title, "impact": n.Impact, "timestamp": stamp(n), "message": p.updates(n)[0]["body"],
				})
			}
		}
		months = append(months, object{
			"name": first.Month().String(), "year": first.Year(), "starts_on": int(first.Weekday()),
			"days": first.AddDate(0, 1, -1).Day(), "incidents": incidents,
		})
	}
	start := time.Date(t.Year(), t.Month()-monthsShown+1, 1, 0, 0, 0, 0, time.UTC)
	return json.Marshal(object{
		"page_status": object{"page": object{
			"name": page, "subdomain": page, "domain": page + statusDomain, "created_at": start.AddDate(-1, 0, 0),
			"updated_at": p.updated(page, t), "url": address(page), "hidden_from_search": false,
		}},
		"components": p.components(page, t), "months": months, "show_component_filter": true, "show_uptime_calendar": true,
		"component_filter": nil, "start_time": start, "end_time": start.AddDate(0, monthsShown, 0).Add(-time.Second),
	})
}

// notices are those of a page, the newest first.
func (p pages) notices(page string, t time.Time) []sim.PostedNotice {
	list := slices.DeleteFunc(slices.Clone(p.world.Notices(t)), func(n sim.PostedNotice) bool { return n.Page != page })
	slices.SortStableFunc(list, func(x, y sim.PostedNotice) int { return cmp.Compare(y.Posted.UnixNano(), x.Posted.UnixNano()) })
	return list
}

// stamp is from when to when there were postings, as the history writes it: without a year, and with marks in it.
func stamp(n sim.PostedNotice) string {
	day := func(at time.Time) string { return at.UTC().Format("Jan <var data-var='date'>2</var>") }
	clock := func(at time.Time) string { return at.UTC().Format("<var data-var='time'>15:04</var>") }
	s := day(n.Posted) + ", " + clock(n.Posted)
	switch {
	case day(n.Updated) != day(n.Posted):
		s += " - " + day(n.Updated) + ", " + clock(n.Updated)
	case n.Updated.After(n.Posted):
		s += " - " + clock(n.Updated)
	}
	return s + " UTC"
}
