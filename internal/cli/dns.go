package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigie/internal/text"
	"vigie/providers/ovh"
)

func newDNS(f *flags) *cobra.Command {
	a := &acting{flags: f}
	cmd := &cobra.Command{
		Use: "dns NAME", Short: "Where a name of the account leads, at OVHcloud and in the world", Args: needs("a name, or the name of a site"),
		Example: "  vigie dns www.shop.example\n  vigie dns fallback www.shop.example 198.51.100.9\n  vigie dns undo shop.example",
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := a.open(cmd, needNothing)
			if err != nil {
				return err
			}
			s, err := o.served(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			return showServed(cmd, f, s)
		},
	}
	cmd.AddCommand(newFallback(f), newUndo(f))
	return cmd
}

// served finds what a name leads to; the name of a site stands for the name that it is asked by.
func (o *office) served(ctx context.Context, name string) (*ovh.Served, error) {
	if site, known := o.snap.Site(name); known && len(site.Checks) > 0 {
		name = hostOf(site.Checks[0].Target)
	}
	s, err := o.client.Served(ctx, name, o.around.Names)
	if err != nil {
		return nil, exit{exitFailed, fmt.Errorf("%s: %w", text.Clean(name), err)}
	}
	return s, nil
}

// hostOf is the host in the target of a check: an address, host:port or a name.
func hostOf(target string) string {
	if _, rest, ok := strings.Cut(target, "://"); ok {
		target = rest
	}
	target, _, _ = strings.Cut(target, "/")
	if i := strings.LastIndexByte(target, ':'); i >= 0 && !strings.HasSuffix(target, "]") {
		target = target[:i]
	}
	return strings.Trim(target, "[]")
}

func showServed(cmd *cobra.Command, f *flags, s *ovh.Served) error {
	p := newPaper(cmd.OutOrStdout(), f)
	p.line(p.bold(text.Clean(s.Name)), "in the zone", text.Clean(s.Zone))
	for _, r := range s.Records {
		ttl := "the zone's own time"
		switch {
		case r.TTL > 0:
			ttl = r.TTL.String()
		case s.TTL > 0:
			ttl += ", " + s.TTL.String()
		}
		p.line("  ", text.Pad(r.Type, 6), text.Pad(text.Clean(r.Target), 40), p.dim("remembered for "+ttl))
	}
	if len(s.Records) == 0 {
		p.line("   no record lets it lead anywhere")
	}
	switch {
	case s.Trouble != "":
		p.line("?  The world could not be asked:", text.Clean(s.Trouble))
	case len(s.Seen) == 0:
		p.line("   Seen from here it leads nowhere.")
	default:
		p.line("   Seen from here it leads to "+text.Clean(strings.Join(s.Seen, ", "))+",", "which is remembered for", s.Left.Round(time.Second).String(), "more.")
	}
	if ours, others := s.Ours(); ours == 0 && others > 0 {
		p.line("!  The world does not ask OVHcloud for this zone, but " + text.Clean(strings.Join(s.Live, ", ")) + ".")
	} else if others > 0 {
		p.line("!  The world asks others too:", text.Clean(strings.Join(s.Live, ", ")))
	}
	if !s.Deployed {
		p.line("!  The zone holds changes that are not live.", text.Clean(strings.Join(s.Faults, "; ")))
	}
	return failed(p.err)
}

func newFallback(f *flags) *cobra.Command {
	a := &acting{flags: f}
	cmd := &cobra.Command{
		Use: "fallback NAME TARGET", Short: "Let a name lead to another address, name or page", Args: needs("a name, such as www.shop.example", "where it is to lead"),
		Long: "Let a name lead elsewhere: to an address (198.51.100.9), to another name (fallback.example), or\n" +
			"by a redirection to a page (https://fallback.example/). The zone is copied first, so that\n" +
			"`vigie dns undo ZONE` can put it back. What would be sent is shown, and sent once the name has\n" +
			"been typed; then it is waited until the name servers of the zone say so.",
		Example: "  vigie dns fallback www.shop.example 198.51.100.9 --dry-run",
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := a.open(cmd, needAll)
			if err != nil {
				return err
			}
			s, err := o.served(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			ch, err := o.client.Fallback(s, args[1], o.around)
			if err != nil {
				return exit{exitFailed, err}
			}
			return a.carry(cmd, o, ch, o.copying(f.folder(), s.Zone))
		},
	}
	a.consent.flags(cmd)
	return cmd
}

func newUndo(f *flags) *cobra.Command {
	a := &acting{flags: f}
	cmd := &cobra.Command{
		Use: "undo ZONE", Short: "Put a zone back as it was before the last fallback", Args: needs("the name of a zone"),
		Long: "Put a zone back as it was before the last fallback. The present zone is copied first, so that\n" +
			"the undoing can be undone.",
		RunE: func(cmd *cobra.Command, args []string) error {
			zone, at, copied, err := keptZone(f.folder(), args[0])
			if err != nil {
				return exit{exitFailed, err}
			}
			o, err := a.open(cmd, needNothing)
			if err != nil {
				return err
			}
			s, err := o.client.Served(cmd.Context(), zone, o.around.Names)
			if err != nil {
				return exit{exitFailed, fmt.Errorf("%s: %w", text.Clean(zone), err)}
			}
			return a.carry(cmd, o, o.client.Restore(s, copied, at), o.copying(f.folder(), zone))
		},
	}
	a.consent.flags(cmd)
	return cmd
}
