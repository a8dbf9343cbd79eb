package cli

import (
	"errors"
	"testing"

	"github.com/spf13/cobra"
)

// What fang is told of it asks the terminal about, so it must not be told of what every command may end with.
func TestTheErrorOfACommandIsKeptFromFang(t *testing.T) {
	down := errors.New("something is down")
	for _, c := range []struct {
		args []string
		want error
	}{{nil, down}, {[]string{"word"}, nil}} {
		cmd := &cobra.Command{Use: "vigie", Args: noWords, RunE: func(*cobra.Command, []string) error { return down }}
		var failure error
		keep(cmd, &failure)
		cmd.SetArgs(c.args)
		if err := cmd.Execute(); err != nil || failure == nil || c.want != nil && !errors.Is(failure, c.want) {
			t.Errorf("with %q fang is told of %v, and %v is kept", c.args, err, failure)
		}
	}
}
