// Package cli is the command line: it reads flags and the configuration, puts the parts together, and prints.
//
// It may import everything of vigie but main.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"charm.land/fang/v2"
	"github.com/spf13/cobra"

	"vigie/internal/text"
)

// The exit codes that scripts rely on.
const (
	exitOK      = 0
	exitFailed  = 1 // also: something is down
	exitUsage   = 2 // also: a mistake in the configuration
	exitOffline = 3 // nothing could be told: mostly this machine itself is offline, or it was broken off
)

// exit is an error with the code that the program ends with. A nil err says nothing more.
type exit struct {
	code int
	err  error
}

func (e exit) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e exit) Unwrap() error { return e.err }

func usage(format string, args ...any) error {
	return exit{exitUsage, fmt.Errorf(format, args...)}
}

// flags are those that every command has.
type flags struct {
	config   string
	state    string
	language string
	noColor  bool
	json     bool
	plain    bool
}

// Main runs the command line and returns the exit code.
func Main(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := newRoot()
	root.SetArgs(args)
	var failure error
	keep(root, &failure)
	err := fang.Execute(ctx, root, fang.WithVersion(version()), fang.WithErrorHandler(complain))
	if failure != nil {
		complain(os.Stderr, fang.Styles{}, failure)
		err = failure
	}
	var e exit
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &e):
		return e.code
	default:
		return exitUsage // cobra's own: an unknown command or flag
	}
}

// keep has the errors of commands put aside, where fang does not see them: before it hands one on, it asks the terminal
// for its colours, takes what was typed meanwhile, and waits up to 4 s for a terminal that does not answer. A site that
// is down would be told that much later.
func keep(cmd *cobra.Command, failure *error) {
	words, before, run := cmd.Args, cmd.PersistentPreRunE, cmd.RunE
	if run != nil {
		cmd.Args = cobra.ArbitraryArgs
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			if *failure == nil && words != nil {
				*failure = words(cmd, args)
			}
			if *failure == nil {
				*failure = run(cmd, args)
			}
			return nil
		}
	}
	if before != nil {
		cmd.PersistentPreRunE = func(cmd *cobra.Command, args []string) error {
			*failure = before(cmd, args)
			return nil
		}
	}
	for _, sub := range cmd.Commands() {
		keep(sub, failure)
	}
}

// complain prints an error line by line: many of them hold an excerpt that must keep its columns, and what stands in a
// file or an address can never drive the terminal.
func complain(w io.Writer, _ fang.Styles, err error) {
	var e exit
	if errors.As(err, &e) && e.err == nil {
		return
	}
	lines := text.CleanLines("vigie: " + err.Error())
	fmt.Fprintln(w, strings.Join(lines, "\n")) //nolint:errcheck // stderr is the last resort
}

func newRoot() *cobra.Command {
	f := &flags{}
	root := &cobra.Command{
		Use:   "vigie",
		Short: "A terminal console for sites whose hosting provider may be on fire",
		Long: "vigie watches your sites, reads your account at the hosting provider, joins the two, and says\n" +
			"what is broken, where, since when, and what speaks for it.",
		Example: "  vigie demo\n  vigie check https://www.example.com\n  vigie --config vigie.yaml",
		Args:    noWords,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runConsole(cmd, f) },

		PersistentPreRunE: func(*cobra.Command, []string) error { return language(f) },
	}
	p := root.PersistentFlags()
	p.StringVar(&f.config, "config", "", "the file of the configuration (default $XDG_CONFIG_HOME/vigie/vigie.yaml, then ./vigie.yaml)")
	p.StringVar(&f.state, "state", "", "the folder for what is kept between runs (default $XDG_STATE_HOME/vigie)")
	p.StringVar(&f.language, "lang", "", "the language: en; fr and nl are to come, and say the same as en until then")
	p.BoolVar(&f.noColor, "no-color", false, "no colours, like NO_COLOR")
	root.Flags().BoolVar(&f.plain, "plain", false, "lines instead of a screen")
	root.AddCommand(
		newCheck(f), newStatus(f), newServers(f), newTickets(f), withMails(newNotices(f), f), newDNS(f), newIP(f),
		newIncidents(f), newNotice(f), newReport(f), newAlert(f), newHistory(f), newServe(f), newDemo(f), newSim(), newInit(f), newConfig(f), newVersion(),
	)
	return root
}

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: noWords,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), "vigie "+version())
			return err
		},
	}
}

// version is the module's, with the commit where the build knows it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}

// jsonFlag adds --json to a listing command.
func jsonFlag(cmd *cobra.Command, f *flags) *cobra.Command {
	cmd.Flags().BoolVar(&f.json, "json", false, "one JSON object a line")
	return cmd
}
