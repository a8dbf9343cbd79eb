package pane

import (
	"strings"

	"vigie/internal/account"
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
		if !n.ETA.IsZero() {
			p.line(2, paint.Span{Style: th.Dim, Text: "back "}, paint.Span{Style: th.Strong, Text: clock(n.ETA, now)})
		}
		lines := paint.Wrap(strings.TrimSpace(newestWords(n)), max(p.w-2, 1))
		for _, l := range lines[:min(len(lines), words)] {
			p.line(2, paint.Span{Text: l})
		}
	}
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
