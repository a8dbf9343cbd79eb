package cli

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"vigie/internal/estate"
	"vigie/internal/incident"
	"vigie/internal/text"
)

func newIncidentNote(f *flags) *cobra.Command {
	var cost, currency, purpose, site, by string
	cmd := &cobra.Command{
		Use: "note [ID] TEXT", Short: "Write something into an incident, and what it cost", Args: atMost(2, "an incident and a text in quotation marks"),
		Long: "Writes something into an incident: what was done, what somebody said, what it cost. It may be done while the\n" +
			"console or serve runs, and shows there at once.",
		Example: "  vigie incidents note \"Carrier told, parcels wait\"\n" +
			"  vigie incidents note 20210310 \"Spare server for the shop\" --cost \"1 200,50\" --purpose hosting",
		RunE: func(cmd *cobra.Command, args []string) error {
			all, err := incidents(cmd, f)
			if err != nil {
				return err
			}
			r := incident.Record{Time: time.Now(), Kind: incident.Noted, By: by, Site: site, Purpose: purpose}
			if cost != "" {
				if r.Amount, err = incident.ParseMoney(cost); err != nil {
					return usage("--cost: %w", err)
				}
				if r.Currency = strings.ToUpper(currency); !currencyCode.MatchString(r.Currency) {
					return usage("--currency is a code of three letters, such as EUR, not %q", currency)
				}
			} else if purpose != "" {
				return usage("--purpose is of a cost, and there is none: say --cost")
			}
			name, words, err := noteWords(all, args, cost != "")
			if err != nil {
				return err
			}
			const longest = 4000
			if r.Text = words; utf8.RuneCountInString(words) > longest {
				return usage("a note has at most %d characters", longest)
			}
			return writeIncident(cmd, f, all, name, r, "noted")
		},
	}
	fs := cmd.Flags()
	fs.StringVar(&cost, "cost", "", "what it cost, such as 120,50")
	fs.StringVar(&currency, "currency", "EUR", "the currency of --cost")
	fs.StringVar(&purpose, "purpose", "", "what the money was spent for")
	fs.StringVar(&site, "site", "", "the site that it is about")
	fs.StringVar(&by, "by", whoami(), "who writes")
	return cmd
}

var currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)

// noteWords tells the incident from the text. One word alone is the text, unless it names an incident: then the text was
// forgotten, or its cost says enough.
func noteWords(all []estate.Incident, args []string, costs bool) (name, words string, err error) {
	const enough = 8 // letters of an ID that nobody writes as a note
	switch len(args) {
	case 0:
		if costs {
			return "", "", nil
		}
		return "", "", usage("say what is to be noted, in quotation marks")
	case 1:
		if _, err := incident.Find(all, args[0]); err == nil && (args[0] == incident.Latest || len(args[0]) >= enough) {
			if costs {
				return args[0], "", nil
			}
			return "", "", usage("say what is to be noted in %s, in quotation marks", args[0])
		}
		words = args[0]
	default:
		name, words = args[0], args[1]
	}
	if strings.TrimSpace(words) == "" {
		return "", "", usage("say what is to be noted, in quotation marks")
	}
	return name, words, nil
}

func newIncidentAck(f *flags) *cobra.Command {
	var undo bool
	var by string
	cmd := &cobra.Command{
		Use: "ack [ID]", Short: "Tell the others that somebody is on it", Args: atMost(1, "one incident"),
		RunE: func(cmd *cobra.Command, args []string) error {
			all, err := incidents(cmd, f)
			if err != nil {
				return err
			}
			r, said := incident.Record{Time: time.Now(), Kind: incident.Acknowledged, By: by}, "acknowledged"
			if undo {
				r.Kind, said = incident.TakenBack, "the acknowledgement is taken back"
			}
			return writeIncident(cmd, f, all, strings.Join(args, ""), r, said)
		},
	}
	cmd.Flags().BoolVar(&undo, "undo", false, "take it back")
	cmd.Flags().StringVar(&by, "by", whoami(), "who is on it")
	return cmd
}

// writeIncident adds a record to the incident that a person means, or to the one that goes on with it.
func writeIncident(cmd *cobra.Command, f *flags, all []estate.Incident, name string, r incident.Record, said string) error {
	i, err := incident.Find(all, name)
	if err != nil {
		return exit{exitFailed, err}
	}
	i = incident.Survivor(all, i)
	if r.Site != "" && !hadMember(i, r.Site) {
		return exit{exitFailed, fmt.Errorf("%s was never in %s", r.Site, i.ID)}
	}
	if r.Kind == incident.Acknowledged && !i.Closed.IsZero() {
		return exit{exitFailed, fmt.Errorf("%s is over since %s", i.ID, i.Closed.Local().Format("2 Jan 15:04"))}
	}
	r.Incident = i.ID
	if err := incident.Add(f.folder(), r); err != nil {
		return exit{exitFailed, err}
	}
	_, err = fmt.Fprintln(cmd.OutOrStdout(), text.Clean(i.ID+": "+said))
	return failed(err)
}

func hadMember(i estate.Incident, site string) bool {
	for _, m := range i.Members {
		if m.Site == site {
			return true
		}
	}
	return false
}
