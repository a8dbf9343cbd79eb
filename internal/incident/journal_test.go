package incident

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func openJournal(t *testing.T, dir string) (*Journal, []Record, int) {
	t.Helper()
	j, list, foreign, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	})
	return j, list, foreign
}

func note(text string) Record {
	return Record{Time: t0.Add(time.Minute), Incident: "one", Kind: Noted, By: "gil", Text: text}
}

func begin() Record {
	return Record{Time: t0, Incident: "one", Kind: Opened, Verdict: &Word{Cause: "site", Where: "Shop"}}
}

func TestTheJournalIsOnlyAddedTo(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	if list, foreign, err := Read(dir); len(list) > 0 || foreign > 0 || err != nil {
		t.Errorf("without a file: %v, %d, %v", list, foreign, err)
	}
	if err := Add(dir, begin()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, fileName)
	first, _ := os.ReadFile(path)
	j, list, _ := openJournal(t, dir)
	if len(list) != 1 || list[0].Verdict.Where != "Shop" {
		t.Errorf("it holds %+v", list)
	}
	j.Append(note("a"), note("b"))
	if err := j.Err(); err != nil {
		t.Error(err)
	}
	all, _ := os.ReadFile(path)
	if !bytes.HasPrefix(all, first) || bytes.Count(all, []byte("\n")) != 3 {
		t.Errorf("the file is\n%s", all)
	}
	if st, err := os.Stat(path); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v, %v", st.Mode(), err)
	}
	var none *Journal
	none.Append(note("c"))
	if none.Err() != nil || none.Close() != nil || none.Follow() != nil {
		t.Error("without a journal something is kept")
	}
}

func TestALineThatWasCutOffIsMended(t *testing.T) {
	whole, _ := begin().line()
	cut := append(append([]byte{}, whole...), whole[:30]...)
	for name, c := range map[string]struct {
		file           []byte
		known, foreign int
	}{
		"in its middle":     {cut, 1, 1},
		"before its end":    {whole[:len(whole)-1], 1, 0},
		"what is no record": {[]byte("\x00\x00\n[]\n{}\nnull\n{\"kind\":\"of another day\",\"incident\":\"x\",\"time\":\"2021-03-10T00:00:00Z\"}\n"), 0, 5},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, fileName)
		if err := os.WriteFile(path, c.file, 0o600); err != nil {
			t.Fatal(err)
		}
		j, list, foreign := openJournal(t, dir)
		if len(list) != c.known || foreign != c.foreign {
			t.Errorf("%s: %d are known, %d foreign", name, len(list), foreign)
		}
		j.Append(note("after"))
		if got := j.Follow(); len(got) > 0 {
			t.Errorf("%s: its own are followed: %+v", name, got)
		}
		list, _, err := Read(dir)
		if err != nil || len(list) != c.known+1 || list[c.known].Text != "after" {
			t.Errorf("%s: the file holds %+v, %v", name, list, err)
		}
	}
}

// Whoever has the folder is told what others add, each line once, and none of its own.
func TestOthersMayAddWhileOneHasTheFolder(t *testing.T) {
	dir := t.TempDir()
	j, _, _ := openJournal(t, dir)
	var wg sync.WaitGroup
	const writers, each = 4, 25
	for range writers {
		wg.Go(func() { // as another process would
			for range each {
				if err := Add(dir, note("from elsewhere")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	heard := 0
	for running := true; running; {
		select {
		case <-done:
			running = false
		default:
		}
		j.Append(note("our own"))
		for _, r := range j.Follow() {
			if r.Text != "from elsewhere" {
				t.Fatalf("it was told %+v", r)
			}
			heard++
		}
	}
	heard += len(j.Follow())
	if heard != writers*each {
		t.Errorf("%d of %d were heard", heard, writers*each)
	}
	if _, foreign, err := Read(dir); foreign != 0 || err != nil {
		t.Errorf("%d lines were mixed, %v", foreign, err)
	}
}

func TestHalfALineIsWaitedFor(t *testing.T) {
	dir := t.TempDir()
	j, _, _ := openJournal(t, dir)
	line, _ := note("slowly").line()
	for i, half := range [][]byte{line[:20], line[20:]} {
		f, err := os.OpenFile(filepath.Join(dir, fileName), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		f.Write(half)
		f.Close()
		if got := j.Follow(); len(got) != i {
			t.Errorf("with %d halves written it is told %+v", i+1, got)
		}
	}
}

func TestWhatCannotBeWrittenIsTriedAgain(t *testing.T) {
	dir := t.TempDir()
	j, _, _ := openJournal(t, dir)
	path := filepath.Join(dir, fileName)
	if err := os.Mkdir(path, 0o700); err != nil { // nothing can be added to a folder
		t.Fatal(err)
	}
	j.Append(begin())
	if err := j.Err(); err == nil || !strings.Contains(err.Error(), "cannot be written down") {
		t.Errorf("it says %v", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	j.Follow()
	if list, _, err := Read(dir); err != nil || len(list) != 1 || j.Err() != nil {
		t.Errorf("afterwards it holds %+v, %v, %v", list, err, j.Err())
	}
}

func FuzzRecords(f *testing.F) {
	line, _ := begin().line()
	f.Add(line)
	f.Add([]byte(`{"time":"2021-03-10T00:00:00Z","incident":"one","kind":"joined","site":"a"}` + "\n{\n\n"))
	f.Add([]byte(`{"time":"2021-03-10T00:00:00Z","incident":"one","kind":"merged","into":"one"}` + "\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, foreign := parse(data)
		if lines := bytes.Count(data, []byte("\n")) + 1; len(list)+foreign > lines {
			t.Errorf("%d records and %d foreign of %d lines", len(list), foreign, lines)
		}
		b := NewBook(append([]Record{begin()}, list...))
		soundness(t, b)
		w := newWorld("Shop", "a")
		w.turn("down", 0, "Shop")
		w.believe("site Shop: Shop")
		b.Fold(at(time.Hour), w.verdicts, w.snapshot(at(time.Hour)))
		soundness(t, b)
	})
}
