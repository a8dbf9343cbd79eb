package cli

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vigie/internal/account"
	"vigie/internal/text"
)

func newIP(f *flags) *cobra.Command {
	a := &acting{flags: f}
	cmd := &cobra.Command{
		Use: "ip ADDRESS", Short: "Where an address of the account leads, and where it could be moved to", Args: needs("an address of the account"),
		Example: "  vigie ip 203.0.113.4\n  vigie ip move 203.0.113.4 ns3100002.ip-198-51-100.example",
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := a.open(cmd, needAccount)
			if err != nil {
				return err
			}
			block, from, err := o.block(args[0])
			if err != nil {
				return err
			}
			return showBlock(cmd, f, o, block, from)
		},
	}
	var next string
	move := &cobra.Command{
		Use: "move ADDRESS SERVICE", Short: "Let it lead to another machine", Args: needs("an address of the account", "the machine that it is to lead to"),
		Long: "Let an address lead to another machine. What would be sent is shown first, and sent once the\n" +
			"address has been typed; then it is waited until it leads there.",
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := a.open(cmd, needAll)
			if err != nil {
				return err
			}
			ch, err := o.move(cmd.Context(), args[0], args[1], next)
			if err != nil {
				return exit{exitFailed, err}
			}
			return a.carry(cmd, o, ch, nil)
		},
	}
	move.Flags().StringVar(&next, "next-hop", "", "the hop behind a machine that has several")
	a.consent.flags(move)
	cmd.AddCommand(move)
	return cmd
}

// block finds the block of an address, and the resource that it leads to; nil where it leads to none.
func (o *office) block(name string) (string, *account.Resource, error) {
	for _, r := range o.snap.Resources {
		if r.Kind != account.IPBlock || !holds(r.ID, name) {
			continue
		}
		i := slices.IndexFunc(o.snap.Resources, func(x account.Resource) bool { return x.ID == r.RoutedTo && r.RoutedTo != "" })
		if i < 0 {
			return r.ID, nil, nil
		}
		return r.ID, &o.snap.Resources[i], nil
	}
	return "", nil, exit{exitFailed, fmt.Errorf("no address block of the account holds %q", name)}
}

// holds tells whether a block is, or has within it, what a person called an address.
func holds(block, name string) bool {
	prefix, err := netip.ParsePrefix(block)
	addr, noAddr := netip.ParseAddr(name)
	return block == name || err == nil && noAddr == nil && prefix.Contains(addr)
}

func showBlock(cmd *cobra.Command, f *flags, o *office, block string, from *account.Resource) error {
	offered, err := o.client.Destinations(cmd.Context(), block)
	if err != nil {
		return exit{exitFailed, errors.New(text.Clean(err.Error()))}
	}
	p := newPaper(cmd.OutOrStdout(), f)
	leads := "leads nowhere"
	if from != nil {
		leads = "leads to " + text.Clean(from.ID) + ", " + text.Clean(from.Place.String())
	}
	p.line(p.bold(text.Clean(block)), leads)
	if len(offered) == 0 {
		p.line("OVHcloud offers no other service for it.")
	}
	for _, d := range offered {
		where := ""
		if r, err := o.resource(d.Service); err == nil {
			where = r.Place.String()
		}
		if len(d.Next) > 0 {
			where += ", by way of " + strings.Join(d.Next, " or ")
		}
		p.line("  →", text.Pad(text.Clean(d.Service), 36), text.Clean(where))
	}
	return failed(p.err)
}
