package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"vigie/internal/account"
	"vigie/internal/text"
)

// consent is how a person agrees to a change: by typing its target, or by naming it with --confirm.
type consent struct {
	confirm string
	dryRun  bool
}

func (c *consent) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&c.confirm, "confirm", "", "send without asking: the exact word that would have to be typed")
	cmd.Flags().BoolVar(&c.dryRun, "dry-run", false, "show what would be sent, and send nothing")
}

// errNothingSent ends a command in which nobody has agreed.
var errNothingSent = errors.New("nothing was sent")

// given waits until somebody has typed a word, or compares what --confirm names. Beside an error is the code that the
// program ends with.
func (c consent) given(cmd *cobra.Command, word string) (code int, err error) {
	switch {
	case c.confirm == word:
		return exitOK, nil
	case c.confirm != "":
		return exitUsage, fmt.Errorf("--confirm must be exactly %s", text.Clean(word))
	case !isTerminal(cmd):
		return exitUsage, fmt.Errorf("there is no terminal to confirm it on: add --confirm %s", text.Clean(word))
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "Type %s to send it: ", text.Clean(word)) //nolint:errcheck // stderr is the last resort
	typed := make(chan string, 1)
	go func() { // a read from a terminal cannot be broken off; the process ends with it
		line, _ := bufio.NewReader(cmd.InOrStdin()).ReadString('\n')
		typed <- strings.TrimSpace(line)
	}()
	select {
	case line := <-typed:
		if line == word {
			return exitOK, nil
		}
		return exitFailed, fmt.Errorf("%q is not %s", line, text.Clean(word))
	case <-cmd.Context().Done():
		return exitFailed, cmd.Context().Err()
	}
}

func isTerminal(cmd *cobra.Command) bool {
	in, ok := cmd.InOrStdin().(*os.File)
	return ok && term.IsTerminal(in.Fd())
}

// actionID tells the lines of one action in the log from those of others.
func actionID() string {
	return fmt.Sprintf("%s-%d", time.Now().UTC().Format("20060102T150405.000"), os.Getpid())
}

// body prints what a call carries, as it will be sent but for its lines.
func (p *paper) body(call account.Call) {
	var b bytes.Buffer
	if call.Body != nil && json.Indent(&b, call.Body, "  ", "  ") == nil {
		for _, l := range text.CleanLines("  " + b.String()) {
			p.line(l)
		}
	}
}
