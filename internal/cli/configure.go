package cli

import (
	"fmt"

	"github.com/spf13/cobra"
)

func newConfig(f *flags) *cobra.Command {
	cmd := &cobra.Command{
		Use: "config", Short: "The configuration", Args: noWords,
		RunE: func(cmd *cobra.Command, _ []string) error { return failed(cmd.Help()) },
	}
	cmd.AddCommand(&cobra.Command{
		Use: "check", Short: "Say whether the configuration is right, and where it is not", Args: noWords,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := load(f)
			if err != nil {
				return err
			}
			checks := 0
			for _, s := range c.Sites {
				checks += len(s.Checks)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s is right: %s, %s, %s\n",
				c.Path, count(len(c.Sites), "site"), count(checks, "check"), count(len(c.Providers), "provider"))
			return failed(err)
		},
	})
	return cmd
}
