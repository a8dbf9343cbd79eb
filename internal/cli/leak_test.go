package cli

import (
	"bytes"
	"compress/flate"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	_ "modernc.org/sqlite"

	"vigie/internal/estate"
	"vigie/internal/uitest"
	"vigie/internal/watch"
	"vigie/ui"
)

// leaky is a configuration in which every kind of secret stands.
func leaky(t *testing.T, p *parrot, mistake string) string {
	t.Helper()
	s := hidden()
	t.Setenv("ZQ_VARIABLE", s["a variable"])
	user := url.UserPassword("marie", s["a password in an address"]).String()
	host := strings.TrimPrefix(p.sites.URL, "http://")
	words := fmt.Sprintf(`sites:
  - { name: Shop, url: "http://%[1]s@%[2]s/shop?lang=fr&token=%[3]s", every: 1s%[14]s }
  - { name: Fine, url: "http://%[1]s@%[2]s/fine?token=%[3]s", every: 1s, expect: { contains: "never there" } }
  - { name: Away, url: "http://%[2]s/away?api_key=%[3]s", auth: { user: marie, password: %[4]q }, every: 1s }
  - name: Headers
    url: http://%[2]s/headers
    headers: { X-Api-Key: %[5]s, Authorization: "Bearer %[6]s" }
    every: 1s
  - { name: Body, url: "http://%[2]s/body", method: POST, body: '{"user":"marie","password":"%[7]s"}', every: 1s }
  - name: Flow
    flow:
      - { post: "http://%[2]s/fine", form: { user: marie, password: %[8]q } }
      - { get: "http://%[2]s/form?token=${ZQ_VARIABLE}" }
    every: 1s
  - { name: Variable, url: "http://%[2]s/${ZQ_VARIABLE}/away?x=${ZQ_VARIABLE}", every: 1s }
  - { name: Nobody, url: "http://%[1]s@127.0.0.1:1/?token=%[3]s", every: 1s }
notify: [ { to: "telegram://%[9]s@telegram?chats=1" }, { to: "slack://%[9]s@slack" } ]
providers:
  - ovh: { endpoint: "%[10]s/1.0", application_key: simulatedappkey0, application_secret: %[11]s, consumer_key: %[12]s }
    every: 1s
  - ovh: { endpoint: "%[10]s/1.0", access_token: %[13]s }
    every: 1s
`, user, host, s["a token in an address"], s["a password under auth"], s["the key of a header"], s["a bearer token"], s["a password in a body"],
		s["a password in a form"], s["an address that is alerted"], p.ovh.URL, s["the application secret"], s["the consumer key"], s["the access token"], mistake)
	path := filepath.Join(t.TempDir(), "vigie.yaml")
	if err := os.WriteFile(path, []byte(words), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// caught is all that a command writes: to its outputs, to those of the process, and as its error.
func caught(t *testing.T, within time.Duration, args ...string) []byte {
	t.Helper()
	file, err := os.CreateTemp(t.TempDir(), "said")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	stdout, stderr := os.Stdout, os.Stderr
	defer func() { os.Stdout, os.Stderr = stdout, stderr }()
	os.Stdout, os.Stderr = file, file
	root := newRoot()
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetArgs(args)
	root.SetOut(file)
	root.SetErr(file)
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	if err := root.ExecuteContext(ctx); err != nil {
		fmt.Fprintf(file, "%v\n%+v\n", err, err)
	}
	said, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	return said
}

// holdsNone fails the test for every secret that stands in some bytes.
func holdsNone(t *testing.T, where string, data []byte) {
	t.Helper()
	for what, secret := range hidden() {
		for _, form := range forms(secret) {
			if at := bytes.Index(data, []byte(form)); at >= 0 {
				t.Errorf("%s stands in %s: …%q…", what, where, data[max(0, at-120):min(len(data), at+len(form)+20)])
				break
			}
		}
	}
}

// Whatever the world says back, no secret stands in what vigie writes: on its outputs, in its log, in its files, on its
// screens.
func TestNoSecretStandsInAnythingThatIsWritten(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the whole program")
	}
	p := newParrot(t)
	path, state := leaky(t, p, ""), filepath.Join(t.TempDir(), "state")
	t.Setenv("OVH_APPLICATION_KEY", "simulatedappkey0")
	t.Setenv("OVH_APPLICATION_SECRET", hidden()["the application secret"])
	t.Setenv("OVH_CONSUMER_KEY", hidden()["the consumer key"])
	all := []string{"--config", path, "--state", state}
	said := 0
	for _, manner := range manners {
		p.behave(manner)
		lines := []string{
			"status --json", "tickets", "notices --mails --json", "serve", "--plain",
			"init --output - --ovh " + p.ovh.URL + "/1.0",
		}
		if manner == "well" {
			lines = append(lines, "check", "check --json", "status", "servers", "history Shop", "serve --json", "servers --json", "tickets --json", "notices", "config check",
				"tickets show CS1000001", "servers reboot ns3100001 --dry-run", "sim --listen 127.0.0.1:0")
		}
		for _, line := range lines {
			out := caught(t, listening, append(all, strings.Fields(line)...)...)
			holdsNone(t, "what `vigie "+line+"` says while OVHcloud behaves: "+manner, out)
			said += len(out)
		}
		screensHoldNone(t, path, state, manner)
	}
	if said < 20_000 {
		t.Errorf("only %d bytes were written: nothing was tested", said)
	}
	filesHoldNone(t, state)
	bad := leaky(t, p, ", evry: 2s")
	holdsNone(t, "a mistake", caught(t, time.Second, "--config", bad, "config", "check"))
}

// listening is how long a command is listened to. Those that end by themselves take less where nothing is broken.
const listening = 700 * time.Millisecond

// screensHoldNone looks at every screen of a console.
func screensHoldNone(t *testing.T, path, state, manner string) {
	t.Helper()
	f := &flags{config: path, state: state}
	c, err := load(f)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), listening)
	defer cancel()
	snap, _ := watch.Once(ctx, options(c, nil, f.keeper(false)), false)
	synctest.Test(t, func(t *testing.T) {
		app := ui.New(ui.Options{Snapshot: func() *estate.Snapshot { return snap }, Theme: "dark", Now: func() time.Time { return snap.Now }})
		scr := uitest.Screen(t, app, 250, 80)
		look := func(keys ...string) {
			scr.Press(keys...)
			holdsNone(t, fmt.Sprintf("the screen after %q, while OVHcloud behaves: %s", keys, manner), []byte(scr.Text()))
		}
		look("1", "z")
		look("G")
		look("esc", "2")
		for range snap.Sites {
			look("enter", "z")
			look("G")
			look("esc", "esc", "down")
		}
		look("esc", "3", "z")
		look("esc", "4", "enter", "z")
		look("esc", "esc", "M", "enter")
	})
}

// filesHoldNone looks into every file, and into what is packed in the databases.
func filesHoldNone(t *testing.T, state string) {
	t.Helper()
	files, packed := 0, 0
	err := filepath.WalkDir(state, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) || err == nil && d.IsDir() {
			return nil
		}
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) { // it went with a database that was read
			return nil
		}
		if err != nil {
			return err
		}
		files++
		holdsNone(t, path, data)
		if bytes.HasPrefix(data, []byte("SQLite format 3\x00")) {
			packed += rowsHoldNone(t, path)
		}
		return nil
	})
	if err != nil || files < 4 || packed == 0 {
		t.Errorf("%d files and %d packed results were looked at, %v", files, packed, err)
	}
}

// rowsHoldNone looks at all that stands in a database, also at what is compressed there, and tells how much that was.
func rowsHoldNone(t *testing.T, path string) (unpacked int) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, table := range column(t, db, "SELECT name FROM sqlite_master WHERE type='table' AND sql NOT LIKE '%VIRTUAL%'") {
		for _, name := range column(t, db, "SELECT name FROM pragma_table_info('"+string(table)+"')") {
			for _, value := range column(t, db, fmt.Sprintf("SELECT CAST(%q AS BLOB) FROM %q", name, table)) {
				where := fmt.Sprintf("%s, %s.%s", path, table, name)
				holdsNone(t, where, value)
				for at := range min(len(value), 16) { // where the compressed part begins is the store's own affair
					plain, _ := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(value[at:])), 1<<20))
					if len(plain) > len(value) {
						unpacked++
						holdsNone(t, where+", unpacked", plain)
					}
				}
			}
		}
	}
	return unpacked
}

// column is a column of an answer.
func column(t *testing.T, db *sql.DB, query string) (list [][]byte) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var v []byte
		if err := rows.Scan(&v); err != nil {
			t.Fatal(err)
		}
		list = append(list, v)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}
