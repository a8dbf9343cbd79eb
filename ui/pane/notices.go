package pane

import (
	"fmt"
	"strings"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/ui/paint"
)

// told is a notice that is shown, with what was worked out of it when the picture last changed.
type told struct {
	account.Notice
	concerns string
	clocks   estate.Clocks
}

// publishes are the notices of what is going on now, the newest first, and no more of them than are shown.
func publishes(snap *estate.Snapshot, now time.Time) []told {
	const most = 4
	var list []told
	for _, n := range snap.Notices {
		if n.Open(now) && !n.Planned && len(list) < most {
			list = append(list, told{n, concerned(n, snap.Sites), snap.Clocks(n)})
		}
	}
	return list
}

// notices is what the provider publishes that is going on now: whom it concerns, when we and they knew of it, the newest
// words of each, and the promised end.
func (s *Situation) notices(p *page) {
	const words = 3 // lines of each
	th, now := s.scene.Theme, s.scene.Now
	for i, n := range s.told {
		if i == 0 {
			p.heading("What "+account.ProviderName(n.Provider)+" says", "")
		}
		p.item(paint.Span{Style: th.State(result.Degraded), Text: "▲"}, th.Strong, n.Title)
		p.line(2, paint.Span{Style: th.Dim, Text: n.State})
		if n.concerns != "" {
			p.text(th.Text, 2, "concerns "+n.concerns)
		}
		for _, c := range clocks(n.clocks, now) {
			p.labelled(2, 8, c.label, th.Text, c.says)
		}
		if !n.ETA.IsZero() {
			p.labelled(2, 8, "back", th.Strong, clock(n.ETA, now))
		}
		lines := paint.Wrap(strings.TrimSpace(newestWords(n.Notice)), max(p.w-2, 1))
		for _, l := range lines[:min(len(lines), words)] {
			p.line(2, paint.Span{Text: l})
		}
	}
}

// reading is what one of two clocks says.
type reading struct{ label, says string }

// clocks are the moments of a notice, ours beside theirs. What is not known is left out.
func clocks(c estate.Clocks, now time.Time) []reading {
	at := func(what string, t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return what + " " + clock(t, now)
	}
	posted := at("posted", c.Posted)
	switch lag, known := c.Lag(); {
	case known && lag < 0:
		posted += ", " + Age(-lag) + " before we saw it"
	case known:
		posted += ", " + Age(lag) + " after we saw it"
	}
	var list []reading
	for _, r := range []reading{
		{"ours", strings.Join(nonEmpty(at("failing", c.Failed), at("notice read", c.Read)), " · ")},
		{"theirs", strings.Join(nonEmpty(at("began", c.Began), posted), " · ")},
	} {
		if r.says != "" {
			list = append(list, r)
		}
	}
	return list
}

// notices are those that concern the site, with our clock beside theirs.
func (d *Detail) notices(p *page, x *estate.Site) {
	for _, n := range d.scene.Snap.Notices {
		how, touched := n.How(x.Resource)
		if !touched || n.Planned || !n.Open(d.scene.Now) {
			continue
		}
		p.fact("notice", p.th.State(result.Degraded), n.Title+" ("+string(how)+")")
		for _, c := range clocks(d.scene.Snap.Clocks(n), d.scene.Now) {
			p.fact("  "+c.label, p.th.Text, c.says)
		}
	}
}

// concerned is what of the account a notice names, or else what it likely concerns: the sites that run there, where there
// are any. Empty where it does neither.
func concerned(n account.Notice, sites []*estate.Site) string {
	const most = 3
	for _, how := range []account.How{account.Named, account.Likely} {
		ids := make(map[string]bool)
		var things, names []string
		for _, t := range n.Touches {
			if t.How == how {
				ids[t.Resource] = true
				things = append(things, t.Resource)
			}
		}
		for _, s := range sites {
			if ids[s.Resource] {
				names = append(names, s.Name)
			}
		}
		if len(names) > 0 {
			things = names
		}
		if len(things) > most {
			return fmt.Sprintf("%s and %d more (%s)", strings.Join(things[:most], ", "), len(things)-most, how)
		}
		if len(things) > 0 {
			return fmt.Sprintf("%s (%s)", strings.Join(things, ", "), how)
		}
	}
	return ""
}

// newestWords is the body of the newest posting.
func newestWords(n account.Notice) string {
	var newest account.NoticeUpdate
	for _, u := range n.Updates {
		if !u.Time.Before(newest.Time) {
			newest = u
		}
	}
	return newest.Body
}

// officialNotice is the notice that the verdict counts as the provider's word.
func officialNotice(s Scene) (account.Notice, bool) {
	for _, n := range s.Snap.Notices {
		if n.ID != "" && n.ID == s.Snap.Verdict.Official.Notice {
			return n, true
		}
	}
	return account.Notice{}, false
}
