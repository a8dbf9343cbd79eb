package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
)

// checked runs vigie check, and returns its output and exit code.
func checked(ctx context.Context, t *testing.T, args ...string) (string, int) {
	t.Helper()
	var out bytes.Buffer
	root := newRoot()
	root.SetArgs(append([]string{"check"}, args...))
	root.SetOut(&out)
	root.SilenceUsage, root.SilenceErrors = true, true // as the whole program does
	err := root.ExecuteContext(ctx)
	var e exit
	switch {
	case err == nil:
		return out.String(), exitOK
	case errors.As(err, &e):
		return out.String(), e.code
	}
	t.Fatal(err)
	return "", 0
}

func TestCheckEndsWithWhatItFound(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/busy":
			w.WriteHeader(http.StatusServiceUnavailable)
		case "/often":
			w.WriteHeader(http.StatusTooManyRequests)
		}
		_, _ = w.Write([]byte("<p>hello")) // the test fails if it does not come
	}))
	defer server.Close()
	slow := filepath.Join(t.TempDir(), "vigie.yaml")
	if err := os.WriteFile(slow, []byte("sites: [{ url: "+server.URL+", expect: { under: 1ns } }]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args  []string
		code  int
		state string
	}{
		"up":                    {[]string{server.URL}, exitOK, "up"},
		"up, strictly":          {[]string{"--strict", server.URL}, exitOK, "up"},
		"down":                  {[]string{server.URL + "/busy"}, exitFailed, "down"},
		"degraded":              {[]string{"--config", slow}, exitOK, "degraded"},
		"degraded, strictly":    {[]string{"--config", slow, "--strict"}, exitFailed, "degraded"},
		"nothing can be told":   {[]string{server.URL + "/often"}, exitOffline, "unknown"},
		"a target that is none": {[]string{"htp://x"}, exitUsage, ""},
	} {
		t.Run(name, func(t *testing.T) {
			out, code := checked(t.Context(), t, append(c.args, "--json")...)
			var line struct{ State string }
			if out != "" {
				if err := json.Unmarshal([]byte(out), &line); err != nil {
					t.Fatalf("not one line of JSON: %v: %q", err, out)
				}
			}
			if code != c.code || line.State != c.state {
				t.Errorf("it ends with %d and says %q, want %d and %q", code, line.State, c.code, c.state)
			}
		})
	}
}

// Whoever breaks a check off must not take its silence for good news.
func TestACheckThatIsBrokenOffDoesNotSayThatNothingIsDown(t *testing.T) {
	ctx, breakOff := context.WithCancel(t.Context())
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		breakOff()
		<-r.Context().Done()
	}))
	defer server.Close()
	if out, code := checked(ctx, t, server.URL); code != exitOffline {
		t.Errorf("it ends with %d and says %q", code, out)
	}
}
