// Package theme says how things look: palettes, styles and symbols. Styles are written with Lip Gloss and compiled once.
//
// It may import paint and result, and nothing else of vigie.
package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"

	"vigie/internal/result"
	"vigie/ui/paint"
)

// Theme is every look that the screen uses. The zero Style in it is the terminal's own.
type Theme struct {
	Text, Strong, Dim   paint.Style
	Frame, FrameFocused paint.Style
	Title, TitleFocused paint.Style
	Selected            paint.Style // a selected row
	Key                 paint.Style // a key, where it is named

	states map[result.State]look
}

// look is how one state is shown, as words and as a band of colour.
type look struct{ word, strong, band paint.Style }

// New makes a theme by its name: auto, dark, light, contrast or none. dark is whether the terminal's background is,
// which only auto asks. A name that is not known is auto.
func New(name string, dark bool) *Theme {
	switch name {
	case "none":
		return plain()
	case "contrast":
		return coloured(contrastColours())
	case "light":
		return coloured(lightColours())
	case "dark":
		return coloured(darkColours())
	}
	if dark {
		return coloured(darkColours())
	}
	return coloured(lightColours())
}

func coloured(p palette) *Theme {
	t := common()
	fg := func(c color.Color) lipgloss.Style { return lipgloss.NewStyle().Foreground(c) }
	t.Dim = paint.Compile(fg(p.dim))
	t.Frame = paint.Compile(fg(p.frame))
	t.Title = t.Dim
	state := func(c color.Color) look {
		return look{
			word:   paint.Compile(fg(c)),
			strong: paint.Compile(fg(c).Bold(true)),
			band:   paint.Compile(fg(p.band).Background(c).Bold(true)),
		}
	}
	t.states = map[result.State]look{
		result.Up: state(p.up), result.Degraded: state(p.degraded), result.Down: state(p.down),
		result.Unknown: state(p.unknown), result.Paused: state(p.dim),
	}
	return t
}

// plain has no colour: bold, faint and reverse tell what matters.
func plain() *Theme {
	t := common()
	t.Dim = paint.Compile(lipgloss.NewStyle().Faint(true))
	t.Frame, t.Title = t.Dim, t.Dim
	band := paint.Compile(lipgloss.NewStyle().Bold(true).Reverse(true))
	t.states = map[result.State]look{
		result.Up:       {strong: t.Strong, band: band},
		result.Degraded: {word: t.Strong, strong: t.Strong, band: band},
		result.Down:     {word: t.Strong, strong: t.Strong, band: band},
		result.Unknown:  {strong: t.Strong, band: band},
		result.Paused:   {word: t.Dim, strong: t.Strong, band: band},
	}
	return t
}

func common() *Theme {
	bold := paint.Compile(lipgloss.NewStyle().Bold(true))
	return &Theme{
		Strong:       bold,
		Key:          bold,
		TitleFocused: bold,
		Selected:     paint.Compile(lipgloss.NewStyle().Reverse(true)),
	}
}

// State is the look of a state's symbol and word.
func (t *Theme) State(s result.State) paint.Style { return t.states[s].word }

// Loud is State for what must be seen first.
func (t *Theme) Loud(s result.State) paint.Style { return t.states[s].strong }

// Band is the look of a headline about something in that state.
func (t *Theme) Band(s result.State) paint.Style { return t.states[s].band }
