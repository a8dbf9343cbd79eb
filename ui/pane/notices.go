package pane

import (
	"fmt"
	"strings"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/ui/paint"
)

// notices is what the provider publishes that is going on now: the newest words of each, and the promised end.
func (s *Situation) notices(p *page) {
	const most, words = 4, 3 // notices, and lines of each
	th, now := s.scene.Theme, s.scene.Now
	shown := 0
	for _, n := range s.scene.Snap.Notices {
		if !n.Open(now) || n.Planned {
			continue
		}
		if shown++; shown > most {
			break
		}
		if shown == 1 {
			p.heading("What "+account.ProviderName(n.Provider)+" says", "")
		}
		p.item(paint.Span{Style: th.State(result.Degraded), Text: "▲"}, th.Strong, n.Title)
		p.line(2, paint.Span{Style: th.Dim, Text: n.State + ", posted " + clock(n.Posted, now)})
		if words := concerned(n, s.scene.Snap.Sites); words != "" {
			for _, l := range paint.Wrap("concerns "+words, max(p.w-2, 1)) {
				p.line(2, paint.Span{Text: l})
			}
		}
		if !n.ETA.IsZero() {
			p.line(2, paint.Span{Style: th.Dim, Text: "back "}, paint.Span{Style: th.Strong, Text: clock(n.ETA, now)})
		}
		lines := paint.Wrap(strings.TrimSpace(newestWords(n)), max(p.w-2, 1))
		for _, l := range lines[:min(len(lines), words)] {
			p.line(2, paint.Span{Text: l})
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
