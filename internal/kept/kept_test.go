package kept_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/internal/kept"
)

type facts struct{ Rows []string }

var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

func TestWhatIsKeptIsReadByTheNextProcess(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kept")
	if err := kept.Open(dir).Save("account", "inventory", noon, facts{[]string{"ns1"}}); err != nil {
		t.Fatal(err)
	}
	next := kept.Open(dir)
	var got facts
	at, err := next.Load("account", "inventory", &got)
	if err != nil || !at.Equal(noon) || len(got.Rows) != 1 || got.Rows[0] != "ns1" {
		t.Errorf("read %+v of %v, %v", got, at, err)
	}
	for _, other := range [][2]string{{"another account", "inventory"}, {"account", "tickets"}} {
		var none facts
		if at, err := next.Load(other[0], other[1], &none); err != nil || !at.IsZero() || none.Rows != nil {
			t.Errorf("%v: read %+v, %v, want nothing", other, none, err)
		}
	}
	info, err := os.Stat(only(t, dir))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the file: %v, %v", info, err)
	}
}

// A file that is not in order is said, and left as it is.
func TestAFileThatIsNotInOrder(t *testing.T) {
	for name, c := range map[string]struct{ content, want string }{
		"cut off":     {`{"format":1,"owner":"account","subj`, "damaged"},
		"empty":       {``, "damaged"},
		"other kind":  {`[1,2]`, "damaged"},
		"other facts": {`{"format":1,"owner":"account","subject":"inventory","facts":{"Rows":7}}`, "damaged"},
		"newer":       {`{"format":9,"owner":"account","subject":"inventory","facts":{}}`, "form 9"},
		"foreign":     {`{"format":1,"owner":"somebody","subject":"inventory","facts":{"Rows":["secret"]}}`, "something else"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := kept.Open(dir).Save("account", "inventory", noon, facts{}); err != nil {
				t.Fatal(err)
			}
			path := only(t, dir)
			if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
				t.Fatal(err)
			}
			s := kept.Open(dir)
			for range 2 {
				if err := s.Save("account", "inventory", noon, facts{[]string{"new"}}); err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("keeping: %v, want %q", err, c.want)
				}
				var got facts
				if _, err := s.Load("account", "inventory", &got); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path) {
					t.Errorf("reading: %v, want %q and the file", err, c.want)
				}
			}
			if data, err := os.ReadFile(path); err != nil || !bytes.Equal(data, []byte(c.content)) {
				t.Errorf("the file was changed to %q, %v", data, err)
			}
		})
	}
}

func TestAFolderThatCannotBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := kept.Open(file).Save("account", "inventory", noon, facts{}); err == nil {
		t.Error("no error")
	}
}

func TestManyKeepAtOnce(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			s := kept.Open(dir)
			for range 20 {
				if err := s.Save("account", "inventory", noon, facts{make([]string, 1000)}); err != nil {
					t.Error(err)
				}
				var got facts
				if _, err := s.Load("account", "inventory", &got); err != nil || len(got.Rows) != 1000 {
					t.Errorf("%d rows, %v", len(got.Rows), err)
				}
			}
		})
	}
	wg.Wait()
	only(t, dir)
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(`{"format":1,"owner":"account","subject":"inventory","facts":{"Rows":["a"]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		if err := kept.Open(dir).Save("account", "inventory", noon, facts{}); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(only(t, dir), data, 0o600); err != nil {
			t.Fatal(err)
		}
		var got facts
		s := kept.Open(dir)
		_, err := s.Load("account", "inventory", &got)
		if errSave := s.Save("account", "inventory", noon, got); (err == nil) != (errSave == nil) {
			t.Errorf("reading: %v, keeping: %v", err, errSave)
		}
	})
}

// only is the one file in a folder.
func only(t *testing.T, dir string) string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d files, %v", len(list), err)
	}
	return filepath.Join(dir, list[0].Name())
}
