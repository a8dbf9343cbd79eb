package notify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/nicholas-fedor/shoutrrr"
	"github.com/nicholas-fedor/shoutrrr/pkg/router"
	"github.com/nicholas-fedor/shoutrrr/pkg/types"

	"vigie/internal/estate"
)

// Send delivers one message to a shoutrrr address. The error holds nothing of the address.
func Send(ctx context.Context, to string, m Message) error {
	sender, err := open(to)
	if err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { // the library waits by itself, and cannot be told to stop
		params := make(types.Params)
		params.SetTitle(m.Title)
		done <- errors.Join(sender.Send(m.Text, &params)...)
	}()
	select {
	case err := <-done:
		if err != nil {
			return errors.New(scrub(to, err.Error()))
		}
		return nil
	case <-ctx.Done():
		return fmt.Errorf("sending an alert: %w", ctx.Err())
	}
}

// patience is how long one delivery may take.
const patience = 15 * time.Second

// Check tells whether an address can be one, without sending anything.
func Check(to string) error {
	_, err := open(to)
	return err
}

func open(to string) (*router.ServiceRouter, error) {
	sender, err := shoutrrr.NewSenderWithOptions(log.New(io.Discard, "", 0), types.SenderOptions{Timeout: patience}, to)
	if err != nil {
		return nil, errors.New(scrub(to, "the address of an alert cannot be used: "+err.Error()))
	}
	return sender, nil
}

// Service is the kind of an address: ntfy, smtp.
func Service(to string) string {
	service, _, _ := strings.Cut(to, "://")
	service, _, _ = strings.Cut(service, "+")
	return service
}

// scrub takes everything that an address may keep secret out of what was said about it.
func scrub(to, said string) string {
	said = strings.ReplaceAll(said, to, Service(to)+"://…")
	_, rest, _ := strings.Cut(to, "://")
	parts := strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune("/@:?&=#,", r) })
	for _, p := range parts {
		for _, form := range []string{p, unescaped(p)} {
			if len(form) >= 4 {
				said = strings.ReplaceAll(said, form, "…")
			}
		}
	}
	return strings.TrimSpace(said)
}

func unescaped(s string) string {
	if u, err := url.PathUnescape(s); err == nil {
		return u
	}
	return s
}

// channel is one rule with what is to be delivered by it. One that fails holds up no other.
type channel struct {
	rule Rule
	send func(ctx context.Context, to string, m Message) error

	sent map[string][]estate.Entry // by incident: what it may not yet say itself; only Run uses it

	mu       sync.Mutex
	busy     bool
	arrived  []Message // since Run last looked
	failed   error
	since    time.Time // of the failure
	tries    int
	notUntil time.Time
}

// pause is how long is waited after a number of failures: five seconds at first, ten minutes at most.
func pause(tries int) time.Duration {
	d := 5 * time.Second
	for range min(tries-1, 10) {
		d *= 2
	}
	return min(d, 10*time.Minute)
}

// free tells whether the channel may be given a message.
func (c *channel) free(now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.busy || now.Before(c.notUntil) {
		return false
	}
	c.busy = true
	return true
}

func (c *channel) done(err error, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.busy = false
	if err == nil {
		c.failed, c.tries, c.since, c.notUntil = nil, 0, time.Time{}, time.Time{}
		return
	}
	if c.failed == nil {
		c.since = now
	}
	c.failed = err
	c.tries++
	c.notUntil = now.Add(pause(c.tries))
}

func (c *channel) release() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.busy = false
}

func (c *channel) arrive(m Message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.arrived = append(c.arrived, m)
}
