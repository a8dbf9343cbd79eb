package ovhapi

import (
	"time"

	"vigie/internal/sim"
)

// posted are the notices of a page at a moment, newest first, as Statuspage v2 writes them.
func (p pages) posted(page string, t time.Time, wanted func(sim.PostedNotice) bool) []object {
	list := []object{}
	for _, n := range p.world.Notices(t) {
		if n.Page == page && wanted(n) {
			list = append([]object{p.object(n)}, list...)
		}
	}
	return list
}

func (p pages) object(n sim.PostedNotice) object {
	x := object{
		"id": n.ID, "name": n.Title, "status": n.State, "impact": n.Impact, "created_at": n.Posted, "updated_at": n.Updated,
		"started_at": n.Posted, "monitoring_at": nil, "resolved_at": nil, "page_id": n.Page,
		"shortlink":        address(n.Page) + "/incidents/" + n.ID,
		"incident_updates": p.updates(n), "components": []object{},
	}
	switch n.State {
	case "resolved", "postmortem", "completed":
		x["resolved_at"] = n.Updated
	}
	if planned(n) {
		x["scheduled_for"], x["scheduled_until"] = n.Posted, nil
		if !n.ETA.IsZero() {
			x["scheduled_until"] = n.ETA
		}
	}
	return x
}

// updates are the postings of a notice, newest first. An end that the scenario gives stands in the text of the
// posting, as on the real pages, which have no field for it.
func (p pages) updates(n sim.PostedNotice) []object {
	ends := p.ends(n.ID)
	list := make([]object, len(n.Postings))
	for i, post := range n.Postings {
		body := post.Body
		if i < len(ends) && !ends[i].IsZero() {
			body += "\n\n<b>End time :</b> " + ends[i].UTC().Format("02/01/2006 15:04") + " UTC"
		}
		list[len(list)-1-i] = object{
			"id": n.ID + "-" + post.At.UTC().Format("20060102150405"), "incident_id": n.ID, "status": post.State, "body": body,
			"created_at": post.At, "updated_at": post.At, "display_at": post.At, "affected_components": []object{},
		}
	}
	return list
}

// ends are the ends that the postings of a notice promise, oldest first.
func (p pages) ends(id string) []time.Time {
	var ends []time.Time
	for _, e := range p.world.Scenario().Events {
		if e.Notice != nil && e.Notice.ID == id {
			ends = append(ends, e.Notice.ETA)
		}
	}
	return ends
}
