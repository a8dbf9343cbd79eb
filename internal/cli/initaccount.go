package cli

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"

	"github.com/spf13/cobra"

	"vigie/internal/config"
	"vigie/internal/text"
	"vigie/providers/ovh"
)

// account connects an account: with the key that is there, or with one that is asked for now. It returns what stands in
// the account that a person would want to watch.
func (b *beginning) account(cmd *cobra.Command, known []found) ([]found, error) {
	client, err := ovhClient(config.OVH{Endpoint: b.ovh}, nil)
	application, consumer := os.Getenv("OVH_APPLICATION_KEY"), os.Getenv("OVH_CONSUMER_KEY")
	if application != "" && consumer == "" {
		client, err = b.request(cmd)
	}
	if err != nil && application == "" {
		return nil, exit{exitFailed, fmt.Errorf("%s.\nOr have one made now: make an application at https://api.ovh.com/createApp/, set OVH_APPLICATION_KEY\n"+
			"and OVH_APPLICATION_SECRET to what it shows, and say the same again", text.Clean(err.Error()))}
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
	o := ovh.Options{
		Endpoint: b.ovh, ApplicationKey: os.Getenv("OVH_APPLICATION_KEY"), ApplicationSecret: os.Getenv("OVH_APPLICATION_SECRET"),
	}
	rights := ovh.ReadRights()
	if b.actions {
		rights = ovh.ActionRights()
	}
	p := newPaper(cmd.ErrOrStderr(), b.flags)
	key, err := ovh.RequestKey(cmd.Context(), o, rights, func(address string) {
		p.line(fmt.Sprintf("OVHcloud is asked for a key with %d rights:", len(rights)))
		for _, r := range rights.Words() {
			p.line("  ", text.Clean(r))
		}
		p.line("Grant it here, and choose for how long:")
		p.line("  ", p.bold(text.Clean(address)))
		p.line("Waiting until somebody has …")
	})
	if err != nil {
		return nil, err
	}
	if err := b.keepKey(p, o, key); err != nil {
		return nil, err
	}
	o.ConsumerKey = key
	return ovh.New(o)
}

// keepKey writes a key to ~/.ovh.conf, or says what to add where there is such a file.
func (b *beginning) keepKey(p *paper, o ovh.Options, key string) error {
	who, err := user.Current() // as go-ovh finds the folder, whatever HOME says
	if err != nil {
		return fmt.Errorf("looking for the home folder: %w", err)
	}
	path := filepath.Join(who.HomeDir, ".ovh.conf")
	words := fmt.Sprintf("[default]\nendpoint=%s\n\n[%s]\napplication_key=%s\napplication_secret=%s\nconsumer_key=%s\n",
		o.Endpoint, o.Endpoint, o.ApplicationKey, o.ApplicationSecret, key)
	if _, err := os.Lstat(path); err == nil {
		p.line("Granted. " + path + " is there already and is left as it is; the key is for")
		p.line("   export OVH_CONSUMER_KEY=" + text.Clean(key))
		return p.err
	}
	if err := writeNew(path, words); err != nil {
		return err
	}
	p.line("Granted. The key stands in " + path + ", which only you may read.")
	return p.err
}
