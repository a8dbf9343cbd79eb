package cli

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"vigie/internal/config"
	"vigie/internal/estate"
	"vigie/internal/incident"
	"vigie/internal/notify"
	"vigie/internal/text"
	"vigie/internal/watch"
)

// alertRules are the rules of a configuration. Channels are called by their kind and number: their addresses are secret.
func alertRules(c *config.Config) []notify.Rule {
	var rules []notify.Rule
	for n, a := range c.Alerts {
		r := notify.Rule{Name: fmt.Sprintf("%s #%d", notify.Service(a.To), n+1), To: a.To, After: a.After}
		for _, e := range a.On {
			r.On = append(r.On, notify.Event(e))
		}
		if a.Sites != nil {
			r.Sites = make(map[string]bool)
			for _, s := range a.Sites {
				r.Sites[s] = true
			}
		}
		rules = append(rules, r)
	}
	return rules
}

// alertDesk tells people of the incidents of a watch, which are kept in a state folder; nil where nobody wants to be told.
func alertDesk(c *config.Config, state string, open func() []estate.Incident) *notify.Desk {
	rules := alertRules(c)
	if len(rules) == 0 {
		return nil
	}
	return notify.NewDesk(notify.Options{
		Rules: rules, Now: time.Now, Open: open,
		All: func() ([]estate.Incident, error) {
			records, _, err := incident.Read(state)
			if err != nil {
				return nil, err
			}
			return incident.NewBook(records).All(), nil
		},
		Note: func(r incident.Record) error { return incident.Add(state, r) },
	})
}

// alertSources are how the alerts are doing, as the health of a source: what fails to be delivered is shown as anything
// else that fails. None where nobody wants to be told.
func alertSources(d *notify.Desk) []watch.Source {
	if d == nil {
		return nil
	}
	return []watch.Source{{Name: "alerts", Every: 15 * time.Second, Fetch: func(context.Context) (*watch.Facts, error) {
		for _, h := range d.Health() {
			if h.Error != nil {
				return nil, fmt.Errorf("%s cannot be told, and is tried again: %w", h.Name, h.Error)
			}
		}
		return &watch.Facts{}, nil
	}}}
}

func sameAlert(a, b config.Alert) bool {
	return a.To == b.To && a.After == b.After && slices.Equal(a.On, b.On) && slices.Equal(a.Sites, b.Sites)
}

func newAlert(f *flags) *cobra.Command {
	cmd := &cobra.Command{
		Use: "alert", Short: "Alerts", Args: noWords, RunE: func(cmd *cobra.Command, _ []string) error { return failed(cmd.Help()) },
	}
	cmd.AddCommand(&cobra.Command{
		Use: "test", Short: "Send a test alert on every channel of the configuration, and say what came of it", Args: noWords,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := load(f)
			if err != nil {
				return err
			}
			rules := alertRules(c)
			if len(rules) == 0 {
				return exit{exitFailed, fmt.Errorf("the configuration tells nobody. Add:\n\nnotify:\n  - to: ntfy://ntfy.sh/my-topic")}
			}
			bad := 0
			p := newPaper(cmd.OutOrStdout(), f)
			for _, r := range rules {
				m := notify.Message{Title: "A test of vigie", Text: "This is a test: nothing is wrong. Alerts of vigie arrive here."}
				if err := notify.Send(cmd.Context(), r.To, m); err != nil {
					bad++
					p.line("✕", text.Clean(r.Name)+":", text.Clean(err.Error()))
					continue
				}
				p.line("✓", text.Clean(r.Name)+": sent")
			}
			if bad > 0 {
				return exit{exitFailed, fmt.Errorf("%d of %s failed", bad, count(len(rules), "channel"))}
			}
			return failed(p.err)
		},
	})
	return cmd
}
