package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/jsonl"
	"vigie/internal/text"
)

// withMails gives the command that lists notices another thing to list: the mails that the provider wrote.
func withMails(cmd *cobra.Command, f *flags) *cobra.Command {
	var mails bool
	cmd.Flags().BoolVar(&mails, "mails", false, "the mails that the provider wrote to the account's owner, the newest first")
	notices := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if !mails {
			return notices(cmd, args)
		}
		s, err := facts(cmd, f, false)
		if err != nil {
			return err
		}
		return listMails(cmd, f, s)
	}
	return cmd
}

func listMails(cmd *cobra.Command, f *flags, s *estate.Snapshot) error {
	p := newPaper(cmd.OutOrStdout(), f)
	for _, m := range s.Mails {
		if f.json {
			if err := jsonl.Write(cmd.OutOrStdout(), jsonl.FromMail(m)); err != nil {
				return exit{exitFailed, err}
			}
			continue
		}
		p.line(m.Time.Local().Format("2006-01-02 15:04"), text.Pad(text.Clean(m.Priority), 6), text.Clean(m.Title), p.dim(lost(m)))
	}
	return failed(p.err)
}

// lost says where a mail did not arrive.
func lost(m account.Mail) string {
	var at []string
	for _, d := range m.Sent {
		if d.State == "bounced" || d.State == "dropped" {
			at = append(at, text.Clean(d.To+" "+d.State))
		}
	}
	return strings.Join(at, ", ")
}
