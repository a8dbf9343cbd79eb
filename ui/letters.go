package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/ui/overlay"
)

// Letters is where letters to a provider's support are written and sent. Its methods may be called from any goroutine;
// each may take its time, and ends with its context. Their errors are shown to a person.
type Letters interface {
	// Begin finds what is written already for an errand, or begins a letter with what is known. An
	// *estate.UndecidedError asks for the account.
	Begin(ctx context.Context, e estate.Errand) (estate.Draft, error)
	// Keep keeps a draft, and gives it as it is kept; its words are safe when it returns.
	Keep(ctx context.Context, d estate.Draft) (estate.Draft, error)
	Discard(ctx context.Context, d estate.Draft) error
	// Waiting are the drafts that are not sent, whoever wrote them, the newest first.
	Waiting(ctx context.Context) ([]estate.Draft, error)
	// Plan thinks a letter through that is to be sent; by is who wants it.
	Plan(ctx context.Context, d estate.Draft, by string) (*estate.Planned, error)
}

// The rhythm in which what is written is kept, in beats: half a second after a change, so that with the time that it takes
// no more than the last second is ever missing.
const keepBeats = 5

// How long finding a letter, and keeping it, may last.
const (
	beginPatience = 30 * time.Second // something may have to be looked up
	keepPatience  = 5 * time.Second
	flushPatience = time.Second
)

// letter is one that is written. What is kept of it is its keeper's; the rest belongs to the goroutine of the console.
type letter struct {
	title   string
	errand  estate.Errand
	view    *overlay.Letter
	keeper  *keeper // nil before it is found
	words   overlay.Words
	n       int // changes so far
	safe    int // of those, as many are kept
	beats   int // since the first that is not
	keeping bool
	warned  bool // it was put away, could not be kept, and came back
}

// begunMsg is a letter that was found, or why it was not.
type begunMsg struct {
	letter *letter
	draft  estate.Draft
	err    error
}

// keptMsg tells what became of keeping the n-th change; away is that it was thrown away.
type keptMsg struct {
	letter *letter
	draft  estate.Draft
	n      int
	away   bool
	err    error
}

// aside does something beside the console that may take its time; what fails in it is not the console's.
func aside(patience time.Duration, do func(context.Context) tea.Msg, failed func(error) tea.Msg) tea.Cmd {
	return func() (msg tea.Msg) {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		defer func() {
			if p := recover(); p != nil {
				msg = failed(fmt.Errorf("vigie itself failed: %v", p))
			}
		}()
		return do(ctx)
	}
}

// write opens a letter.
func (a *App) write(title string, e estate.Errand) tea.Cmd {
	l := &letter{title: title, errand: e, view: overlay.NewLetter(title)}
	keep := a.putAway()
	a.letter, a.overlay, a.stale = l, l.view, true
	letters := a.opt.Letters
	return tea.Sequence(keep, aside(beginPatience, func(ctx context.Context) tea.Msg {
		d, err := letters.Begin(ctx, e)
		return begunMsg{l, d, err}
	}, func(err error) tea.Msg { return begunMsg{letter: l, err: err} }))
}

// begun takes a letter that was found, if it is still wanted.
func (a *App) begun(msg begunMsg) {
	l := msg.letter
	if a.letter != l || a.overlay != l.view {
		return
	}
	a.stale = true
	if several, ask := errors.AsType[*estate.UndecidedError](msg.err); ask {
		a.decide(l, several.Accounts)
		return
	}
	if msg.err != nil {
		l.view.Fail(msg.err.Error())
		return
	}
	l.keeper = newKeeper(a.opt.Letters, msg.draft)
	l.words = overlay.Words{Subject: msg.draft.Letter.Subject, Body: msg.draft.Letter.Body}
	l.view.Open(l.words, msg.draft.Letter.Kind == account.NewTicket, msg.draft.Note)
	l.view.Tell("nothing is changed yet")
	if msg.draft.ID != 0 {
		l.view.ToEnd()
		l.view.Tell(fmt.Sprintf("this is draft %d", msg.draft.ID))
	}
}

// letterBeat has what was written kept, half a second after it was.
func (a *App) letterBeat() tea.Cmd {
	l := a.letter
	if l == nil || l.keeper == nil {
		return nil
	}
	l.look()
	if l.n == l.safe {
		l.beats = 0
		return nil
	}
	if l.beats++; l.beats < keepBeats || l.keeping {
		return nil
	}
	return l.keep()
}

// look notices that something was written.
func (l *letter) look() {
	if w := l.view.Words(); w != l.words {
		l.words = w
		l.n++
	}
}

// keep has the words kept, beside the console.
func (l *letter) keep() tea.Cmd {
	l.keeping, l.beats = true, 0
	k, words, n := l.keeper, l.words, l.n
	return aside(keepPatience, func(ctx context.Context) tea.Msg {
		d, err := k.keep(ctx, words, n)
		return keptMsg{letter: l, draft: d, n: n, err: err}
	}, func(err error) tea.Msg { return keptMsg{letter: l, n: n, err: err} })
}

// kept takes what became of keeping. A letter that was put away and could not be kept comes back.
func (a *App) kept(msg keptMsg) {
	l := msg.letter
	l.keeping, a.stale = false, true
	a.waiting.soon()
	if msg.err != nil {
		if errors.Is(msg.err, context.DeadlineExceeded) {
			msg.err = errors.New("the disk does not answer")
		}
		switch {
		case msg.away:
			a.toast("the draft could not be thrown away: " + msg.err.Error())
		case a.letter == l && (l.warned || a.overlay == nil):
			if a.overlay == nil {
				a.overlay, l.warned = l.view, true
			}
			l.view.Tell("NOT KEPT: " + msg.err.Error() + " · esc once more gives it up")
		default:
			l.view.Tell("NOT KEPT: " + msg.err.Error())
		}
		return
	}
	l.safe, l.warned = max(l.safe, msg.n), false
	if msg.away {
		return
	}
	l.view.Tell(fmt.Sprintf("kept as draft %d", msg.draft.ID))
	if msg.draft.Note != "" {
		l.view.Note(msg.draft.Note)
	}
}

// putAway follows when a letter was closed: what is written is kept, and what says nothing is thrown away. When it could
// not be kept before, closing it gives it up.
func (a *App) putAway() tea.Cmd {
	l := a.letter
	if l == nil || l.keeper == nil {
		return nil
	}
	l.look()
	switch {
	case strings.TrimSpace(l.words.Body) == "" && (l.n > 0 || l.words.Subject == ""):
		return a.throwAway()
	case l.n == l.safe:
		return nil
	case l.warned:
		a.letter = nil
		a.toast("the letter was given up")
		return nil
	}
	return l.keep()
}

// throwAway throws the letter away.
func (a *App) throwAway() tea.Cmd {
	l := a.letter
	if l == nil || l.keeper == nil {
		return nil
	}
	a.letter = nil
	return aside(keepPatience, func(ctx context.Context) tea.Msg {
		return keptMsg{letter: l, away: true, err: l.keeper.discard(ctx)}
	}, func(err error) tea.Msg { return keptMsg{letter: l, away: true, err: err} })
}

// goOn shows what would be sent: the words as they are kept now.
func (a *App) goOn() tea.Cmd {
	l := a.letter
	if l == nil || l.keeper == nil || a.deed.busy() {
		return nil
	}
	l.look()
	a.deed.letter = l
	k, words, n, letters, by := l.keeper, l.words, l.n, a.opt.Letters, a.opt.Who
	return a.think("What is sent", func(ctx context.Context) (*estate.Planned, error) {
		d, err := k.keep(ctx, words, n)
		if err != nil {
			return nil, fmt.Errorf("it cannot be kept, and is not sent: %w", err)
		}
		return letters.Plan(ctx, d, by)
	})
}

// below is the letter under a sheet, as long as nothing of it was sent.
func (d *deed) below(o overlay.Overlay) overlay.Overlay {
	if d.sheet == nil || o != d.sheet || d.letter == nil || d.carried {
		return nil
	}
	return d.letter.view
}

// posted follows when something was sent, whatever came of it: the letter is the desk's from then on.
func (a *App) posted() {
	a.waiting.soon()
	if a.deed.letter != nil && a.letter == a.deed.letter {
		a.letter = nil
	}
	a.deed.letter = nil
}

// Flush keeps what is not kept yet. It is for after the console has ended, in whatever way.
func (a *App) Flush() {
	l := a.letter
	if l == nil || l.keeper == nil {
		return
	}
	l.look()
	if l.n == l.safe {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), flushPatience)
	defer cancel()
	_, _ = l.keeper.keep(ctx, l.words, l.n) // the screen is gone
}
