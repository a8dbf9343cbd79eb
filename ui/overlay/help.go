package overlay

import (
	tea "charm.land/bubbletea/v2"

	"vigie/ui/paint"
	"vigie/ui/theme"
)

// Help names the keys that mean something where the person is.
type Help struct {
	where   string
	entries []Entry
	top     int
	room    int
}

// NewHelp makes the help for a place in the console.
func NewHelp(where string, entries []Entry) *Help { return &Help{where: where, entries: entries} }

// Key scrolls; any key that does not closes the help.
func (h *Help) Key(k tea.KeyPressMsg) Result {
	switch k.String() {
	case "down", "j":
		h.top++
	case "up", "k":
		h.top--
	case "pgdown", "ctrl+d", "space":
		h.top += max(1, h.room/2)
	case "pgup", "ctrl+u":
		h.top -= max(1, h.room/2)
	default:
		return Result{Close: true}
	}
	return Result{}
}

// Render draws the help.
func (h *Help) Render(th *theme.Theme, w, height int) Box {
	inner := max(1, min(76, w-8))
	lines := h.lines(th, inner)
	h.room = max(1, height-4)
	h.top = max(0, min(h.top, len(lines)-h.room))
	shown := lines[h.top:min(len(lines), h.top+h.room)]
	info := "any key closes"
	if len(lines) > h.room {
		info = "↑ ↓ more · " + info
	}
	return center(th, "Help · "+h.where, info, shown, inner, w, height)
}

func (h *Help) lines(th *theme.Theme, w int) []string {
	const keys = 20
	var lines []string
	group := ""
	for _, e := range h.entries {
		if e.Group != group {
			if group != "" {
				lines = append(lines, paint.NewLine(w).String())
			}
			group = e.Group
			lines = append(lines, paint.NewLine(w).Add(th.Dim, group).String())
		}
		l := paint.NewLine(w).Fit(th.Key, e.Keys, keys).Add(th.Text, e.Help)
		if e.Why != "" {
			l = paint.NewLine(w).Fit(th.Dim, e.Keys, keys).Add(th.Dim, e.Help+" ("+e.Why+")")
		}
		lines = append(lines, l.String())
	}
	return lines
}
