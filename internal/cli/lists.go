package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"vigie/internal/estate"
	"vigie/internal/text"
	"vigie/internal/watch"
)

// facts asks the providers once, and the sites too where the answer joins them; complaints go to stderr.
func facts(cmd *cobra.Command, f *flags, withSites bool) (*estate.Snapshot, error) {
	c, err := load(f)
	if err != nil {
		return nil, err
	}
	o := options(c, nil, f.keeper(false))
	if len(o.Sources) == 0 {
		return nil, exit{exitUsage, errNoProvider}
	}
	if !withSites {
		o.Sites = nil
	}
	s, _ := watch.Once(cmd.Context(), o, false)
	if silent := complaints(cmd.ErrOrStderr(), s.Sources); silent == len(s.Sources) {
		return nil, exit{code: exitFailed}
	}
	return s, nil
}

// complaints says what of the sources a person should know, and how many have nothing to tell: they failed, and nothing
// is known of them from before.
func complaints(w io.Writer, sources []estate.Source) (silent int) {
	say := func(src estate.Source, what string) {
		fmt.Fprintf(w, "vigie: %s: %s\n", text.Clean(src.Name), text.Clean(what)) //nolint:errcheck // stderr is the last resort
	}
	for _, src := range sources {
		switch {
		case src.Error != "" && src.LastOK.IsZero():
			silent++
			say(src, src.Error)
		case src.Error != "":
			say(src, src.Error+"; what it said last is of "+src.LastOK.Local().Format("2 Jan 2006 15:04"))
		}
		if src.Note != "" {
			say(src, src.Note)
		}
	}
	return silent
}

func failed(err error) error {
	if err == nil {
		return nil
	}
	return exit{exitFailed, err}
}
