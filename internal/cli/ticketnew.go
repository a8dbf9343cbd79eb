package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vigie/internal/account"
	"vigie/internal/config"
	"vigie/internal/desk"
	"vigie/internal/estate"
	"vigie/internal/history"
	"vigie/internal/result"
	"vigie/internal/watch"
	"vigie/providers/ovh"
)

func newTicketNew(f *flags) *cobra.Command {
	var l account.Letter
	var site, message, name string
	var c consent
	cmd := &cobra.Command{
		Use: "new", Short: "Open a ticket", Args: noWords,
		Long: "Opens a ticket. Subject and message that are not given are written from what is known of the site or the service\n" +
			"(where it runs, what is wrong since when, what was seen, what the provider has published), and opened in $EDITOR\n" +
			"where there is a terminal. What will be sent is shown first, and waits until the name of the service is typed.",
		Example: "  vigie tickets new --site Shop\n" +
			"  vigie tickets new --service ns1.example --subject \"Disk failing\" --message - --confirm ns1.example < text",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return supports(cmd, f, func(conf *config.Config, all []*support) error {
				s, err := pick(all, name)
				if err != nil {
					return err
				}
				l.Kind = account.NewTicket
				if l, err = prefilled(cmd, f, conf, l, site, message == ""); err != nil {
					return err
				}
				if l.Body, err = words(cmd, f, message, l.Body); err != nil {
					return err
				}
				return s.send(cmd, f, c, desk.Draft{Letter: l})
			})
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&site, "site", "", "the site that it is about, as the configuration calls it")
	fl.StringVar(&l.Service, "service", "", "the service that it is about, as the provider calls it")
	fl.StringVar(&l.Subject, "subject", "", "the subject")
	fl.StringVar(&message, "message", "", "the text; - reads it from stdin")
	fl.StringVar(&l.Category, "category", "", "assistance, billing or incident")
	fl.StringVar(&l.Product, "product", "", "dedicated, vps, publiccloud, hosting, domain, mail, network, …")
	fl.StringVar(&l.Subcategory, "subcategory", "", "alerts, autorenew, bill, down, inProgress, new, other, perfs, start, usage")
	fl.StringVar(&l.Type, "type", "", "what it asks for: genericRequest, or criticalIntervention (a support level of its own)")
	fl.StringVar(&l.Urgency, "urgency", "", "high, medium or low (Business and Enterprise support)")
	fl.StringVar(&l.Impact, "impact", "", "high, medium or low (Business and Enterprise support)")
	fl.StringVar(&name, "account", "", "which account, where the configuration has several")
	c.flags(cmd)
	return jsonFlag(cmd, f)
}

// prefilled fills in what was not given from what is known. Everything is asked once for that, unless nothing is missing.
func prefilled(cmd *cobra.Command, f *flags, conf *config.Config, l account.Letter, site string, wantsBody bool) (account.Letter, error) {
	if site == "" && l.Service == "" || site == "" && l.Subject != "" && !wantsBody {
		return l, nil
	}
	o := options(conf, nil, f.keeper(false))
	var sites []config.Site
	for _, x := range o.Sites {
		if site == "" || x.Name == site {
			sites = append(sites, x)
		}
	}
	if site != "" && len(sites) == 0 {
		return l, usage("the configuration has no site %q", site)
	}
	if o.Sites = sites; site == "" {
		o.Sites = nil
	}
	o.Sources = slices.DeleteFunc(o.Sources, func(s watch.Source) bool { return s.Name == ticketsName }) // no matter here
	snap, _ := watch.Once(cmd.Context(), o, true)
	if site != "" {
		beganBefore(cmd.Context(), f, snap, site)
	}
	return told(snap, l, site), nil
}

// told fills in what is known of a site or of a service: of whatever was not said, in the words of the provider.
func told(snap *estate.Snapshot, l account.Letter, site string) account.Letter {
	draft := desk.Prefill(snap, site, l.Service)
	l.Service = cmp.Or(l.Service, draft.Service)
	l.Subject = cmp.Or(l.Subject, draft.Subject)
	l.Body = draft.Body
	if r, ok := snap.Resource(l.Service); ok {
		l = ovh.Suggest(l, r.Kind)
	}
	return l
}

// beganBefore dates the outage of a site back to when the history saw it begin.
func beganBefore(ctx context.Context, f *flags, snap *estate.Snapshot, site string) {
	x, ok := snap.Site(site)
	if !ok || x.State != result.Down {
		return
	}
	_ = withHistory(f, func(h *history.Store) error { // without one, it began now
		p, err := h.Past(ctx, site, snap.Now, snap.Now.Location())
		if err == nil && len(p.Outages) > 0 && p.Outages[0].To.IsZero() && p.Outages[0].From.Before(x.Since) {
			x.Since = p.Outages[0].From // the snapshot is this command's own
		}
		return err
	})
}

// longestText is how much of a text is read, in bytes.
const longestText = 1 << 20

// words are the text of a letter: as given, from stdin, from an editor where there is a terminal, or as it was prepared.
func words(cmd *cobra.Command, f *flags, given, prepared string) (string, error) {
	switch {
	case given == "-":
		b, err := io.ReadAll(io.LimitReader(cmd.InOrStdin(), longestText))
		if err != nil {
			return "", exit{exitFailed, fmt.Errorf("reading the message: %w", err)}
		}
		return strings.TrimSpace(string(b)), nil
	case given != "":
		return given, nil
	case isTerminal(cmd):
		return edited(cmd, f, prepared)
	case prepared == "":
		return "", usage("there is no message: give one with --message, or - for stdin")
	}
	return prepared, nil
}

// edited is a text as somebody left it in an editor. The file stands in the state folder, so that it is there when
// anything dies meanwhile.
func edited(cmd *cobra.Command, f *flags, prepared string) (string, error) {
	editor := strings.Fields(cmp.Or(os.Getenv("VISUAL"), os.Getenv("EDITOR")))
	if len(editor) == 0 {
		if prepared != "" {
			return prepared, nil
		}
		return "", usage("set $EDITOR to write the message, or give it with --message")
	}
	if err := os.MkdirAll(f.folder(), 0o700); err != nil {
		return "", exit{exitFailed, fmt.Errorf("making the state folder: %w", err)}
	}
	file, err := os.CreateTemp(f.folder(), "ticket-*.txt") // for nobody else to read
	if err != nil {
		return "", exit{exitFailed, fmt.Errorf("making a file to edit: %w", err)}
	}
	_, err = file.WriteString(prepared)
	if err = errors.Join(err, file.Close()); err != nil {
		return "", exit{exitFailed, fmt.Errorf("writing the file to edit: %w", err)}
	}
	run := exec.CommandContext(cmd.Context(), editor[0], append(editor[1:], file.Name())...) //nolint:gosec // the person's own editor
	run.Stdin, run.Stdout, run.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := run.Run(); err != nil {
		return "", exit{exitFailed, fmt.Errorf("the editor %s: %w; the text is in %s", filepath.Base(editor[0]), err, file.Name())}
	}
	b, err := os.ReadFile(file.Name())
	if err != nil {
		return "", exit{exitFailed, fmt.Errorf("reading what was edited: %w", err)}
	}
	_ = os.Remove(file.Name()) // it is kept as a draft from here on
	return strings.TrimSpace(string(b)), nil
}
