package actionlog

import (
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

func entry(state State) Entry {
	return Entry{
		Time: time.Date(2021, 3, 10, 1, 0, 0, 0, time.FixedZone("", 3600)), ID: "a1", Who: "gil", Provider: "ovh", Account: "ovh-eu-1",
		Action: "ticket reply", Target: "CS1000001", Method: "POST", Path: "/support/tickets/1/reply", Body: `{"body":"x"}`, State: state,
	}
}

func TestLinesAreAddedAndNothingElse(t *testing.T) {
	dir := t.TempDir()
	l := In(dir, nil)
	if list, _, err := l.Entries(); err != nil || len(list) != 0 {
		t.Errorf("without a file: %v, %v", list, err)
	}
	if err := l.Add(entry(Begun)); err != nil {
		t.Fatal(err)
	}
	first, _ := os.ReadFile(l.Path())
	done := entry(Done)
	done.Answer, done.QueryID = "null", "EU.ext-1"
	if err := In(dir, nil).Add(done); err != nil {
		t.Fatal(err)
	}
	all, _ := os.ReadFile(l.Path())
	if !strings.HasPrefix(string(all), string(first)) || strings.Count(string(all), "\n") != 2 {
		t.Errorf("the file is\n%s", all)
	}
	if !strings.Contains(string(first), `"time":"2021-03-10T00:00:00Z"`) {
		t.Errorf("the line is %s", first)
	}
	list, broken, err := l.Entries()
	if err != nil || broken != 0 || len(list) != 2 || list[1].QueryID != "EU.ext-1" || list[0].State != Begun {
		t.Errorf("%+v, %d, %v", list, broken, err)
	}
	if st, err := os.Stat(l.Path()); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v, %v", st.Mode(), err)
	}
}

func TestALineThatWasCutOffSpoilsNoOther(t *testing.T) {
	l := In(t.TempDir(), nil)
	l.Add(entry(Begun))
	whole, _ := os.ReadFile(l.Path())
	os.WriteFile(l.Path(), whole[:len(whole)-20], 0o600)
	if err := l.Add(entry(Done)); err != nil {
		t.Fatal(err)
	}
	list, broken, err := l.Entries()
	if err != nil || broken != 1 || len(list) != 1 || list[0].State != Done {
		t.Errorf("%+v, %d broken, %v", list, broken, err)
	}
}

func TestSecretsAreNeverWritten(t *testing.T) {
	const secret = "s3cr3t-key"
	l := In(t.TempDir(), func(s string) string { return strings.ReplaceAll(s, secret, "***") })
	e := entry(Failed)
	e.Answer, e.Body, e.Path = "bad key "+secret, `{"body":"my key is s3cr3t-key"}`, "/x?key="+secret
	if err := l.Add(e); err != nil {
		t.Fatal(err)
	}
	if data, _ := os.ReadFile(l.Path()); strings.Contains(string(data), "s3cr3t") {
		t.Errorf("the line is %s", data)
	}
}

func TestManyAddAtOnce(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			l := In(dir, nil) // as another process would
			for range 20 {
				if err := l.Add(entry(Done)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if list, broken, err := In(dir, nil).Entries(); err != nil || broken != 0 || len(list) != 160 {
		t.Errorf("%d lines, %d broken, %v", len(list), broken, err)
	}
}

func FuzzEntries(f *testing.F) {
	f.Add([]byte(`{"time":"2021-03-10T00:00:00Z","state":"done"}` + "\n{\n\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, broken := parse(data)
		if lines := strings.Count(string(data), "\n") + 1; len(list)+broken > lines {
			t.Errorf("%d entries and %d broken of %d lines", len(list), broken, lines)
		}
	})
}
