package overlay

import (
	tea "charm.land/bubbletea/v2"

	"vigie/ui/paint"
	"vigie/ui/theme"
)

// Answered is the action that a question asks for, once it was answered.
const Answered = "answered"

// Question asks for one line.
type Question struct {
	title, hint string
	input       Input
}

// NewQuestion makes a question; the hint says what an answer looks like.
func NewQuestion(title, hint string) *Question { return &Question{title: title, hint: hint} }

// Answer is what was typed.
func (q *Question) Answer() string { return q.input.String() }

// Paste adds to the answer.
func (q *Question) Paste(s string) { q.input.Paste(s) }

// Key edits the answer.
func (q *Question) Key(k tea.KeyPressMsg) Result {
	switch k.String() {
	case "esc", "ctrl+c":
		return Result{Close: true}
	case "enter":
		if q.input.String() != "" {
			return Result{Close: true, Run: Answered}
		}
	default:
		q.input.Key(k)
	}
	return Result{}
}

// Render draws the question.
func (q *Question) Render(th *theme.Theme, w, h int) Box {
	inner := max(1, min(70, w-8))
	p := page{th: th, w: inner}
	p.lines = append(p.lines, paint.NewLine(inner).Add(th.Key, "→ ").Add(th.Text, q.input.String()).Add(th.Dim, "▌").String())
	p.gap()
	p.add(th.Dim, "", q.hint)
	return center(th, q.title, "esc gives up", p.lines, inner, w, h)
}
