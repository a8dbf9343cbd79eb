package ovhapi

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigie/internal/sim"
)

// components are the buildings of the estate, as a page shows them: out of service while a notice of the page that is
// open names them.
func (p pages) components(page string, t time.Time) []object {
	var buildings []string
	for _, s := range p.world.Scenario().Estate.Servers {
		if !slices.Contains(buildings, s.Datacenter) {
			buildings = append(buildings, s.Datacenter)
		}
	}
	slices.Sort(buildings)
	list := []object{}
	for i, b := range buildings {
		status, since := "operational", p.world.Scenario().Start
		for _, n := range p.world.Notices(t) {
			if n.Page == page && open(n) && strings.Contains(strings.ToLower(n.Title), b) {
				status, since = "major_outage", n.Updated
			}
		}
		list = append(list, object{
			"id": page + "-" + b, "name": strings.ToUpper(b), "status": status, "group": false, "group_id": nil, "page_id": page,
			"position": i + 1, "description": nil, "showcase": true, "only_show_if_degraded": false, "start_date": nil,
			"created_at": p.world.Scenario().Start, "updated_at": since,
		})
	}
	return list
}

// onPage are the notices of a page, newest first.
func (p pages) onPage(page string, t time.Time) []sim.PostedNotice {
	var list []sim.PostedNotice
	for _, n := range p.world.Notices(t) {
		if n.Page == page {
			list = append([]sim.PostedNotice{n}, list...)
		}
	}
	return list
}

// history is the page of the last three months, as the page itself reads it.
func (p pages) history(page string, t time.Time) ([]byte, error) {
	months := []object{}
	first := time.Date(t.UTC().Year(), t.UTC().Month(), 1, 0, 0, 0, 0, time.UTC)
	for back := range 3 {
		from := first.AddDate(0, -back, 0)
		incidents := []object{}
		for _, n := range p.onPage(page, t) {
			if at := n.Posted.UTC(); at.Year() == from.Year() && at.Month() == from.Month() {
				incidents = append(incidents, object{
					"code": n.ID, "name": n.Title, "message": n.Postings[len(n.Postings)-1].Body, "impact": n.Impact, "timestamp": stamp(n),
				})
			}
		}
		months = append(months, object{
			"name": from.Month().String(), "year": from.Year(), "starts_on": int(from.Weekday()), "days": from.AddDate(0, 1, -1).Day(), "incidents": incidents,
		})
	}
	return json.Marshal(object{
		"page_status": object{"page": object{
			"id": page, "name": page, "domain": page + statusDomain, "time_zone": "Etc/UTC", "updated_at": p.updated(page, t),
		}},
		"components": p.components(page, t), "months": months,
	})
}

// stamp is when a notice was posted and, once it is over, when it ended; without a year, as the real pages write it.
func stamp(n sim.PostedNotice) string {
	moment := func(t time.Time) string {
		return fmt.Sprintf("%s <var data-var='date'>%d</var>, <var data-var='time'>%s</var>", t.UTC().Format("Jan"), t.UTC().Day(), t.UTC().Format("15:04"))
	}
	s := moment(n.Posted)
	if slices.Contains([]string{"resolved", "postmortem", "completed"}, n.State) {
		s += " - " + moment(n.Updated)
	}
	return s + " UTC"
}

// told is what was posted of a notice, the newest first, as the feeds write it.
func told(n sim.PostedNotice) string {
	var b strings.Builder
	for _, post := range slices.Backward(n.Postings) {
		state := strings.ReplaceAll(post.State, "_", " ")
		at := post.At.UTC()
		fmt.Fprintf(&b, "<p><small>%s <var data-var='date'>%d</var>, <var data-var='time'>%s</var> UTC</small><br><strong>%s</strong> - %s</p>",
			at.Format("Jan"), at.Day(), at.Format("15:04"), strings.ToUpper(state[:1])+state[1:], post.Body)
	}
	return b.String()
}

type link struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID        string `xml:"id"`
	Published string `xml:"published"`
	Updated   string `xml:"updated"`
	Link      link   `xml:"link"`
	Title     string `xml:"title"`
	Content   struct {
		Type string `xml:"type,attr"`
		Text string `xml:",chardata"`
	} `xml:"content"`
}

func (p pages) atom(page string, t time.Time) ([]byte, error) {
	site := "https://" + page + statusDomain
	feed := struct {
		XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		ID      string      `xml:"id"`
		Links   []link      `xml:"link"`
		Title   string      `xml:"title"`
		Updated string      `xml:"updated"`
		Entries []atomEntry `xml:"entry"`
	}{
		ID: "tag:" + page + statusDomain + ",2005:/history", Title: page + " Status - Incident History", Updated: p.updated(page, t).UTC().Format(time.RFC3339),
		Links: []link{{"alternate", "text/html", site}, {"self", "application/atom+xml", site + "/history.atom"}},
	}
	for _, n := range p.onPage(page, t) {
		e := atomEntry{
			ID: "tag:" + page + statusDomain + ",2005:Incident/" + n.ID, Published: n.Posted.UTC().Format(time.RFC3339),
			Updated: n.Updated.UTC().Format(time.RFC3339), Link: link{"alternate", "text/html", site + "/incidents/" + n.ID}, Title: n.Title,
		}
		e.Content.Type, e.Content.Text = "html", told(n)
		feed.Entries = append(feed.Entries, e)
	}
	return document(feed)
}

type rssItem struct {
	Title       string `xml:"title"`
	Description string `xml:"description"`
	Published   string `xml:"pubDate"`
	Link        string `xml:"link"`
	GUID        string `xml:"guid"`
}

func (p pages) rss(page string, t time.Time) ([]byte, error) {
	site := "https://" + page + statusDomain
	feed := struct {
		XMLName xml.Name  `xml:"rss"`
		Version string    `xml:"version,attr"`
		Title   string    `xml:"channel>title"`
		Link    string    `xml:"channel>link"`
		About   string    `xml:"channel>description"`
		Posted  string    `xml:"channel>pubDate"`
		Items   []rssItem `xml:"channel>item"`
	}{Version: "2.0", Title: page + " Status - Incident History", Link: site, About: "Statuspage", Posted: p.updated(page, t).UTC().Format(time.RFC1123Z)}
	for _, n := range p.onPage(page, t) {
		at := site + "/incidents/" + n.ID
		feed.Items = append(feed.Items, rssItem{n.Title, told(n), n.Posted.UTC().Format(time.RFC1123Z), at, at})
	}
	return document(feed)
}

// document is a feed with the line that stands before it.
func document(feed any) ([]byte, error) {
	b, err := xml.Marshal(feed)
	return append([]byte(xml.Header), b...), err
}
