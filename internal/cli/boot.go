package cli

import (
	"github.com/spf13/cobra"

	"vigie/providers/ovh"
)

// newBoot is a command that starts a server, one for each way to start it.
func newBoot(f *flags, how ovh.Boot) *cobra.Command {
	a := &acting{flags: f}
	short := map[ovh.Boot]string{
		ovh.Restart: "Reboot a dedicated server or a VPS",
		ovh.Rescue:  "Start one from the provider's rescue system",
		ovh.Disk:    "Start one from its disk again, after a rescue",
	}[how]
	cmd := &cobra.Command{
		Use: string(how) + " NAME", Short: short, Args: needs("the name of a server; `vigie servers` lists them"),
		Long: short + ". What would be sent is shown first, and sent once the name of\n" +
			"the machine has been typed; then it is waited until the machine has started.",
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := a.open(cmd, needAll)
			if err != nil {
				return err
			}
			r, err := o.resource(args[0])
			if err != nil {
				return err
			}
			ch, err := o.client.Boot(cmd.Context(), r, how, o.around)
			if err != nil {
				return exit{exitFailed, err}
			}
			return a.carry(cmd, o, ch, nil)
		},
	}
	a.consent.flags(cmd)
	return cmd
}
