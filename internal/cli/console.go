package cli

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/user"
	"runtime"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"
	"github.com/sourcegraph/conc"
	"github.com/spf13/cobra"

	"vigie/internal/config"
	"vigie/internal/estate"
	"vigie/internal/watch"
	"vigie/probes/door"
	"vigie/ui"
	"vigie/ui/plain"
)

// runConsole watches the configured estate on a screen.
func runConsole(cmd *cobra.Command, f *flags) error {
	c, err := load(f)
	if err != nil {
		return err
	}
	d := newDesks(f.folder(), nil)
	defer d.close()
	o := options(c, d, f.keeper(true))
	o.Log = slog.New(slog.DiscardHandler)
	return station(cmd.Context(), f, c, o, "vigie", d, func(ctx context.Context, p *post) error {
		s := screen{publisher: p.watch, run: p.watch.Run, now: time.Now, past: past(p.history, time.Now), find: d.find}
		s.connect(c, o, d, p)
		s.keys = p.keys
		return show(ctx, cmd, f, c.Console, s)
	})
}

// screen is what a console shows, and what keeps it moving.
type screen struct {
	publisher watch.Publisher
	run       func(context.Context)
	now       func() time.Time
	banner    string
	past      func(context.Context, string) (*estate.Past, error)         // nil where no history is kept
	find      func(context.Context, string) ([]string, error)             // tickets by their words; nil where none are kept
	plan      func(context.Context, estate.Deed) (*estate.Planned, error) // nil where no account is connected
	letters   ui.Letters                                                  // likewise
	keys      ui.Keys                                                     // nil where none can be made
}

// connect lets a console write to the support of the provider, and have something changed there, where an account is
// connected: with the clients that ask it.
func (s *screen) connect(c *config.Config, o watch.Options, d *desks, p *post) {
	if !connects(c) {
		return
	}
	s.letters = &letters{desks: d, state: p.state, snap: p.watch.Snapshot, act: act(p.watch), who: whoami()}
	s.plan = (&planner{clients: d.met, state: p.state, snap: p.watch.Snapshot, names: worldNames{door.System, o.Env.Resolver}}).plan
}

// connects tells whether a configuration connects an account.
func connects(c *config.Config) bool {
	return slices.ContainsFunc(c.Providers, func(x config.Provider) bool { return x.OVH != nil })
}

// show runs the watch and the console together until the person quits or a signal comes. Without a terminal, or
// with --plain, it prints lines instead.
func show(ctx context.Context, cmd *cobra.Command, f *flags, look config.Console, s screen) error {
	ctx, cancel := context.WithCancel(ctx)
	var background conc.WaitGroup
	defer background.Wait()
	defer cancel()
	background.Go(func() { s.run(ctx) })

	if f.plain || !term.IsTerminal(os.Stdout.Fd()) || !term.IsTerminal(os.Stdin.Fd()) {
		if err := plain.Follow(ctx, cmd.OutOrStdout(), s.publisher.Snapshot); err != nil {
			return exit{exitFailed, err}
		}
		return nil
	}
	app := ui.New(ui.Options{
		Snapshot: s.publisher.Snapshot, Act: act(s.publisher), Now: s.now,
		Theme: look.Theme, Banner: s.banner, Who: whoami(), Open: openBrowser,
		Past: s.past, Find: s.find, Plan: s.plan, Letters: s.letters, Keys: s.keys,
	})
	defer app.Flush()
	opts := []tea.ProgramOption{tea.WithContext(ctx), tea.WithFPS(30)}
	if f.noColor {
		opts = append(opts, tea.WithColorProfile(colorprofile.ASCII))
	}
	if _, err := tea.NewProgram(app, opts...).Run(); err != nil && ctx.Err() == nil {
		return exit{exitFailed, fmt.Errorf("the console ended: %w", err)}
	}
	return nil
}

func whoami() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return ""
}

// openBrowser opens an address in the person's browser. Its output is thrown away, so that it cannot draw
// over the console.
func openBrowser(url string) error {
	if !strings.HasPrefix(url, "https://") && !strings.HasPrefix(url, "http://") {
		return fmt.Errorf("%q is no web address", url)
	}
	name, args := "xdg-open", []string{url}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", url}
	}
	if err := exec.Command(name, args...).Start(); err != nil { //nolint:gosec // a fixed program; the address is checked
		return fmt.Errorf("opening a browser: %w", err)
	}
	return nil
}

// act hands an intent over. The watch always has room for what one person does; what comes in a flood is dropped.
func act(p watch.Publisher) func(estate.Intent) {
	return func(i estate.Intent) { p.Act(i) }
}
