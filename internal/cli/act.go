package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigie/internal/account"
	"vigie/internal/actionlog"
	"vigie/internal/estate"
	"vigie/internal/text"
	"vigie/internal/watch"
	"vigie/probes/door"
	"vigie/providers/ovh"
)

// acting is a command that changes something at the provider: it shows first what it would send, and sends it once a
// person has agreed.
type acting struct {
	*flags
	consent
}

// office is an account with what is known around it.
type office struct {
	client *ovh.Client
	log    *actionlog.Log
	snap   *estate.Snapshot
	around ovh.Surroundings
}

// need is what has to be asked before a command can do its work.
type need int

const (
	needNothing need = iota // the sites are known by name, and nobody is asked how they are
	needAccount             // what is rented
	needAll                 // and how the sites are, by which a change is judged
)

// open asks once what is needed. Of several accounts in the configuration it takes the first.
func (a *acting) open(cmd *cobra.Command, need need) (*office, error) {
	c, err := load(a.flags)
	if err != nil {
		return nil, err
	}
	for _, p := range c.Providers {
		if p.OVH == nil {
			continue
		}
		client, err := ovhClient(*p.OVH, hostNames(c.Sites))
		if err != nil {
			return nil, exit{exitFailed, err}
		}
		o := options(c, nil, nil)
		o.Sources = nil
		if need > needNothing {
			o.Sources = []watch.Source{inventorySource(client, time.Minute)}
		}
		if need == needAccount {
			o.Sites = nil
		}
		snap := watch.New(o).Snapshot()
		if need > needNothing {
			snap, _ = watch.Once(cmd.Context(), o, true)
		}
		for _, src := range snap.Sources {
			if src.Error != "" {
				complainTo(cmd, "%s: %s", src.Name, src.Error)
			}
		}
		return &office{client, actionlog.In(a.folder(), client.Hide), snap, surroundings(snap, worldNames{door.System, o.Env.Resolver})}, nil
	}
	return nil, exit{exitUsage, errNoProvider}
}

// darkBuildings tells of a building why nothing in it gives a sign of life, as far as a verdict says so: one on the
// building itself, or one on several places of the provider while all that is watched in the building is down.
func darkBuildings(s *estate.Snapshot) func(account.Place) string {
	verdicts := []estate.Verdict{s.Verdict}
	for _, i := range s.Incidents {
		if len(i.Sites) > 0 { // one that waits to be closed says what was
			verdicts = append(verdicts, i.Verdict)
		}
	}
	return func(p account.Place) string {
		for _, v := range verdicts {
			if v.Cause == estate.CauseDatacenter && v.Where == p.Building().String() || v.Cause == estate.CauseProvider && allDown(s, p) {
				return fmt.Sprintf("nothing that is watched in %s answers since %s",
					strings.ToUpper(p.Datacenter), v.Since.Format("2 Jan 15:04"))
			}
		}
		return ""
	}
}

// allDown tells whether something is watched in a building, and all of it is down.
func allDown(s *estate.Snapshot, p account.Place) bool {
	i := slices.IndexFunc(s.Places, func(x estate.Place) bool { return x.Place == p.Building() })
	return i >= 0 && len(s.Places[i].Sites) > 0 && len(s.Places[i].Down) == len(s.Places[i].Sites)
}

// resource finds a resource by what people call it: its ID, its name, an address of it.
func (o *office) resource(name string) (account.Resource, error) {
	for _, r := range o.snap.Resources {
		if r.ID == name || r.Name == name {
			return r, nil
		}
	}
	for _, r := range o.snap.Resources {
		for _, addr := range r.Addresses {
			if addr == name {
				return r, nil
			}
		}
	}
	return account.Resource{}, exit{exitFailed, fmt.Errorf("there is no %q in the account; `vigie servers` lists what there is", name)}
}

// carry shows a change, has it agreed to, sends it and waits for its end. before is done just before anything is sent.
func (a *acting) carry(cmd *cobra.Command, o *office, ch *ovh.Change, before func(context.Context) error) error {
	p := newPaper(cmd.OutOrStdout(), a.flags)
	showPlan(p, ch.Plan)
	switch {
	case p.err != nil:
		return exit{exitFailed, p.err}
	case ch.Refused != "":
		return exit{exitFailed, errors.New("this is not done. " + text.Clean(ch.Refused))}
	case a.dryRun:
		p.line("Nothing was sent.")
		return failed(p.err)
	case o.client.ReadOnly():
		return exit{exitFailed, fmt.Errorf("%w: the configuration says read_only for this account", errNothingSent)}
	}
	if code, err := a.given(cmd, ch.Confirm); err != nil {
		return exit{code, fmt.Errorf("%w: %w", errNothingSent, err)}
	}
	if before != nil {
		if err := before(cmd.Context()); err != nil {
			return exit{exitFailed, fmt.Errorf("%w: %w", errNothingSent, err)}
		}
	}
	err := o.carry(cmd.Context(), ch, whoami(), func(s ovh.Step) { p.line(" ", text.Clean(stepWords(s))) },
		func(err error) { complainTo(cmd, "%v", err) })
	if err != nil {
		return exit{exitFailed, errors.New(text.Clean(err.Error()))}
	}
	p.line("Done: " + ch.End + ".")
	if ch.Undo != "" {
		p.line("To take it back: " + text.Clean(ch.Undo))
	}
	return failed(p.err)
}

// showPlan shows exactly what would be sent, and what speaks against it.
func showPlan(p *paper, plan account.Plan) {
	p.line(p.bold(text.Clean(plan.Title)))
	for _, w := range plan.Warnings {
		p.line("  !", text.Clean(w))
	}
	for _, c := range plan.Calls {
		p.line("  →", p.bold(c.Method), text.Clean(c.Path))
		p.body(c)
	}
}
