package pane

import (
	"fmt"
	"time"

	"vigie/internal/account"
	"vigie/internal/result"
	"vigie/ui/paint"
)

// endsSoon is how long before its end a key is spoken of.
const endsSoon = 14 * 24 * time.Hour

// keys tells of keys that may too little, or that end soon.
func (s *Situation) keys(p *page) {
	for _, id := range s.scene.Snap.Accounts {
		for _, words := range keyTrouble(id, s.scene) {
			if s.scene.AsksKey {
				words += ": K asks for another one"
			}
			p.item(paint.Span{Style: p.th.State(result.Degraded), Text: "▲"}, p.th.Text, words)
		}
	}
}

func keyTrouble(id account.Identity, s Scene) (list []string) {
	name := "the key of " + account.ProviderName(id.Provider)
	if n := len(id.Missing); n > 0 {
		what := id.Missing[0]
		if n > 1 {
			what = fmt.Sprintf("%s and %d more", what, n-1)
		}
		list = append(list, name+" may not "+what)
	}
	if left := id.Expires.Sub(s.Now); !id.Expires.IsZero() && left > 0 && left < endsSoon {
		list = append(list, name+" ends "+clock(id.Expires, s.Now)+", in "+Age(left))
	}
	return list
}
