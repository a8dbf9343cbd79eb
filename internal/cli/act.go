package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/text"
	"vigie/internal/watch"
	"vigie/providers/ovh"
)

// acting is a command that changes something at the provider: it shows first what it would send, and sends it once a
// person has typed the name of what is changed.
type acting struct {
	*flags
	dryRun  bool
	confirm string
}

// actFlags adds the flags that every command has which changes something.
func (a *acting) actFlags(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().BoolVar(&a.dryRun, "dry-run", false, "show what would be sent, and send nothing")
	cmd.Flags().StringVar(&a.confirm, "confirm", "", "for scripts: the `name` that a person would type")
	return cmd
}

// office is an account with what is known around it.
type office struct {
	client *ovh.Client
	snap   *estate.Snapshot
	around ovh.Surroundings
}

// open asks the account and the sites once, for what a change has to be judged by. Of several accounts in the
// configuration it takes the first.
func (a *acting) open(cmd *cobra.Command) (*office, error) {
	c, err := load(a.flags)
	if err != nil {
		return nil, err
	}
	for _, p := range c.Providers {
		if p.OVH == nil {
			continue
		}
		client, err := clientOf(*p.OVH)
		if err != nil {
			return nil, exit{exitFailed, err}
		}
		o := options(c)
		o.Sources = sourcesOf(client, time.Minute)
		snap, _ := watch.Once(cmd.Context(), o, true)
		for _, src := range snap.Sources {
			if src.Error != "" {
				fmt.Fprintf(cmd.ErrOrStderr(), "vigie: %s: %s\n", src.Name, text.Clean(src.Error)) //nolint:errcheck // stderr is the last resort
			}
		}
		return &office{client, snap, ovh.Surroundings{
			Resources: snap.Resources, Dark: darkBuildings(snap), Names: worldNames{o.Env.Door, o.Env.Resolver},
		}}, nil
	}
	return nil, exit{exitUsage, errNoProvider}
}

// darkBuildings tells of a building why nothing in it gives a sign of life, as far as the verdict says so.
func darkBuildings(s *estate.Snapshot) func(account.Place) string {
	verdicts := []estate.Verdict{s.Verdict}
	for _, i := range s.Incidents {
		verdicts = append(verdicts, i.Verdict)
	}
	return func(p account.Place) string {
		for _, v := range verdicts {
			if v.Cause == estate.CauseDatacenter && v.Where == p.Building().String() {
				return fmt.Sprintf("nothing that is watched in %s answers since %s",
					strings.ToUpper(p.Datacenter), v.Since.Local().Format("2 Jan 15:04"))
			}
		}
		return ""
	}
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

// carry shows a change, has it confirmed, sends it and waits for its end. before is done just before anything is sent.
func (a *acting) carry(cmd *cobra.Command, ch *ovh.Change, before func(context.Context) error) error {
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
	}
	if err := a.confirmed(cmd, ch.Confirm); err != nil {
		return err
	}
	if before != nil {
		if err := before(cmd.Context()); err != nil {
			return exit{exitFailed, fmt.Errorf("nothing was sent: %w", err)}
		}
	}
	err := ch.Carry(cmd.Context(), func(s ovh.Step) { showStep(p, s) })
	if err != nil {
		return exit{exitFailed, errors.New(text.Clean(err.Error()))}
	}
	p.line("Done: " + ch.Waits + " is so.")
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
		p.line("  →", text.Clean(c.Method+" "+c.Path))
		if len(c.Body) > 0 {
			p.line("   ", p.dim(text.Clean(string(c.Body))))
		}
	}
}

func showStep(p *paper, s ovh.Step) {
	switch {
	case s.Call == nil:
		p.line("  …", text.Clean(s.Says))
	case s.Err != nil:
		p.line("  ✕", text.Clean(s.Call.Method+" "+s.Call.Path))
	default:
		p.line("  ✓", text.Clean(s.Call.Method+" "+s.Call.Path), p.dim("query "+text.Clean(s.Receipt.QueryID)))
	}
}

// confirmed has a person type a name, or compares what --confirm gave.
func (a *acting) confirmed(cmd *cobra.Command, want string) error {
	given := a.confirm
	if given == "" {
		in, ok := cmd.InOrStdin().(*os.File)
		if ok && !term.IsTerminal(in.Fd()) {
			return usage("nothing was sent: there is no terminal to ask at. Say --confirm %s, or --dry-run", want)
		}
		if _, err := fmt.Fprintf(cmd.OutOrStdout(), "Type %s to send this: ", text.Clean(want)); err != nil {
			return exit{exitFailed, err}
		}
		line, err := readLine(cmd.Context(), cmd.InOrStdin())
		if err != nil {
			return exit{exitFailed, fmt.Errorf("nothing was sent: %w", err)}
		}
		given = line
	}
	if strings.TrimSpace(given) != want {
		return exit{exitFailed, fmt.Errorf("nothing was sent: %q is not %q", text.Clean(strings.TrimSpace(given)), want)}
	}
	return nil
}

// readLine reads a line, or ends with the context: a read of a terminal cannot be broken off, and goes with the process.
func readLine(ctx context.Context, in io.Reader) (string, error) {
	type answer struct {
		line string
		err  error
	}
	got := make(chan answer, 1)
	go func() {
		line, err := bufio.NewReader(in).ReadString('\n')
		if errors.Is(err, io.EOF) && line != "" {
			err = nil
		}
		got <- answer{line, err}
	}()
	select {
	case a := <-got:
		if a.err != nil {
			return "", fmt.Errorf("reading what was typed: %w", a.err)
		}
		return a.line, nil
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}
