package notify

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sourcegraph/conc"
	"github.com/sourcegraph/conc/panics"

	"vigie/internal/estate"
	"vigie/internal/incident"
)

// Desk hands out alerts while a watch runs.
type Desk struct {
	channels []*channel
	open     func() []estate.Incident          // that are open now
	all      func() ([]estate.Incident, error) // also those that are not; asked only when one has gone
	note     func(incident.Record) error       // writes down what was said
	now      func() time.Time
	known    map[string]bool // that were open at the last look
}

// Options are what a desk works with.
type Options struct {
	Rules []Rule
	Open  func() []estate.Incident
	All   func() ([]estate.Incident, error)
	Note  func(incident.Record) error
	Now   func() time.Time
	Send  func(ctx context.Context, to string, m Message) error // Send when nil
}

// NewDesk makes a desk; Run starts it.
func NewDesk(o Options) *Desk {
	if o.Send == nil {
		o.Send = Send
	}
	d := &Desk{open: o.Open, all: o.All, note: o.Note, now: o.Now, known: make(map[string]bool)}
	for _, r := range o.Rules {
		d.channels = append(d.channels, &channel{rule: r, send: o.Send, sent: make(map[string][]estate.Entry)})
	}
	return d
}

// look is how often incidents are looked at.
const look = time.Second

// Run alerts until ctx ends. It waits for deliveries that are under way.
func (d *Desk) Run(ctx context.Context) {
	var under conc.WaitGroup
	defer under.Wait()
	tick := time.NewTicker(look)
	defer tick.Stop()
	closed := d.before()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		open := d.open()
		closed = append(closed, d.gone(open)...)
		for _, c := range d.channels {
			d.collect(c)
			if i, m, due := d.due(c, open, closed); due {
				under.Go(func() { d.deliver(ctx, c, i, m) })
			}
		}
		closed = d.lately(closed)
	}
}

// before are the incidents that were closed lately when the desk opens: their end may not have been told.
func (d *Desk) before() []estate.Incident {
	list, err := d.all()
	if err != nil {
		return nil
	}
	var closed []estate.Incident
	for _, i := range list {
		if !i.Closed.IsZero() {
			closed = append(closed, i)
		}
	}
	return d.lately(closed)
}

func (d *Desk) lately(list []estate.Incident) []estate.Incident {
	kept := list[:0]
	for _, i := range list {
		if d.now().Sub(i.Closed) < late {
			kept = append(kept, i)
		}
	}
	return kept
}

// gone are the incidents that were open at the last look, and are not any more.
func (d *Desk) gone(open []estate.Incident) []estate.Incident {
	now := make(map[string]bool, len(open))
	for _, i := range open {
		now[i.ID] = true
	}
	missing := 0
	for id := range d.known {
		if !now[id] {
			missing++
		}
	}
	was := d.known
	d.known = now
	if missing == 0 {
		return nil
	}
	list, err := d.all()
	if err != nil {
		d.known = was // it is looked for again
		return nil
	}
	var gone []estate.Incident
	for _, i := range list {
		if was[i.ID] && !now[i.ID] && !i.Closed.IsZero() {
			gone = append(gone, i)
		}
	}
	return gone
}

// due is the next thing to be said on a channel that is free.
func (d *Desk) due(c *channel, open, closed []estate.Incident) (estate.Incident, Message, bool) {
	now := d.now()
	for _, list := range [][]estate.Incident{open, closed} {
		for _, i := range list {
			if list := c.sent[i.ID]; len(list) > 0 {
				i.Entries = append(slices.Clip(i.Entries), list...)
			}
			if m, due := c.rule.Due(&i, now); due && c.free(now) {
				return i, m, true
			}
		}
	}
	return estate.Incident{}, Message{}, false
}

// collect takes what has been delivered since, so that it is not said again before the incident tells of it itself.
func (d *Desk) collect(c *channel) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range c.arrived {
		c.sent[m.Incident] = append(c.sent[m.Incident], estate.Entry{Time: d.now(), Kind: string(incident.Alerted), Text: c.rule.Name + ": " + strings.Join(m.Keys, "; ")})
	}
	c.arrived = nil
}

// deliver sends a message, and writes down that it was.
func (d *Desk) deliver(ctx context.Context, c *channel, i estate.Incident, m Message) {
	var err error
	if p := panics.Try(func() { err = c.send(ctx, c.rule.To, m) }); p != nil {
		err = fmt.Errorf("vigie itself failed while alerting: %v", p.Value)
	}
	if err == nil {
		c.arrive(m)
		err = d.note(incident.Record{Time: d.now(), Incident: i.ID, Kind: incident.Alerted, Text: c.rule.Name + ": " + strings.Join(m.Keys, "; ")})
	}
	if ctx.Err() != nil && err != nil {
		c.release() // it was we who broke off
		return
	}
	c.done(err, d.now())
}

// Health is how a channel is doing.
type Health struct {
	Name  string
	Error error // why the last delivery failed; nil where it did not
	Since time.Time
}

// Health is how each channel is doing, in the order of the rules.
func (d *Desk) Health() []Health {
	list := make([]Health, len(d.channels))
	for i, c := range d.channels {
		c.mu.Lock()
		list[i] = Health{c.rule.Name, c.failed, c.since}
		c.mu.Unlock()
	}
	return list
}
