package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"
)

// palette is the few colours that mean something. Text itself is always in the terminal's own colour.
// Blue, orange and vermillion stay apart for colour-blind eyes, and no state is told by colour alone.
type palette struct {
	up, degraded, down, unknown color.Color
	dim, frame                  color.Color
	band                        color.Color // letters on a band of a state's colour
}

func darkColours() palette {
	return palette{
		up: lipgloss.Color("#5fb7ea"), degraded: lipgloss.Color("#f2b134"), down: lipgloss.Color("#ff6a3d"),
		unknown: lipgloss.Color("#b59be0"), dim: lipgloss.Color("#8b929c"), frame: lipgloss.Color("#4a515c"),
		band: lipgloss.Color("#14161a"),
	}
}

func lightColours() palette {
	return palette{
		up: lipgloss.Color("#0065a3"), degraded: lipgloss.Color("#8f5600"), down: lipgloss.Color("#c13100"),
		unknown: lipgloss.Color("#6a47a0"), dim: lipgloss.Color("#646a73"), frame: lipgloss.Color("#b4b9c1"),
		band: lipgloss.Color("#ffffff"),
	}
}

// contrastColours are of the sixteen that every terminal has and its owner may have chosen.
func contrastColours() palette {
	return palette{
		up: lipgloss.BrightCyan, degraded: lipgloss.BrightYellow, down: lipgloss.BrightRed,
		unknown: lipgloss.BrightMagenta, dim: lipgloss.White, frame: lipgloss.White,
		band: lipgloss.Black,
	}
}
