package cli

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// run runs a command line in this process.
func run(t *testing.T, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	var out, complaints bytes.Buffer
	root := newRoot()
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetArgs(args)
	root.SetOut(&out)
	root.SetErr(&complaints)
	err = root.ExecuteContext(t.Context())
	return out.String(), complaints.String(), err
}

func TestWrongWordsAreAnsweredWithWhatWouldBeRight(t *testing.T) {
	for line, want := range map[string]string{
		"chek":              "`vigie` has no command \"chek\": did you mean \"check\"? `vigie --help` lists what it has",
		"zzzzzzzz":          "`vigie` has no command \"zzzzzzzz\"; `vigie --help` lists what it has",
		"config chekc":      "`vigie config` has no command \"chekc\": did you mean \"check\"?",
		"servers ns1":       "`vigie servers` has no command \"ns1\"",
		"status now":        "`vigie status` takes no words beside its flags, and \"now\" is one",
		"tickets show":      "`vigie tickets show` needs the number of a ticket, such as CS1000001",
		"servers show a b":  "`vigie servers show` needs the name of what is rented",
		"demo one two":      "`vigie demo` plays one scenario at a time",
		"demo --at -5m":     "--at is from the beginning of the scenario, such as 2h15m, not -5m0s",
		"version --lang xx": "--lang is en, fr or nl, not \"xx\"",
	} {
		_, _, err := run(t, strings.Fields(line)...)
		var e exit
		if !errors.As(err, &e) || e.code != exitUsage || !strings.Contains(err.Error(), want) {
			t.Errorf("vigie %s: %v, want exit code 2 and %s", line, err, want)
		}
	}
}

// The help shows what is said of a flag as it stands, but for its first word, which begins with a capital and goes on
// in small letters.
func TestWhatIsSaidOfAFlagReadsWell(t *testing.T) {
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		for _, flags := range []*pflag.FlagSet{c.Flags(), c.PersistentFlags()} {
			flags.VisitAll(func(x *pflag.Flag) {
				first, _, _ := strings.Cut(x.Usage, " ")
				if strings.Contains(x.Usage, "`") || first != strings.ToLower(first) || strings.Contains(first, "-") {
					t.Errorf("%s --%s: %s", c.CommandPath(), x.Name, x.Usage)
				}
			})
		}
		for _, sub := range c.Commands() {
			visit(sub)
		}
	}
	visit(newRoot())
}

// The example of vigie sim must give the shell back: a command in $( ) is waited for until nothing writes to it.
func TestTheExampleOfSimDoesNotWaitForItsEnd(t *testing.T) {
	out, _, err := run(t, "sim", "--help")
	if err != nil || strings.Contains(out, "$(") || !strings.Contains(out, "> sim.env &") {
		t.Errorf("%v:\n%s", err, out)
	}
}

func TestAnEmptyListSaysWhyItIsEmpty(t *testing.T) {
	api := startSim(t)
	path := filepath.Join(t.TempDir(), "vigie.yaml")
	if err := os.WriteFile(path, []byte("providers:\n  - ovh: { endpoint: \""+api+"\" }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		"tickets elephants": `no ticket speaks of "elephants"`,
		"notices":           "no notice stands on the status pages that the configuration names",
	} {
		stdout, stderr, err := run(t, append(strings.Fields(line), "--config", path, "--state", t.TempDir())...)
		if err != nil || stdout != "" || !strings.Contains(stderr, want) {
			t.Errorf("vigie %s: %v, stdout %q, stderr %q, want %q", line, err, stdout, stderr, want)
		}
	}
}

// startSim runs vigie sim, puts its keys into the environment, and returns its endpoint.
func startSim(t *testing.T) (endpoint string) {
	t.Helper()
	r, w := io.Pipe()
	root := newRoot()
	root.SetArgs([]string{"sim"})
	root.SetOut(w)
	done := make(chan error, 1)
	go func() { done <- root.ExecuteContext(t.Context()) }()
	t.Cleanup(func() {
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	lines := bufio.NewScanner(r)
	for _, name := range []string{"OVH_ENDPOINT", "OVH_APPLICATION_KEY", "OVH_APPLICATION_SECRET", "OVH_CONSUMER_KEY"} {
		if !lines.Scan() {
			t.Fatal("vigie sim says too little")
		}
		_, value, _ := strings.Cut(lines.Text(), "=")
		t.Setenv(name, value)
	}
	return os.Getenv("OVH_ENDPOINT")
}

// A whole program as a script sees it: the error is told once, the exit code is right, and neither a file nor an
// address can drive the terminal that shows a complaint.
func TestAComplaintIsToldOnceAndCannotDriveTheTerminal(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "vigie.yaml")
	if err := os.WriteFile(path, []byte("sites:\n  - { name: \"a\x1b]0;hi\x07b\", evry: 1s }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]int{
		"check tcp://127.0.0.1:1":            exitFailed,
		"--config " + path + " check":        exitUsage,
		"--config /\x1b[31m config check":    exitUsage,
		"status now":                         exitUsage,
		"--lang xx version":                  exitUsage,
		"version":                            exitOK,
		"--state " + dir + " history nobody": exitFailed,
	} {
		code, complaint := program(t, strings.Fields(line)...)
		if code != want || strings.ContainsAny(complaint, "\x1b\x07") || strings.Count(complaint, "vigie: ") > 1 {
			t.Errorf("vigie %q ends with %d, want %d, and says %q", line, code, want, complaint)
		}
	}
	if _, complaint := program(t, "--config", path, "check"); !strings.Contains(complaint, "\n    2 |   - { name: \"a") {
		t.Errorf("the excerpt lost its columns:\n%s", complaint)
	}
}

// program runs Main with the standard error caught.
func program(t *testing.T, args ...string) (code int, complaint string) {
	t.Helper()
	file, err := os.CreateTemp(t.TempDir(), "stderr")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	stdout, stderr := os.Stdout, os.Stderr
	defer func() { os.Stdout, os.Stderr = stdout, stderr }()
	os.Stdout, os.Stderr = file, file
	code = Main(args)
	said, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	return code, string(said)
}
