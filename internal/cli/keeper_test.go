package cli

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"vigie/internal/account"
	"vigie/internal/watch"
)

func source(name string, facts *watch.Facts, err error) watch.Source {
	return watch.Source{Name: name, Every: time.Minute, Fetch: func(context.Context) (*watch.Facts, error) { return facts, err }}
}

func ask(t *testing.T, s watch.Source) (*watch.Facts, error) {
	t.Helper()
	return stream(s)(t.Context(), func(*watch.Facts) {})
}

// What one process heard, the next one shows, with its age, whatever failed since.
func TestWhatASourceSaidIsKept(t *testing.T) {
	f := &flags{state: t.TempDir()}
	vps := []account.Resource{{Provider: "ovh", Kind: account.VPS, ID: "vps1", Place: account.Place{Provider: "ovh", Datacenter: "sbg3"}}}
	began := time.Now().Add(-time.Second)
	good := f.keeper(true).keep("me", source("inventory", &watch.Facts{
		Resources: vps, Mails: []account.Mail{{ID: "m", Title: "Your server", Body: "password: hunter2"}}, Note: "the key may not read the NAS",
	}, nil), nil)
	if _, err := ask(t, good); err != nil {
		t.Fatal(err)
	}
	bad := f.keeper(true).keep("me", source("inventory", &watch.Facts{Mails: []account.Mail{}}, errors.New("down")), nil)
	if _, err := ask(t, bad); err == nil {
		t.Fatal("no error")
	}
	var seeded watch.Facts
	next := f.keeper(false).keep("me", source("inventory", nil, nil), func(f watch.Facts) { seeded = f })
	if next.Known == nil || len(next.Known.Resources) != 1 || next.Known.Resources[0].Place != vps[0].Place || len(seeded.Resources) != 1 || next.Known.Note != "" ||
		next.KnownAt.Before(began) || next.KnownAt.After(time.Now()) {
		t.Errorf("kept: %+v of %v", next.Known, next.KnownAt)
	}
	other := f.keeper(false).keep("somebody else", source("inventory", nil, nil), nil)
	if other.Known.Resources != nil || !other.KnownAt.IsZero() {
		t.Errorf("another account sees %+v", other.Known)
	}
	if grep(t, f.state, "hunter2") {
		t.Error("the words of a mail were kept")
	}
}

func TestAKeptFileThatIsDamaged(t *testing.T) {
	f := &flags{state: t.TempDir()}
	if _, err := ask(t, f.keeper(true).keep("me", source("inventory", &watch.Facts{}, nil), nil)); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(f.state, "kept", "*.json"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%q, %v", files, err)
	}
	if err := os.WriteFile(files[0], []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := f.keeper(true).keep("me", source("inventory", &watch.Facts{}, nil), nil)
	if _, err := ask(t, s); err != nil || !strings.Contains(s.Note, "damaged") || !strings.Contains(s.Note, files[0]) {
		t.Errorf("note = %q, %v", s.Note, err)
	}
	if data, err := os.ReadFile(files[0]); err != nil || string(data) != "{" {
		t.Errorf("the file is now %q, %v", data, err)
	}
}

func TestAFolderThatKeepsNothing(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f := &flags{state: file}
	s := f.keeper(true).keep("me", source("inventory", &watch.Facts{Note: "first"}, nil), nil)
	facts, err := ask(t, s)
	if err != nil || !strings.Contains(s.Note+facts.Note, "first") || !strings.Contains(s.Note+facts.Note, "file") {
		t.Errorf("note = %q, %q, %v", s.Note, facts.Note, err)
	}
}

// vigie servers shows what was said last while the API is down, and says so; nothing that lets somebody in is on disk.
func TestServersWhileTheAPIIsDown(t *testing.T) {
	var down atomic.Bool
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := map[string]string{
			"/1.0/auth/currentCredential": `{"rules":[{"method":"GET","path":"/vps*"}]}`,
			"/1.0/vps":                    `["vps1"]`,
			"/1.0/vps/vps1":               `{"zone":"Region OpenStack: os-sbg3","state":"running"}`,
			"/1.0/vps/vps1/ips":           `["192.0.2.20"]`,
			"/1.0/vps/vps1/serviceInfos":  `{"expiration":"2030-01-01"}`,
		}[r.URL.Path]
		switch {
		case down.Load():
			w.WriteHeader(http.StatusForbidden)
			body = `{"errorCode":"INVALID_CREDENTIAL","message":"This credential is not valid"}`
		case !ok:
			w.WriteHeader(http.StatusNotFound)
			body = `{"class":"Client::NotFound","message":"no"}`
		}
		_, _ = w.Write([]byte(body)) // the client may have gone
	}))
	defer api.Close()
	dir := t.TempDir()
	configured := filepath.Join(dir, "vigie.yaml")
	t.Setenv("OVH_TOKEN_OF_THE_TEST", "t0ken-of-the-test")
	if err := os.WriteFile(configured, []byte("sites: [\"tcp://127.0.0.1:1\"]\nproviders:\n  - ovh: { endpoint: \""+api.URL+"/1.0\", access_token: \"${OVH_TOKEN_OF_THE_TEST}\" }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	state := filepath.Join(dir, "state")
	f := &flags{config: configured, state: state}
	c, err := load(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range options(c, nil, f.keeper(true)).Sources { // as the console would
		_, _ = ask(t, s) // some of them may not be read
	}
	down.Store(true)
	var out, complaints bytes.Buffer
	root := newRoot()
	root.SetArgs([]string{"--config", configured, "--state", state, "--no-color", "servers"})
	root.SetOut(&out)
	root.SetErr(&complaints)
	if err := root.Execute(); err != nil {
		t.Fatalf("%v: %s", err, complaints.String())
	}
	if !strings.Contains(out.String(), "vps1  sbg3  running") {
		t.Errorf("printed %q", out.String())
	}
	for _, want := range []string{"OVHcloud refuses the key", "what it said last is of " + time.Now().Format("2 Jan 2006")} {
		if !strings.Contains(complaints.String(), want) {
			t.Errorf("complains %q, want %q", complaints.String(), want)
		}
	}
	if grep(t, dir, "t0ken-of-the-test") {
		t.Error("the token was written down")
	}
}

// grep tells whether any file below a folder holds words.
func grep(t *testing.T, dir, words string) bool {
	t.Helper()
	found := false
	if err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		found = found || bytes.Contains(data, []byte(words))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return found
}
