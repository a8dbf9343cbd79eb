package cli

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigie/internal/config"
	"vigie/internal/estate"
	"vigie/internal/history"
	"vigie/internal/incident"
	"vigie/internal/jsonl"
	"vigie/internal/message"
	"vigie/internal/text"
)

func newNotice(f *flags) *cobra.Command {
	var to, langs, file string
	var short bool
	cmd := &cobra.Command{
		Use: "notice [INCIDENT]", Short: "A draft of what to tell customers, those who wait for an order, staff or the insurer",
		Long: "A draft of what to tell people about an incident, from what was seen and what the provider said. It says nothing\n" +
			"that is not known: what is missing is listed on stderr, with how to tell it (`notice:` in the configuration).\n" +
			"Read it before you send it; vigie sends it to nobody.",
		Example: "  vigie notice\n  vigie notice --for staff --lang fr\n  vigie notice latest --lang fr,nl --save draft.txt\n" +
			"  vigie notice sent --to \"customers, by mail\"",
		Args: atMost(1, "one incident"),
		RunE: func(cmd *cobra.Command, args []string) error {
			i, err := incidentOf(cmd, f, strings.Join(args, ""))
			if err != nil {
				return err
			}
			d := &drafting{f: f, facts: factsOf(cmd, f, i), to: message.Audience(to), short: short}
			if err := d.write(strings.Split(langs, ",")); err != nil {
				return usage("%s", err)
			}
			if f.json {
				for _, x := range d.drafts {
					if err := jsonl.Write(cmd.OutOrStdout(), jsonl.FromMessage(i.ID, x)); err != nil {
						return exit{exitFailed, err}
					}
				}
				return nil
			}
			for _, m := range d.missing() {
				complainTo(cmd, "missing: %s", m)
			}
			if file != "" {
				if err := os.WriteFile(file, []byte(d.text()), 0o600); err != nil {
					return exit{exitFailed, fmt.Errorf("saving the draft: %w", err)}
				}
				return nil
			}
			_, err = fmt.Fprint(cmd.OutOrStdout(), d.text())
			return failed(err)
		},
	}
	cmd.Flags().StringVar(&to, "for", "customers", "customers, orders, staff or insurer")
	cmd.Flags().StringVar(&langs, "lang", "", "en, fr, nl, or several: fr,nl")
	cmd.Flags().BoolVar(&short, "short", false, "in at most 160 characters")
	cmd.Flags().StringVar(&file, "save", "", "write the draft to a file")
	cmd.PreRun = func(*cobra.Command, []string) {
		if langs == "" {
			langs = languageOf(f)
		}
	}
	cmd.AddCommand(newNoticeSent(f))
	return jsonFlag(cmd, f)
}

// languageOf is the language in which somebody is spoken to: of the configuration where there is one, or English.
func languageOf(f *flags) string {
	if c, err := quietly(f); err == nil && c.Console.Language != "" {
		return c.Console.Language
	}
	return "en"
}

// quietly reads the configuration where there is one, and complains of nothing: what needs one says so itself.
func quietly(f *flags) (*config.Config, error) {
	path := f.config
	if path == "" {
		found, ok := config.Find()
		if !ok {
			return nil, os.ErrNotExist
		}
		path = found
	}
	return config.Load(path)
}

// drafting is one asking for drafts.
type drafting struct {
	f      *flags
	facts  message.Facts
	to     message.Audience
	short  bool
	drafts []message.Draft
}

func (d *drafting) write(languages []string) error {
	for _, l := range languages {
		l = strings.TrimSpace(l)
		x, err := message.Write(d.facts, d.to, l)
		if err != nil {
			return err
		}
		if d.short {
			if x.Body, err = message.Short(d.facts, l); err != nil {
				return err
			}
			x.Subject = ""
		}
		d.drafts = append(d.drafts, x)
	}
	return nil
}

func (d *drafting) missing() []string {
	var list []string
	for _, x := range d.drafts {
		for _, m := range x.Missing {
			if !slices.Contains(list, m) && !d.short {
				list = append(list, m)
			}
		}
	}
	return list
}

// text is all drafts, one below the other, each language by itself.
func (d *drafting) text() string {
	var parts []string
	for _, x := range d.drafts {
		part := x.Body
		if x.Subject != "" {
			part = x.Subject + "\n\n" + part
		}
		parts = append(parts, strings.Join(text.CleanLines(part), "\n"))
	}
	return strings.Join(parts, "\n\n———\n\n") + "\n"
}

// factsOf gathers what is known of an incident: from its own records, what the history has kept of the failures, and what
// the configuration says of the firm.
func factsOf(cmd *cobra.Command, f *flags, i estate.Incident) message.Facts {
	facts := message.Facts{Incident: i, Now: time.Now()}
	var beside []string
	if c, err := quietly(f); err == nil {
		facts.House = message.House(c.Notice)
		for _, s := range c.Sites {
			if !slices.ContainsFunc(i.Members, func(m estate.Member) bool { return m.Site == s.Name }) {
				beside = append(beside, s.Name)
			}
		}
	}
	for _, m := range i.Members {
		facts.Sites = append(facts.Sites, message.Site{Name: m.Site, From: m.From, To: m.To})
	}
	_ = withHistory(f, func(h *history.Store) error { // without one, the draft says less
		failures(cmd.Context(), h, &facts)
		if i.Closed.IsZero() {
			facts.Spared = working(cmd.Context(), h, beside, facts.Now)
		}
		return nil
	})
	return facts
}

// failures finds out how the sites fail, or failed.
func failures(ctx context.Context, h *history.Store, facts *message.Facts) {
	for n := range facts.Sites {
		s := &facts.Sites[n]
		outages, err := h.Outages(ctx, s.From.Add(-time.Minute), facts.Now, s.Name)
		if list := outages[s.Name]; err == nil && len(list) > 0 {
			s.Failure = list[0].Failure
		}
	}
}

// working are the sites that were seen to work all the time of the last minutes.
func working(ctx context.Context, h *history.Store, sites []string, now time.Time) []string {
	const lately = 15 * time.Minute
	if len(sites) == 0 {
		return nil
	}
	shares, err := h.Uptime(ctx, now.Add(-lately), now, sites...)
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(sites, func(name string) bool {
		x, known := shares[name]
		return !known || x.Seen < 0.3 || x.Of < 1
	})
}

func newNoticeSent(f *flags) *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use: "sent [INCIDENT]", Short: "Write down that a message was sent, and to whom", Args: atMost(1, "one incident"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if strings.TrimSpace(to) == "" {
				return usage("--to says to whom it was sent, such as --to \"customers, by mail\"")
			}
			i, err := incidentOf(cmd, f, strings.Join(args, ""))
			if err != nil {
				return err
			}
			err = incident.Add(f.folder(), incident.Record{
				Time: time.Now(), Incident: i.ID, Kind: incident.Noted, By: whoami(), Text: "A message was sent: " + to,
			})
			return failed(err)
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "to whom, and how")
	return cmd
}
