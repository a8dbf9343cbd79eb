package feed

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"vigie/internal/account"
)

// fresh is how long an entry that does not say how it stands is taken for something that goes on.
const fresh = 24 * time.Hour

var (
	// posting is one posting in an entry of Statuspage, the newest first: a time, a state, and the words.
	posting = regexp.MustCompile(`(?is)<small>(.*?)</small>\s*<br\s*/?>\s*<strong>([\w ]{1,20})</strong>\s*-`)
	// scheduled marks planned works.
	scheduled = regexp.MustCompile(`(?i)this is a scheduled event|^\s*\[scheduled\]|\b(?:planned|scheduled) (?:maintenance|works?)\b`)
	// code is the last part of the address of an incident of Statuspage.
	code = regexp.MustCompile(`/incidents/([A-Za-z0-9]{4,40})$`)
)

// entry puts an entry of a feed into vigie's words, and tells whether it speaks of something that goes on or is to come.
func (p *Page) entry(x item) (account.Notice, bool) {
	text := cmp.Or(x.Content.html(), x.Encoded.html(), x.Described.html(), x.Summary.html())
	title := strings.TrimSpace(plain(x.Title.html()))
	published := when(cmp.Or(x.Published, x.PubDate, x.Date, x.Updated))
	i := incident{
		ID: cmp.Or(strings.TrimSpace(x.RSSID), strings.TrimSpace(x.AtomID), x.address(), title), Name: title,
		Created: published, Updated: latest(published, when(x.Updated)), Until: when(x.Until), Shortlink: x.address(),
	}
	if m := code.FindStringSubmatch(i.Shortlink); m != nil {
		i.ID = m[1]
	}
	i.Updates = postings(text, i.Updated)
	planned := scheduled.MatchString(title) || scheduled.MatchString(text)
	if len(i.Updates) == 0 {
		i.Status = stateOf(title+"\n"+plain(text), planned)
		i.Updates = []update{{Status: i.Status, Body: text, Created: i.Updated}}
		if planned {
			i.ScheduledFor = published
		}
		n := p.notice(i, planned)
		return n, !over(i.Status) && p.now().Sub(latest(i.Updated, i.Until)) < fresh
	}
	i.Status = state(i.Updates)
	planned = planned || slices.Contains([]string{"scheduled", "in_progress", "verifying", "completed"}, i.Status)
	if planned {
		i.Impact, i.ScheduledFor = "maintenance", published // under which planned works stand in the feed
		i.Created = i.Updates[len(i.Updates)-1].Created
		i.Updated = i.Updates[0].Created
	}
	return p.notice(i, planned), !over(i.Status)
}

// address is where people read the entry; empty where none is given.
func (x item) address() string {
	for _, l := range x.Links {
		if l.Rel == "" || l.Rel == "alternate" {
			if a := strings.TrimSpace(cmp.Or(l.Href, l.Text)); a != "" {
				return a
			}
		}
	}
	return ""
}

// postings are what Statuspage writes into an entry, the newest first. Their times have no year: it is the one that makes
// them nearest to the newest.
func postings(text string, newest time.Time) []update {
	at := posting.FindAllStringSubmatchIndex(text, -1)
	list := make([]update, 0, len(at))
	for k, m := range at {
		end := len(text)
		if k+1 < len(at) {
			end = at[k+1][0]
		}
		from, _ := span(text[m[2]:m[3]], newest)
		list = append(list, update{
			Status: strings.ReplaceAll(strings.ToLower(text[m[4]:m[5]]), " ", "_"), Body: strings.TrimSpace(text[m[1]:end]), Created: from,
		})
	}
	return list
}

// state is the newest state that postings name; "update" names none.
func state(list []update) string {
	for _, u := range list {
		if u.Status != "update" {
			return u.Status
		}
	}
	return "open"
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
