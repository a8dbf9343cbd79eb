package ui

import (
	"image"

	tea "charm.land/bubbletea/v2"

	"vigie/ui/overlay"
	"vigie/ui/pane"
)

// prompt is the filter of one pane while it is typed. It works at once; Esc brings the old one back.
type prompt struct {
	spot  Spot
	input overlay.Input
	old   string
}

// press takes a key: an overlay comes first, then the prompt, then the table of keys.
func (a *App) press(k tea.KeyPressMsg) tea.Cmd {
	a.stale = true
	switch {
	case a.overlay != nil:
		return a.overlayKey(k)
	case a.prompt != nil:
		return a.promptKey(k)
	}
	if b, bound := a.byKey[k.String()]; bound {
		a.noteFor = 0
		return a.dispatch(b)
	}
	return nil
}

func (a *App) overlayKey(k tea.KeyPressMsg) tea.Cmd {
	r := a.overlay.Key(k)
	if r.Close {
		a.close()
	}
	switch r.Run {
	case overlay.Send:
		return a.send()
	case overlay.Answered:
		a.deed.what.To = a.deed.question.Answer()
		return a.thinkDeed()
	case overlay.GoOn:
		return a.goOn()
	case overlay.Close:
		return a.putAway()
	case overlay.Discard:
		return a.throwAway()
	case overlay.AskKey:
		return a.requestKey()
	case overlay.CopyAddress:
		return a.copyAddress()
	case overlay.OpenAddress:
		return a.openAddress()
	}
	if cmd, taken := a.takeUp(r.Run); taken {
		return cmd
	}
	if cmd, chosen := a.writeIn(r.Run); chosen {
		return cmd
	}
	for i := range a.keys {
		if r.Run != "" && a.keys[i].id == r.Run {
			return a.dispatch(&a.keys[i])
		}
	}
	return nil
}

// close takes away what is laid over the console. Below the sheet of a letter that was not sent is the letter.
func (a *App) close() {
	below := a.deed.below(a.overlay)
	a.deed.closed(a.overlay)
	if a.key.closed(a.overlay) {
		a.toast("the key is not waited for any more")
	}
	a.overlay = below
}

func (a *App) startFilter() tea.Cmd {
	f, ok := a.pane(a.focus).(pane.Filterer)
	if !ok {
		return nil
	}
	a.prompt = &prompt{spot: a.focus, old: f.Filtered()}
	a.prompt.input.Set(f.Filtered())
	return nil
}

func (a *App) promptKey(k tea.KeyPressMsg) tea.Cmd {
	p := a.prompt
	switch k.String() {
	case "esc":
		a.applyFilter(p.old)
		a.prompt = nil
	case "ctrl+c":
		return a.quit()
	case "enter":
		a.prompt = nil
	case "down", "up":
		a.pane(p.spot).Do(pane.Move(k.String()))
		a.follow()
	default:
		if p.input.Key(k) {
			a.applyFilter(p.input.String())
		}
	}
	return nil
}

func (a *App) applyFilter(s string) {
	if f, ok := a.pane(a.prompt.spot).(pane.Filterer); ok {
		f.Filter(s)
		a.follow()
	}
}

// paste goes to what is being typed, and nowhere else: pasted text is never taken for keys.
func (a *App) paste(s string) {
	a.stale = true
	if p, ok := a.overlay.(interface{ Paste(string) }); ok {
		p.Paste(s)
		return
	}
	if a.prompt != nil && a.overlay == nil {
		a.prompt.input.Paste(s)
		a.applyFilter(a.prompt.input.String())
	}
}

// click moves the focus and selects; what was selected already is opened.
func (a *App) click(m tea.Mouse) tea.Cmd {
	a.stale = true
	if a.overlay != nil {
		switch a.overlay.(type) {
		case *overlay.Letter, *overlay.KeyAsk: // they are not put away by a slip of the hand
		default:
			a.close()
		}
		return nil
	}
	at := image.Pt(m.X, m.Y)
	if at.In(a.layout.Tabs) {
		a.clickTab(m.X)
		return nil
	}
	for s := range spots {
		if !at.In(a.layout.Panes[s]) {
			continue
		}
		if a.focus != s {
			a.focusAt(s)
		}
		inner := a.layout.inner(s)
		if at.In(inner) && a.pane(s).Click(m.X-inner.Min.X, m.Y-inner.Min.Y) && a.whyNotOpen() == "" {
			return a.enter()
		}
		a.follow()
		return nil
	}
	return nil
}

// focusAt moves the focus to a pane that is seen, and leaves an open detail open.
func (a *App) focusAt(s Spot) {
	if a.open && s == Situation {
		a.focus = s
		a.arrange()
		return
	}
	a.goTo(s)
}

// wheel scrolls the pane under the pointer, wherever the focus is.
func (a *App) wheel(m tea.Mouse) {
	if a.overlay != nil {
		return
	}
	move := pane.Down
	switch m.Button {
	case tea.MouseWheelUp:
		move = pane.Up
	case tea.MouseWheelDown:
	default:
		return
	}
	for s := range spots {
		if image.Pt(m.X, m.Y).In(a.layout.Panes[s]) {
			a.pane(s).Do(move)
			a.follow()
		}
	}
}
