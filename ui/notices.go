package ui

import (
	"strings"

	"vigie/internal/result"
	"vigie/internal/text"
	"vigie/ui/paint"
	"vigie/ui/pane"
)

// notice is something that is wrong with vigie itself: it stands below the header, whatever is shown, until it is
// mended.
type notice struct {
	says string
	more string // where to read the rest; left out where there is no room
}

// notices are what is wrong with vigie itself now.
func (a *App) notices() []notice {
	var out []notice
	snap := a.scene.Snap
	if snap.Keeping.Error != "" {
		out = append(out, notice{says: pane.NotKept(a.scene)})
	}
	if first := firstLine(snap.Mistake); first != "" {
		out = append(out, notice{"The edit was not taken: " + first, "see vigie config check"})
	}
	return out
}

func firstLine(s string) string {
	for _, l := range text.CleanLines(s) {
		if l = strings.TrimSpace(l); l != "" {
			return l
		}
	}
	return ""
}

// drawNotices draws them, a line each. They are no trouble of a site, and do not look like one.
func (a *App) drawNotices(w int) []string {
	th := a.scene.Theme
	const readable = 20
	var lines []string
	for _, n := range a.notices() {
		l := paint.NewLine(w).Add(th.Text, " ").Add(th.Band(result.Paused), " ! vigie ").Add(th.Text, " ")
		if room := l.Left() - text.Width(n.more) - 3; n.more != "" && room >= readable {
			says := paint.NewLine(room).Add(th.Strong, n.says)
			l.Drawn(says.String(), room).Add(th.Dim, "  "+n.more)
		} else {
			l.Add(th.Strong, n.says)
		}
		lines = append(lines, l.String())
	}
	return lines
}
