// Package ui is the console: what a person sees and does. It draws the newest snapshot on its own beat, and what a
// person wants travels back as an intent. No key and no frame waits for a network or a disk.
//
// It may import estate, result, account, text and its own packages; nothing that probes, asks a provider or stores.
package ui

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/estate"
	"vigie/ui/overlay"
	"vigie/ui/pane"
	"vigie/ui/theme"
)

// beat is how often the console looks for a newer snapshot.
const beat = 100 * time.Millisecond

// toastBeats is how long a message stays: 4 s.
const toastBeats = 40

// Options is what a console is made of.
type Options struct {
	Snapshot func() *estate.Snapshot // the newest picture; must not block
	Act      func(estate.Intent)     // carries out what the person wants; must not block
	// Past reads what the history knows of a site; nil where there is no history. It may take its time, and ends
	// with its context. Its errors are shown to a person.
	Past func(ctx context.Context, site string) (*estate.Past, error)
	// Find finds tickets by words of their subjects, messages and services, and gives their IDs; nil where there is no
	// index. It may take its time, and ends with its context.
	Find func(ctx context.Context, words string) ([]string, error)
	// Plan thinks through what a person wants changed at the provider; nil where nothing can be. It may take its time, and
	// ends with its context.
	Plan func(ctx context.Context, d estate.Deed) (*estate.Planned, error)
	// Letters is where letters to the provider's support are written; nil where none can be.
	Letters Letters
	// Keys is how a key of the provider is asked for; nil where none can be.
	Keys   Keys
	Now    func() time.Time       // the clock of the world that is watched
	Theme  string                 // auto, dark, light, contrast, none
	ASCII  bool                   // draws symbols and frames in ASCII
	Banner string                 // shown in the header: demo · 60×
	Who    string                 // who looks, for the log of intents
	Open   func(url string) error // opens a browser; nil where there is none
}

// App is the console, a Bubble Tea model. It is for one program.
type App struct {
	opt   Options
	keys  []binding
	byKey map[string]*binding
	ascii *strings.Replacer // nil where Unicode is drawn

	scene     pane.Scene
	themeName string
	dark      bool

	width, height int
	focus, base   Spot
	open, zoom    bool
	mouse         bool
	layout        Layout

	situation *pane.Situation
	sites     *pane.Sites
	places    *pane.Places
	tickets   *pane.Tickets
	detail    *pane.Detail
	thread    *pane.Thread
	mails     *pane.Mails
	mail      *pane.Mail
	mailbox   bool // mails stand in the place of the tickets
	recall    recall
	seek      seek
	deed      deed
	key       keyAsk
	letter    *letter // the one that is written, or was written last; nil where there is none
	waiting   waiting
	undecided undecided

	overlay overlay.Overlay // nil where there is none
	prompt  *prompt         // the filter that is being typed; nil where there is none
	note    string          // the toast
	noteFor int             // beats

	content string
	stale   bool // content is older than what it shows
}

type beatMsg struct{}

// browsedMsg tells how opening the browser went.
type browsedMsg struct{ err error }

// New makes a console.
func New(opt Options) *App {
	a := &App{
		opt: opt, keys: keymap(), themeName: opt.Theme, dark: true, mouse: true,
		situation: pane.NewSituation(), sites: pane.NewSites(), places: pane.NewPlaces(),
		tickets: pane.NewTickets(), detail: pane.NewDetail(), thread: pane.NewThread(),
		mails: pane.NewMails(), mail: pane.NewMail(),
	}
	a.byKey = index(a.keys)
	a.recall = recall{ask: opt.Past, memory: pane.Memory{Kept: opt.Past != nil}}
	a.detail.Remember(a.recall.memory)
	if a.seek.ask = opt.Find; opt.Find != nil {
		a.tickets.Index()
	}
	a.thread.Writable(opt.Letters != nil)
	if opt.ASCII {
		a.ascii = theme.ASCII()
	}
	a.scene.Theme, a.scene.AsksKey = theme.New(a.themeName, a.dark), opt.Keys != nil
	a.look()
	return a
}

// Init starts the beat and asks the terminal for its background.
func (a *App) Init() tea.Cmd { return tea.Batch(nextBeat(), tea.RequestBackgroundColor) }

func nextBeat() tea.Cmd { return tea.Tick(beat, func(time.Time) tea.Msg { return beatMsg{} }) }

// Update takes one message.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := a.take(msg)
	return a, tea.Batch(cmd, a.remember(), a.search())
}

func (a *App) take(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case beatMsg:
		a.look()
		a.fade()
		a.beatOverlays()
		return tea.Batch(nextBeat(), a.recallBeat(), a.letterBeat(), a.waitingBeat())
	case pastMsg:
		a.recalled(msg)
	case foundMsg:
		a.found(msg)
	case plannedMsg:
		a.thought(msg)
	case begunMsg:
		a.begun(msg)
	case keptMsg:
		a.kept(msg)
	case waitingMsg:
		a.waits(msg)
	case offeredMsg:
		a.offered(msg)
	case toGrantMsg:
		a.toGrant(msg)
	case grantedMsg:
		a.granted(msg)
	case stepMsg:
		return a.stepped(msg)
	case tea.WindowSizeMsg:
		a.resize(msg.Width, msg.Height)
	case tea.BackgroundColorMsg:
		a.dark = msg.IsDark()
		a.recolour()
	case tea.KeyPressMsg:
		return a.press(msg)
	case tea.PasteMsg:
		a.paste(msg.Content)
	case tea.MouseClickMsg:
		return a.click(msg.Mouse())
	case tea.MouseWheelMsg:
		a.wheel(msg.Mouse())
	case browsedMsg:
		if msg.err != nil {
			a.toast("the browser did not open: " + msg.err.Error())
		}
	}
	return nil
}

// look takes the newest snapshot. The screen is drawn again only when it or the displayed second changed.
func (a *App) look() {
	snap, now := a.opt.Snapshot(), a.opt.Now()
	if snap == nil {
		snap = &estate.Snapshot{}
	}
	old := a.scene.Snap
	if old != nil && old.Version == snap.Version && old.Started.Equal(snap.Started) {
		if a.scene.Now.Unix() == now.Unix() {
			return
		}
		snap = old
	}
	if snap != old {
		a.scene.Count = pane.Tally(snap.Sites)
	}
	a.scene.Snap, a.scene.Now = snap, now
	if len(a.notices()) != a.layout.Notices.Dy() {
		a.arrange()
	}
	a.show()
}

// show gives the scene to all panes.
func (a *App) show() {
	for _, p := range []pane.Pane{a.situation, a.sites, a.places, a.tickets, a.detail, a.thread, a.mails, a.mail} {
		p.Show(a.scene)
	}
	a.follow()
	a.stale = true
}

// beatOverlays lets time pass for what is laid over the console.
func (a *App) beatOverlays() {
	a.stale = a.deed.sheet != nil && a.deed.sheet.Beat() || a.stale
	a.stale = a.key.view != nil && a.key.view.Beat() || a.stale
}

// fade counts the toast down.
func (a *App) fade() {
	if a.noteFor > 0 {
		a.noteFor--
		a.stale = a.stale || a.noteFor == 0
	}
}

func (a *App) toast(s string) { a.note, a.noteFor, a.stale = s, toastBeats, true }

func (a *App) recolour() {
	a.scene.Theme = theme.New(a.themeName, a.dark)
	a.show()
}

// resize takes a new size. A screen that is too small for more than a list begins with the list.
func (a *App) resize(w, h int) {
	first := a.width == 0
	a.width, a.height = w, h
	a.arrange()
	if first && !a.layout.Framed {
		a.goTo(Sites)
	}
}

func (a *App) arrange() {
	a.layout = Arrange(Arrangement{
		Width: a.width, Height: a.height, Focus: a.focus, Base: a.base, Open: a.open, Zoom: a.zoom, Notices: len(a.notices()),
	})
	a.stale = true
}
