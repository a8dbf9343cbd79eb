package ui

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/ui/overlay"
)

// planPatience is how long finding out what a deed would take may last.
const planPatience = time.Minute

// stepsKept is how many steps of a deed wait for the screen. It never waits for the screen itself.
const stepsKept = 256

// deed is a change that a person has begun: thought through, shown, sent, each beside the console. There is one at a
// time. Once it is being sent it goes on, also when its sheet was closed.
type deed struct {
	what     estate.Deed
	letter   *letter // that is to be sent; nil where it is something else
	sheet    *overlay.Sheet
	question *overlay.Question // for where it is to lead; nil where that is not asked
	planned  *estate.Planned
	carried  bool // something may have been sent
	steps    chan string
	epoch    int                // an answer to an earlier deed is dropped
	cancel   context.CancelFunc // ends what is under way; nil where there is nothing
	left     bool               // the person has been told that it is being sent, and wants to leave
}

// plannedMsg is a deed thought through, or why it could not be.
type plannedMsg struct {
	epoch   int
	planned *estate.Planned
	err     error
}

// stepMsg is a step of a deed that is being sent; over is the last one.
type stepMsg struct {
	epoch int
	said  string
	over  bool
	err   error
}

// deedTitles are what the deeds are called.
func deedTitles() map[estate.DeedKind]string {
	return map[estate.DeedKind]string{
		estate.Reboot: "Reboot", estate.Rescue: "Start from the rescue system", estate.Disk: "Start from the disk",
		estate.Fallback: "Lead a name elsewhere", estate.Move: "Move an address",
	}
}

// begin starts a deed with what is selected.
func begin(kind estate.DeedKind) func(*App) tea.Cmd {
	return func(a *App) tea.Cmd {
		sel := a.pane(a.focus).Selection()
		a.deed.what, a.deed.letter = estate.Deed{Kind: kind, Resource: sel.Service, Site: sel.Site, By: a.opt.Who}, nil
		title := deedTitles()[kind]
		switch kind {
		case estate.Fallback:
			a.deed.question = overlay.NewQuestion(title+": "+sel.Site, "an address (198.51.100.9), a name (fallback.example), or a page (https://fallback.example/)")
		case estate.Move:
			a.deed.question = overlay.NewQuestion(title+": "+sel.Service, "the machine that it is to lead to, by its name at OVHcloud")
		default:
			return a.thinkDeed()
		}
		a.overlay = a.deed.question
		return nil
	}
}

// whyNotDeed is why a deed cannot be begun with what is selected.
func whyNotDeed(kind estate.DeedKind) func(*App) string {
	return func(a *App) string {
		sel := a.pane(a.focus).Selection()
		r, rented := a.scene.Snap.Resource(sel.Service)
		switch {
		case a.opt.Plan == nil:
			return "this console only looks"
		case a.deed.busy():
			return "another change is being sent"
		case kind == estate.Fallback && sel.Site == "":
			return "no site is selected"
		case kind == estate.Fallback:
			return ""
		case !rented:
			return "nothing that is rented is selected"
		case kind == estate.Move && r.Kind != account.IPBlock:
			return "what is selected is no address block"
		case kind != estate.Move && r.Kind != account.DedicatedServer && r.Kind != account.VPS:
			return "what is selected is no server"
		}
		return ""
	}
}

func (d *deed) busy() bool { return d.sheet != nil && d.sheet.Stage() == overlay.Sending }

func (a *App) thinkDeed() tea.Cmd {
	ask, what := a.opt.Plan, a.deed.what
	return a.think(deedTitles()[what.Kind], func(ctx context.Context) (*estate.Planned, error) { return ask(ctx, what) })
}

// think finds out what the deed would take, beside the console.
func (a *App) think(title string, ask func(context.Context) (*estate.Planned, error)) tea.Cmd {
	d := &a.deed
	d.stop()
	d.sheet, d.planned, d.carried = overlay.NewSheet(title), nil, false
	a.overlay, a.stale = d.sheet, true
	ctx, cancel := context.WithTimeout(context.Background(), planPatience)
	d.cancel = cancel
	epoch := d.epoch
	return func() (msg tea.Msg) {
		defer cancel()
		defer func() {
			if p := recover(); p != nil {
				msg = plannedMsg{epoch: epoch, err: fmt.Errorf("vigie itself failed: %v", p)}
			}
		}()
		planned, err := ask(ctx)
		if errors.Is(err, context.DeadlineExceeded) {
			err = fmt.Errorf("OVHcloud did not say within a minute what this would take")
		}
		return plannedMsg{epoch, planned, err}
	}
}

// thought takes a plan, if it is still wanted.
func (a *App) thought(msg plannedMsg) {
	d := &a.deed
	if msg.epoch != d.epoch || d.sheet == nil {
		return
	}
	d.cancel = nil
	if msg.err != nil {
		d.sheet.End(msg.err.Error())
		a.stale = true
		return
	}
	d.planned = msg.planned
	d.sheet.Show(msg.planned.Plan, msg.planned.Account)
	a.stale = true
}

// send carries the deed out, beside the console.
func (a *App) send() tea.Cmd {
	d := &a.deed
	if d.planned == nil || d.cancel != nil {
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	d.cancel, d.steps, d.left = cancel, make(chan string, stepsKept), false
	d.carried = true
	carry, steps, epoch := d.planned.Carry, d.steps, d.epoch
	a.stale = true
	return tea.Batch(listen(epoch, steps), func() (msg tea.Msg) {
		defer cancel()
		defer close(steps)
		defer func() {
			if p := recover(); p != nil {
				msg = stepMsg{epoch: epoch, over: true, err: fmt.Errorf("vigie itself failed: %v", p)}
			}
		}()
		err := carry(ctx, func(said string) {
			select {
			case steps <- said:
			default: // nobody looks
			}
		})
		return stepMsg{epoch: epoch, over: true, err: err}
	})
}

// listen waits for the next step.
func listen(epoch int, steps <-chan string) tea.Cmd {
	return func() tea.Msg {
		said, more := <-steps
		if !more {
			return nil
		}
		return stepMsg{epoch: epoch, said: said}
	}
}

// stepped takes a step.
func (a *App) stepped(msg stepMsg) tea.Cmd {
	d := &a.deed
	if msg.epoch != d.epoch || d.sheet == nil {
		return nil
	}
	a.stale = true
	if !msg.over {
		d.sheet.Step(msg.said)
		return listen(d.epoch, d.steps)
	}
	d.cancel = nil
	fault := ""
	if msg.err != nil {
		fault = msg.err.Error()
	}
	d.sheet.End(fault)
	a.posted()
	if a.overlay != d.sheet { // it was closed
		done := "done: "
		if fault != "" {
			done = "failed: "
		}
		a.toast(done + d.planned.Title)
	}
	return nil
}

// stop gives up what is under way, and forgets the deed before.
func (d *deed) stop() {
	if d.cancel != nil {
		d.cancel()
	}
	d.cancel = nil
	d.epoch++
}

// closed is what follows when an overlay was closed: a plan that nobody wants any more is given up.
func (d *deed) closed(o overlay.Overlay) {
	if o == d.sheet && d.sheet != nil && d.sheet.Stage() != overlay.Sending {
		d.stop()
		d.sheet = nil
	}
}

// change offers what can be changed at the provider.
func (a *App) change() tea.Cmd {
	var offered []overlay.Entry
	for _, e := range a.entries(false) {
		if e.Group == "change" {
			offered = append(offered, e)
		}
	}
	a.overlay, a.stale = overlay.NewPalette("What to change", offered), true
	return nil
}
