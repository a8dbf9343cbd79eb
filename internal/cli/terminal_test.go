package cli

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// terminal is where somebody types commands of vigie, with a configuration and a state of its own.
type terminal struct {
	t   *testing.T
	dir string
}

// account writes a configuration with one account and no sites. more stands among the keys of the account.
func (at *terminal) account(api, more string) {
	at.t.Helper()
	at.configure(fmt.Sprintf("references: []\nproviders:\n  - ovh: { endpoint: '%s/1.0', application_key: app, application_secret: s3cr3t-secret, consumer_key: s3cr3t-key%s }\n", api, more))
}

func (at *terminal) configure(config string) {
	at.t.Helper()
	if err := os.WriteFile(filepath.Join(at.dir, "vigie.yaml"), []byte(config), 0o600); err != nil {
		at.t.Fatal(err)
	}
}

// run runs a command of vigie, and gives its exit code and what it printed.
func (at *terminal) run(stdin string, args ...string) (code int, stdout, stderr string) {
	at.t.Helper()
	root := newRoot()
	var out, complaints bytes.Buffer
	root.SetIn(strings.NewReader(stdin))
	root.SetOut(&out)
	root.SetErr(&complaints)
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetArgs(append(args, "--config", filepath.Join(at.dir, "vigie.yaml"), "--state", filepath.Join(at.dir, "state")))
	err := root.ExecuteContext(at.t.Context())
	var e exit
	switch {
	case err == nil:
	case errors.As(err, &e):
		code = e.code
	default:
		code = exitUsage
	}
	if err != nil {
		complaints.WriteString(err.Error())
	}
	for _, s := range []string{out.String(), complaints.String()} {
		if strings.Contains(s, "s3cr3t") {
			at.t.Errorf("a secret was printed: %s", s)
		}
	}
	return code, out.String(), complaints.String()
}

// want fails unless a command ended with a code and printed some words.
func (at *terminal) want(code int, words []string, stdin string, args ...string) string {
	at.t.Helper()
	got, out, complaints := at.run(stdin, args...)
	if got != code {
		at.t.Fatalf("%v ended with %d, want %d:\n%s\n%s", args, got, code, out, complaints)
	}
	for _, w := range words {
		if !strings.Contains(out+complaints, w) {
			at.t.Errorf("%v does not say %q:\n%s\n%s", args, w, out, complaints)
		}
	}
	return out
}

func says(w ...string) []string { return w }
