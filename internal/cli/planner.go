package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"vigie/internal/account"
	"vigie/internal/actionlog"
	"vigie/internal/estate"
	"vigie/providers/ovh"
)

// planner thinks through what a person at a console wants changed, and carries it out: with the newest picture, and with
// those clients that ask the accounts anyway.
type planner struct {
	clients func() []*ovh.Client
	state   string // the folder for copies of zones, and of the log
	snap    func() *estate.Snapshot
	names   ovh.Names
}

// plan thinks a deed through: in the account that holds what it is done to, or else in each until one can do it.
func (p *planner) plan(ctx context.Context, d estate.Deed) (*estate.Planned, error) {
	all := p.clients()
	if holding := holders(all, d.Resource); len(holding) > 0 {
		all = holding
	}
	var errs []error
	for _, client := range all {
		planned, err := p.in(ctx, client, d)
		if err == nil {
			return planned, nil
		}
		if !slices.ContainsFunc(errs, func(e error) bool { return e.Error() == err.Error() }) {
			errs = append(errs, err)
		}
	}
	if len(errs) == 0 {
		return nil, errors.New("no account can be used: the sources say why")
	}
	return nil, errors.Join(errs...)
}

// holders are those of the clients whose account holds a resource.
func holders(clients []*ovh.Client, resource string) []*ovh.Client {
	return slices.DeleteFunc(slices.Clone(clients), func(c *ovh.Client) bool { return !c.Holds(resource) })
}

// in thinks a deed through in an account.
func (p *planner) in(ctx context.Context, client *ovh.Client, d estate.Deed) (*estate.Planned, error) {
	if client.ReadOnly() {
		return nil, errors.New("the configuration says read_only for this account: nothing is changed at OVHcloud")
	}
	snap := p.snap()
	o := &office{client: client, log: actionlog.In(p.state, client.Hide), snap: snap, around: surroundings(snap, p.names)}
	ch, before, err := p.change(ctx, o, d)
	if err != nil {
		return nil, err
	}
	planned := &estate.Planned{Plan: ch.Plan, Account: client.Name()}
	planned.Carry = func(ctx context.Context, tell func(string)) error {
		if before != nil {
			if err := before(ctx); err != nil {
				return fmt.Errorf("%w: %w", errNothingSent, err)
			}
		}
		return o.carry(ctx, ch, d.By, func(s ovh.Step) { tell(stepWords(s)) }, func(err error) { tell(err.Error()) })
	}
	return planned, nil
}

// change makes the change that a deed is, and what has to be done before it.
func (p *planner) change(ctx context.Context, o *office, d estate.Deed) (*ovh.Change, func(context.Context) error, error) {
	if d.Kind == estate.Fallback {
		s, err := o.served(ctx, d.Site)
		if err != nil {
			return nil, nil, err
		}
		ch, err := o.client.Fallback(s, d.To, o.around)
		return ch, o.copying(p.state, s.Zone), err
	}
	r, err := o.resource(d.Resource)
	if err != nil {
		return nil, nil, err
	}
	if d.Kind == estate.Move {
		ch, err := o.move(ctx, r.ID, d.To, "")
		return ch, nil, err
	}
	how, known := map[estate.DeedKind]ovh.Boot{estate.Reboot: ovh.Restart, estate.Rescue: ovh.Rescue, estate.Disk: ovh.Disk}[d.Kind]
	if !known {
		return nil, nil, fmt.Errorf("%q is nothing that can be done", d.Kind)
	}
	ch, err := o.client.Boot(ctx, r, how, o.around)
	return ch, nil, err
}

// surroundings are what a change is judged by.
func surroundings(s *estate.Snapshot, names ovh.Names) ovh.Surroundings {
	return ovh.Surroundings{Resources: s.Resources, Places: s.Campuses, Dark: darkBuildings(s), Names: names}
}

// move plans that the block of an address leads to another service.
func (o *office) move(ctx context.Context, address, service, next string) (*ovh.Change, error) {
	block, from, err := o.block(address)
	if err != nil {
		return nil, err
	}
	to, err := o.resource(service)
	if err != nil {
		return nil, err
	}
	return o.client.Move(ctx, block, from, to, next, o.around)
}

// copying keeps a copy of a zone, before it is changed.
func (o *office) copying(state, zone string) func(context.Context) error {
	return func(ctx context.Context) error {
		copied, err := o.client.Export(ctx, zone)
		if err != nil {
			return err
		}
		return keepZone(state, zone, copied, time.Now())
	}
}

// carry carries a change out, and writes to the log of actions that it does, and what came of each call; and into the
// incident that it is about. What cannot be written to the log is not sent; what is lost of it later is told to lost.
func (o *office) carry(ctx context.Context, ch *ovh.Change, who string, tell func(ovh.Step), lost func(error)) error {
	entry := actionlog.Entry{
		Time: time.Now(), ID: actionID(), Who: who, Provider: "ovh", Account: o.client.Name(),
		Action: ch.Title, Target: ch.Confirm, State: actionlog.Begun,
	}
	if err := o.log.Add(entry); err != nil {
		return fmt.Errorf("%w: %w", errNothingSent, err)
	}
	err := ch.Carry(ctx, func(s ovh.Step) {
		if s.Call != nil {
			if err := o.log.Add(outcomeOf(entry, s)); err != nil {
				lost(err)
			}
		}
		tell(s)
	})
	if missing := o.enter(ch, who, err); missing != nil {
		lost(missing)
	}
	return err
}

// outcomeOf is the line of the log that says what came of a call.
func outcomeOf(entry actionlog.Entry, s ovh.Step) actionlog.Entry {
	entry.Time, entry.Method, entry.Path, entry.Body = time.Now(), s.Call.Method, s.Call.Path, string(s.Call.Body)
	entry.QueryID, entry.State = s.Receipt.QueryID, actionlog.Done
	if s.Err != nil {
		entry.State, entry.Answer = actionlog.Failed, s.Err.Error()
		if _, uncertain := errors.AsType[*account.UncertainError](s.Err); uncertain {
			entry.State = actionlog.Uncertain
		}
	}
	return entry
}

// stepWords is a step in words.
func stepWords(s ovh.Step) string {
	switch {
	case s.Call == nil:
		return "… " + s.Says
	case s.Err != nil:
		return "✕ " + s.Call.Method + " " + s.Call.Path
	}
	return "✓ " + s.Call.Method + " " + s.Call.Path + ", query " + s.Receipt.QueryID
}
