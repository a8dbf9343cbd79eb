package ui

import (
	"vigie/internal/result"
	"vigie/internal/text"
	"vigie/ui/paint"
)

// status is the last line: the filter that is typed, a toast, or the keys that matter most here.
func (a *App) status(w int) string {
	th := a.scene.Theme
	l := paint.NewLine(w).Add(th.Text, " ")
	switch {
	case a.prompt != nil:
		return l.Add(th.Key, "/").Add(th.Text, a.prompt.input.String()).
			Add(th.Dim, "   state:down  place:sbg2  !not  /regular/   enter keeps it, esc drops it").String()
	case a.noteFor > 0:
		return l.Add(th.Loud(result.Up), "→ ").Add(th.Text, a.note).String()
	}
	for i := range a.keys {
		b := &a.keys[i]
		if b.short == "" || a.reason(b) != "" {
			continue
		}
		key := b.keys[0]
		if need := len(key) + 1 + len(b.short); need+2 > l.Left() {
			break
		}
		l.Add(th.Key, key).Add(th.Dim, " "+b.short+"   ")
	}
	return l.String()
}

// promptWidth is where the cursor stands behind the filter that is typed.
func (a *App) promptWidth() int { return min(2+text.Width(a.prompt.input.String()), max(a.width-1, 0)) }
