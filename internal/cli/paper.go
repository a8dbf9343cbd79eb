package cli

import (
	"fmt"
	"io"
	"os"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"

	"vigie/internal/result"
)

// paper is where lines for people are written: coloured only on a terminal, and never with NO_COLOR or --no-color.
type paper struct {
	w   io.Writer
	err error // the first one; later lines are not written
}

func newPaper(w io.Writer, f *flags) *paper {
	cw := colorprofile.NewWriter(w, os.Environ())
	if f.noColor {
		cw.Profile = colorprofile.NoTTY
	}
	return &paper{w: cw}
}

// line writes words with two spaces between them.
func (p *paper) line(words ...string) {
	p.print(strings.TrimRight(strings.Join(words, "  "), " ") + "\n")
}

func (p *paper) print(s string) {
	if p.err == nil {
		_, p.err = fmt.Fprint(p.w, s)
	}
}

func (p *paper) bold(s string) string { return lipgloss.NewStyle().Bold(true).Render(s) }

func (p *paper) dim(s string) string { return lipgloss.NewStyle().Faint(true).Render(s) }

// count is n things: 1 site, 2 sites.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// state is a state by symbol, word and colour together.
func (p *paper) state(s result.State) string {
	symbol, color := "◌", lipgloss.Color("8")
	switch s {
	case result.Up:
		symbol, color = "●", lipgloss.Color("2")
	case result.Degraded:
		symbol, color = "▲", lipgloss.Color("3")
	case result.Down:
		symbol, color = "✕", lipgloss.Color("1")
	case result.Paused:
		symbol = "‖"
	}
	return lipgloss.NewStyle().Foreground(color).Render(fmt.Sprintf("%s %-8s", symbol, s))
}
