package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"

	"vigie/internal/config"
	"vigie/internal/ovhconf"
	"vigie/internal/text"
)

// beginning is what vigie init is told.
type beginning struct {
	*flags
	output  string
	ovh     string // the endpoint; empty where no account is to be connected
	actions bool
	home    func() (string, error) // where a key is kept
}

func newInit(f *flags) *cobra.Command {
	b := &beginning{flags: f, home: ovhconf.Home}
	cmd := &cobra.Command{
		Use: "init [ADDRESS…]", Short: "Write a configuration: from addresses, from the OVHcloud account, or by questions",
		Long: "Writes a configuration: from addresses, from the OVHcloud account (--ovh ovh-eu), or by questions where neither is\n" +
			"given. With --ovh and OVH_APPLICATION_KEY and OVH_APPLICATION_SECRET in the environment, but no consumer key, it\n" +
			"asks OVHcloud for one with the fewest rights, shows the address at which you grant it, waits, and writes it to\n" +
			"~/.ovh.conf; where that is there already the file as it was is kept beside it. No configuration is ever written\n" +
			"over.",
		Example: "  vigie init https://www.example.com mail://example.com\n  vigie init --ovh ovh-eu",
		RunE:    b.run,
	}
	cmd.Flags().StringVar(&b.output, "output", "", "the file to write; - prints it (default where vigie looks for it)")
	cmd.Flags().StringVar(&b.ovh, "ovh", "", "connect the account at this endpoint: ovh-eu, ovh-ca, ovh-us, or an address")
	cmd.Flags().BoolVar(&b.actions, "actions", false, "ask for a key that may also restart servers, move addresses, change names and write tickets")
	return cmd
}

// run writes the configuration. What it is about to write is read as vigie would, before anything is written.
func (b *beginning) run(cmd *cobra.Command, addresses []string) error {
	path := b.path()
	if path != "-" {
		if _, err := os.Lstat(path); err == nil {
			return exit{exitFailed, fmt.Errorf("%s is there already: it is not written over. Name another file with --output", path)}
		}
	}
	if len(addresses) == 0 && b.ovh == "" {
		var err error
		if addresses, err = asked(cmd); err != nil {
			return err
		}
	}
	var sites []found
	for _, a := range addresses {
		if _, err := config.Target(a); err != nil {
			return usage("%s", err)
		}
		sites = append(sites, found{address: a})
	}
	if b.ovh != "" {
		more, err := b.account(cmd, sites)
		if err != nil {
			return err
		}
		sites = append(sites, more...)
	}
	words := draft(sites, b.ovh)
	if _, err := config.Parse("the configuration", []byte(words), os.LookupEnv); err != nil {
		return exit{exitFailed, fmt.Errorf("what was found makes no configuration that can be read: %w", err)}
	}
	if path == "-" {
		_, err := fmt.Fprint(cmd.OutOrStdout(), words)
		return failed(err)
	}
	if err := writeNew(path, words); err != nil {
		return exit{exitFailed, err}
	}
	_, err := fmt.Fprintf(cmd.OutOrStdout(), "%s is written: %s. `vigie check` asks them once, `vigie` is the console.\n", path, count(len(sites), "site"))
	return failed(err)
}

// path is where the configuration goes.
func (b *beginning) path() string {
	switch {
	case b.output != "":
		return b.output
	case b.config != "":
		return b.config
	}
	return filepath.Join(xdg.ConfigHome, "vigie", "vigie.yaml")
}

// asked asks for addresses, a line each.
func asked(cmd *cobra.Command) ([]string, error) {
	if !isTerminal(cmd) {
		return nil, usage("nothing to begin with: give addresses (vigie init https://www.example.com), or connect an account (--ovh ovh-eu)")
	}
	p := newPaper(cmd.OutOrStdout(), &flags{})
	p.line("Which addresses does the business depend on? One a line, such as https://www.example.com, mail://example.com or")
	p.line("tcp://db.example.com:5432; an empty line ends.")
	if p.err != nil {
		return nil, exit{exitFailed, p.err}
	}
	var list []string
	for in := bufio.NewScanner(cmd.InOrStdin()); ; {
		p.print("> ")
		if !in.Scan() {
			break
		}
		line := strings.TrimSpace(in.Text())
		if line == "" {
			break
		}
		if _, err := config.Target(line); err != nil {
			p.line(text.Clean(err.Error()))
			continue
		}
		list = append(list, line)
	}
	if len(list) == 0 {
		return nil, exit{exitFailed, errors.New("no address was given, and nothing was written")}
	}
	return list, nil
}

// writeNew writes a file that only its owner may read, and never over another one.
func writeNew(path, words string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("making the folder of %s: %w", path, err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already: it is not written over", path)
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	_, err = file.WriteString(words)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("writing %s: %w", path, errors.Join(err, os.Remove(path)))
	}
	return nil
}
