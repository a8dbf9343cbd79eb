package incident

import (
	"time"
)

// Say takes in what a person did about a site, or wrote: a note, an acknowledgement, that it is taken back. It goes into
// the incident that the site is in or has left only just now; without a site, into the open one with most sites. There
// is no record where there is no such incident.
func (b *Book) Say(now time.Time, kind Kind, site, by, text string) []Record {
	s := b.at(site, now)
	if s == nil {
		return nil
	}
	b.news, b.now = nil, now.Round(0)
	b.write(s, Record{Kind: kind, Site: site, By: by, Text: text})
	return b.news
}

func (b *Book) at(site string, now time.Time) *story {
	if s := b.where[site]; s != nil {
		return s
	}
	var found *story
	for _, s := range b.open {
		if (site == "" || s.recent(site, now, relapse)) && (found == nil || s.inside > found.inside) {
			found = s
		}
	}
	return found
}
