package cli

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"vigie/internal/config"
	"vigie/internal/text"
	"vigie/providers/ovh"
)

// account connects an account: with the key that is there, or with one that is asked for now. It returns what stands in
// the account that a person would want to watch.
func (b *beginning) account(cmd *cobra.Command, known []found) ([]found, error) {
	if ovh.CreateAddress(b.ovh) == "" {
		return nil, usage("--ovh is an endpoint such as ovh-eu, ovh-ca or ovh-us, or the address of one, not %q", b.ovh)
	}
	client, err := ovhClient(config.OVH{Endpoint: b.ovh}, nil)
	application, consumer := os.Getenv("OVH_APPLICATION_KEY"), os.Getenv("OVH_CONSUMER_KEY")
	if application != "" && consumer == "" {
		client, err = b.request(cmd)
	}
	if err != nil && application == "" {
		return nil, exit{exitFailed, fmt.Errorf("%s.\nOr have one made now: %w,\nand say the same again", text.Clean(err.Error()), errNoApplication(b.ovh))}
	}
	if err != nil {
		return nil, exit{exitFailed, errors.New(text.Clean(err.Error()))}
	}
	id, err := client.Identity(cmd.Context())
	if err != nil {
		return nil, exit{exitFailed, errors.New(text.Clean(err.Error()))}
	}
	for _, right := range id.Missing {
		complainTo(cmd, "the key may not %s: what needs it stays unknown", right)
	}
	rows, err := client.Inventory(cmd.Context(), nil)
	if err != nil {
		complainTo(cmd, "%v", err)
	}
	return sitesOf(rows, known), nil
}

// request asks for a key, has a person grant it, and keeps it where every OVH tool looks for it.
func (b *beginning) request(cmd *cobra.Command) (*ovh.Client, error) {
	path, err := b.home()
	if err != nil {
		return nil, err
	}
	a := &asker{spec: config.OVH{Endpoint: b.ovh}, path: path}
	keeps, err := a.keeps()
	if err != nil {
		return nil, err
	}
	application, secret, err := a.application()
	if err != nil {
		return nil, err
	}
	wanted := rights(b.actions)
	p := newPaper(cmd.ErrOrStderr(), b.flags)
	key, err := a.ask(cmd.Context(), application, secret, wanted, func(address string) {
		p.line(fmt.Sprintf("OVHcloud is asked for a key with %d rights:", len(wanted)))
		for _, r := range wanted.Words() {
			p.line("  ", text.Clean(r))
		}
		p.line(text.Clean(keeps))
		p.line("Grant it here, and choose for how long:")
		p.line("  ", p.bold(text.Clean(address)))
		p.line("Waiting until somebody has …")
	})
	if err != nil {
		return nil, err
	}
	said, err := a.keep(key)
	if err != nil {
		return nil, err
	}
	p.line("Granted. " + text.Clean(said))
	if p.err != nil {
		return nil, p.err
	}
	return ovhClient(with(a.spec, key), nil)
}
