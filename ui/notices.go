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
	says, short string // the same, in many and in few words
	more        string // where to read the rest; left out where there is no room
}

// notices are what is wrong with vigie itself now.
func (a *App) notices() []notice {
	var out []notice
	snap := a.scene.Snap
	if k := snap.Keeping; k.Error != "" {
		out = append(out, notice{
			says: pane.NotKept(a.scene), short: "History not kept since " + k.Since.In(a.scene.Now.Location()).Format("15:04") + ": " + k.Error,
		})
	}
	if first := inFile(firstLine(snap.Mistake)); first != "" {
		out = append(out, notice{
			says: "The edit was not taken: " + first, short: "Edit not taken: " + first, more: "see vigie config check",
		})
	}
	for _, src := range snap.Sources {
		if a.opt.Keys != nil && src.NoKey && src.Faulty(a.scene.Now) {
			return append(out, notice{says: firstLine(src.Error), short: "K asks for a key: " + firstLine(src.Error), more: "K asks for a key"})
		}
	}
	return out
}

// inFile is a mistake without the folders of its file: what is wrong needs the room.
func inFile(mistake string) string {
	at, says, found := strings.Cut(mistake, ": ")
	if !found {
		return mistake
	}
	return at[strings.LastIndexAny(at, `/\`)+1:] + ": " + says
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
	const readable = 20
	th := a.scene.Theme
	var lines []string
	for _, n := range a.notices() {
		label, says := " ! vigie ", n.says
		if w < framedWidth {
			label, says = " ! ", n.short
		}
		l := paint.NewLine(w).Add(th.Text, " ").Add(th.Band(result.Paused), label).Add(th.Text, " ")
		if room := l.Left() - text.Width(n.more) - 3; n.more != "" && room >= readable {
			l.Drawn(paint.NewLine(room).Add(th.Strong, says).String(), room).Add(th.Dim, "  "+n.more)
		} else {
			l.Add(th.Strong, says)
		}
		lines = append(lines, l.String())
	}
	return lines
}
