package theme

import (
	"strings"

	"vigie/internal/result"
)

// Symbol is the sign of a state: one cell wide, and told apart by its shape.
func Symbol(s result.State) string {
	switch s {
	case result.Up:
		return "●"
	case result.Degraded:
		return "▲"
	case result.Down:
		return "✕"
	case result.Paused:
		return "‖"
	default:
		return "◌"
	}
}

// ASCII spells in ASCII what the screen draws of its own: symbols, frames, charts and punctuation.
// Every sign stays one cell wide.
func ASCII() *strings.Replacer {
	return strings.NewReplacer(
		"●", "o", "▲", "^", "✕", "x", "◌", "?", "○", "c", "‖", "=",
		"■", "#", "□", ".", "▾", "v", "▸", ">", "›", ">", "→", ">",
		"╭", "+", "╮", "+", "╰", "+", "╯", "+", "─", "-", "│", "|", "├", "|", "└", "`",
		"▁", "_", "▂", ".", "▃", "-", "▄", "=", "▅", "+", "▆", "*", "▇", "%", "█", "#", "▌", "|",
		"…", "~", "·", "-", "–", "-", "—", "-", "−", "-", "×", "x", "↑", "^", "↓", "v", "✓", "*", "’", "'",
	)
}
