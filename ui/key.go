package ui

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/estate"
	"vigie/ui/overlay"
)

// Keys is how a key of a provider is asked for. Its methods may be called from any goroutine, may take their time, and end
// with their context. Their errors are shown to a person; no key stands in what they say.
type Keys interface {
	// Offer says what would be asked for.
	Offer(ctx context.Context) (estate.KeyOffer, error)
	// Ask asks, hands the address at which a person grants the key to show, and waits until one has. It says where the key
	// then is.
	Ask(ctx context.Context, w estate.KeyWish, show func(address string)) (said string, err error)
}

// How long looking for what is known of keys may last, and how long a key waits to be granted.
const (
	offerPatience = 10 * time.Second
	grantPatience = 30 * time.Minute
)

// keyAsk is a key that is being asked for. There is one at a time.
type keyAsk struct {
	view   *overlay.KeyAsk    // nil where there is none
	epoch  int                // an answer to an earlier one is dropped
	cancel context.CancelFunc // ends what is under way; nil where there is nothing
}

// offeredMsg is what would be asked for; toGrantMsg, where it is granted; grantedMsg, what came of it.
type (
	offeredMsg struct {
		epoch int
		offer estate.KeyOffer
		err   error
	}
	toGrantMsg struct {
		epoch   int
		address string
	}
	grantedMsg struct {
		epoch int
		said  string
		err   error
	}
)

// askKey begins to ask for a key: it looks what would be asked for.
func (a *App) askKey() tea.Cmd {
	a.key.stop()
	a.key.view = overlay.NewKeyAsk()
	a.overlay, a.stale = a.key.view, true
	keys, epoch := a.opt.Keys, a.key.epoch
	return aside(offerPatience, func(ctx context.Context) tea.Msg {
		offer, err := keys.Offer(ctx)
		return offeredMsg{epoch, offer, err}
	}, func(err error) tea.Msg { return offeredMsg{epoch: epoch, err: err} })
}

func (a *App) whyNotAskKey() string {
	if a.opt.Keys == nil {
		return "none can be asked for here"
	}
	return ""
}

// offered takes what would be asked for.
func (a *App) offered(msg offeredMsg) {
	if msg.epoch != a.key.epoch || a.key.view == nil {
		return
	}
	a.stale = true
	if msg.err != nil {
		a.key.view.End("", msg.err.Error())
		return
	}
	a.key.view.Offer(msg.offer)
}

// requestKey asks, beside the console.
func (a *App) requestKey() tea.Cmd {
	ctx, cancel := context.WithTimeout(context.Background(), grantPatience)
	a.key.cancel = cancel
	keys, wish, epoch := a.opt.Keys, a.key.view.Wish(), a.key.epoch
	address := make(chan string, 1)
	return tea.Batch(func() tea.Msg {
		at, told := <-address
		if !told {
			return nil
		}
		return toGrantMsg{epoch, at}
	}, func() (msg tea.Msg) {
		defer cancel()
		defer close(address)
		defer func() {
			if p := recover(); p != nil {
				msg = grantedMsg{epoch: epoch, err: fmt.Errorf("vigie itself failed: %v", p)}
			}
		}()
		said, err := keys.Ask(ctx, wish, func(at string) {
			select {
			case address <- at:
			default: // it is shown once
			}
		})
		if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
			err = errors.New("nobody has granted the key within half an hour; ask for another one")
		}
		return grantedMsg{epoch, said, err}
	})
}

// toGrant takes the address at which the key is granted.
func (a *App) toGrant(msg toGrantMsg) {
	if msg.epoch == a.key.epoch && a.key.view.Stage() == overlay.KeyAsking {
		a.key.view.Grant(msg.address)
		a.stale = true
	}
}

// granted takes what came of it. A key that was granted while it was being given up is used, and that is said.
func (a *App) granted(msg grantedMsg) {
	if msg.epoch != a.key.epoch || a.key.view == nil {
		if msg.err == nil {
			a.toast("the key was granted after all. " + msg.said)
		}
		return
	}
	a.key.cancel, a.stale = nil, true
	fault := ""
	if msg.err != nil {
		fault = msg.err.Error()
	}
	a.key.view.End(msg.said, fault)
}

// copyAddress puts the address at which the key is granted on the clipboard of the terminal.
func (a *App) copyAddress() tea.Cmd {
	a.toast("copied: the address")
	return tea.SetClipboard(a.key.view.Address())
}

// openAddress opens it in the browser.
func (a *App) openAddress() tea.Cmd {
	open, url := a.opt.Open, a.key.view.Address()
	if open == nil {
		a.toast("no browser can be opened from here")
		return nil
	}
	a.toast("opening the address")
	return func() tea.Msg { return browsedMsg{err: open(url)} }
}

// closed is what follows when an overlay was closed: a key that nobody waits for is given up.
func (k *keyAsk) closed(o overlay.Overlay) (gaveUp bool) {
	if k.view == nil || o != k.view {
		return false
	}
	gaveUp = k.cancel != nil
	k.stop()
	return gaveUp
}

// stop gives up what is under way.
func (k *keyAsk) stop() {
	if k.cancel != nil {
		k.cancel()
	}
	k.view, k.cancel = nil, nil
	k.epoch++
}
