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
	a.hints(l, false, w-a.reserve())
	a.hints(l, true, w)
	return l.String()
}

// hints writes the keys that mean something now, as far as they fit before column end.
func (a *App) hints(l *paint.Line, stays bool, end int) {
	th := a.scene.Theme
	for i := range a.keys {
		b := &a.keys[i]
		if b.short == "" || b.stays != stays || a.reason(b) != "" {
			continue
		}
		if l.Used()+hintWidth(b) > end {
			break
		}
		l.Add(th.Key, b.keys[0]).Add(th.Dim, " "+b.short+"   ")
	}
}

// reserve is the room for the keys that are always named.
func (a *App) reserve() int {
	n := 0
	for i := range a.keys {
		if a.keys[i].stays {
			n += hintWidth(&a.keys[i])
		}
	}
	return n
}

func hintWidth(b *binding) int { return len(b.keys[0]) + 1 + len(b.short) + 3 }

// promptWidth is where the cursor stands behind the filter that is typed.
func (a *App) promptWidth() int { return min(2+text.Width(a.prompt.input.String()), max(a.width-1, 0)) }
