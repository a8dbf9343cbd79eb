package overlay

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/account"
	"vigie/ui/paint"
	"vigie/ui/theme"
)

// Send is the action that a sheet asks for, once its word was typed.
const Send = "send"

// Stage is how far a change has come.
type Stage int

// The stages of a change.
const (
	Thinking Stage = iota // what would be sent is found out
	Shown                 // it waits for its word
	Sending
	Over // well or not
)

// Sheet shows a change before it is made: exactly what would be sent, and what speaks against it. It is sent once the
// name of what is changed has been typed.
type Sheet struct {
	title string
	plan  account.Plan
	whose string
	stage Stage
	steps []string // what has been told of it
	fault string   // why it failed
	note  string   // what is wrong with what was typed
	input Input
	deaf  int // keys are not taken: the sheet has just come up by itself
	top   int
	room  int
}

// deafBeats is how long a sheet that came up by itself takes no key, in beats of 100 ms: whoever was typing something
// else has stopped by then.
const deafBeats = 5

// NewSheet makes a sheet for a change that is being thought through.
func NewSheet(title string) *Sheet { return &Sheet{title: title} }

// Show puts a plan on the sheet.
func (s *Sheet) Show(plan account.Plan, whose string) {
	s.title, s.plan, s.whose, s.stage, s.deaf = plan.Title, plan, whose, Shown, deafBeats
}

// Step adds what was told of the change; the last word may come after its end.
func (s *Sheet) Step(said string) {
	s.stage = max(s.stage, Sending)
	s.steps = append(s.steps, said)
}

// End says that it is over, and why it failed; empty when it did not.
func (s *Sheet) End(fault string) { s.stage, s.fault = Over, fault }

// Stage is how far it has come.
func (s *Sheet) Stage() Stage { return s.stage }

// Beat lets time pass, and tells whether the sheet looks different for it.
func (s *Sheet) Beat() bool {
	if s.deaf == 0 {
		return false
	}
	s.deaf--
	return s.deaf == 0
}

// Paste adds to the word.
func (s *Sheet) Paste(text string) {
	if s.stage == Shown && s.deaf == 0 {
		s.input.Paste(text)
	}
}

// Key edits the word, and sends when it is right. Esc closes the sheet: what is being sent goes on.
func (s *Sheet) Key(k tea.KeyPressMsg) Result {
	switch key := k.String(); {
	case key == "esc" || key == "ctrl+c":
		return Result{Close: true}
	case key == "down":
		s.top++
	case key == "up":
		s.top--
	case key == "pgdown":
		s.top += max(1, s.room/2)
	case key == "pgup":
		s.top -= max(1, s.room/2)
	case s.stage == Over || s.refused():
		return Result{Close: s.deaf == 0}
	case s.stage != Shown || s.deaf > 0:
	case key == "enter":
		if typed := strings.TrimSpace(s.input.String()); typed != s.plan.Confirm {
			s.note = fmt.Sprintf("%q is not %s", typed, s.plan.Confirm)
			break
		}
		s.stage = Sending
		return Result{Run: Send}
	case s.input.Key(k):
		s.note = ""
	}
	return Result{}
}

func (s *Sheet) refused() bool { return s.stage == Shown && s.plan.Refused != "" }

// Render draws the sheet. What is typed stands below what is scrolled.
func (s *Sheet) Render(th *theme.Theme, w, h int) Box {
	inner := max(1, min(90, w-8))
	foot := s.foot(th, inner)
	lines := s.lines(th, inner)
	s.room = max(1, h-4-len(foot))
	s.top = max(0, min(s.top, len(lines)-s.room))
	if s.stage >= Sending {
		s.top = max(0, len(lines)-s.room)
	}
	info := s.info()
	if len(lines) > s.room {
		info = "↑ ↓ more · " + info
	}
	shown := append(lines[s.top:min(len(lines), s.top+s.room):min(len(lines), s.top+s.room)], foot...)
	return center(th, s.title, info, shown, inner, w, h)
}

func (s *Sheet) info() string {
	switch {
	case s.stage == Thinking:
		return "esc gives up"
	case s.stage == Sending:
		return "esc closes, it goes on"
	case s.stage == Over || s.refused():
		return "any key closes"
	default:
		return "esc sends nothing"
	}
}

func (s *Sheet) lines(th *theme.Theme, w int) []string {
	p := page{th: th, w: w}
	if s.stage == Thinking {
		p.add(th.Dim, "", "asking OVHcloud what this would take…")
		return p.lines
	}
	for _, warning := range s.plan.Warnings {
		p.add(th.Text, "! ", warning)
	}
	if s.plan.Refused != "" {
		p.add(th.Text, "✕ ", "This is not done. "+s.plan.Refused)
	}
	if len(s.plan.Calls) > 0 {
		p.gap()
		p.add(th.Dim, "", "What is sent, in the account "+s.whose+":")
	}
	for _, c := range s.plan.Calls {
		p.add(th.Text, "→ ", c.Method+" "+c.Path)
		if len(c.Body) > 0 {
			p.add(th.Dim, "  ", string(c.Body))
		}
	}
	if s.plan.Undo != "" {
		p.gap()
		p.add(th.Dim, "", "The way back: "+s.plan.Undo)
	}
	if len(s.steps) > 0 {
		p.gap()
	}
	for _, step := range s.steps {
		p.add(th.Text, "", step)
	}
	return p.lines
}

func (s *Sheet) foot(th *theme.Theme, w int) []string {
	p := page{th: th, w: w}
	p.gap()
	switch {
	case s.stage == Thinking || s.refused():
		return nil
	case s.stage == Shown:
		p.lines = append(p.lines, paint.NewLine(w).Add(th.Dim, "Type ").Add(th.Key, s.plan.Confirm).Add(th.Dim, " to send it: ").
			Add(th.Text, s.input.String()).Add(th.Dim, "▌").String())
		if s.note != "" {
			p.add(th.Text, "", s.note)
		}
	case s.stage == Sending:
		p.add(th.Dim, "", "waiting until "+s.plan.End)
	case s.fault != "":
		p.add(th.Text, "✕ ", s.fault)
	default:
		p.add(th.Text, "✓ ", "Done: "+s.plan.End+".")
	}
	return p.lines
}

// page is lines of one width that grow.
type page struct {
	th    *theme.Theme
	w     int
	lines []string
}

func (p *page) gap() { p.lines = append(p.lines, paint.NewLine(p.w).String()) }

// add wraps a text behind a mark.
func (p *page) add(st paint.Style, mark, text string) {
	for i, l := range paint.Wrap(text, max(1, p.w-len([]rune(mark)))) {
		if i > 0 {
			mark = strings.Repeat(" ", len([]rune(mark)))
		}
		p.lines = append(p.lines, paint.NewLine(p.w).Add(p.th.Key, mark).Add(st, l).String())
	}
}
