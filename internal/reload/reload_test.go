package reload

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"vigie/internal/config"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type taken struct {
	sites int
	err   error
}

// following follows a file in the background.
func following(t *testing.T, path string, asked <-chan os.Signal) <-chan taken {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	got := make(chan taken, 10)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := Follow(ctx, path, asked, func(c *config.Config, err error) {
			x := taken{err: err}
			if c != nil {
				x.sites = len(c.Sites)
			}
			got <- x
		}); err != nil {
			t.Error(err)
		}
	}()
	t.Cleanup(func() { cancel(); <-done })
	return got
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func next(t *testing.T, got <-chan taken) taken {
	t.Helper()
	select {
	case x := <-got:
		return x
	case <-time.After(10 * time.Second):
		t.Fatal("nothing was read again")
		return taken{}
	}
}

func TestAnEditIsReadAndABadOneIsSaid(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vigie.yaml")
	write(t, path, "sites: [https://a.example]\n")
	asked := make(chan os.Signal, 1)
	got := following(t, path, asked)
	asked <- syscall.SIGHUP // it follows once this has been answered
	if x := next(t, got); x.sites != 1 || x.err != nil {
		t.Errorf("asked: %+v", x)
	}

	write(t, path, "sites: [https://a.example, https://b.example]\n")
	if x := next(t, got); x.sites != 2 || x.err != nil {
		t.Errorf("written in place: %+v", x)
	}

	other := path + "~" // as editors do
	write(t, other, "sites: [https://a.example, https://b.example, https://c.example]\n")
	if err := os.Rename(other, path); err != nil {
		t.Fatal(err)
	}
	if x := next(t, got); x.sites != 3 || x.err != nil {
		t.Errorf("put in its place: %+v", x)
	}

	write(t, path, "sites: [https://a.example\n")
	if x := next(t, got); x.err == nil {
		t.Errorf("broken: %+v", x)
	}

	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	write(t, path, "sites: [https://d.example]\n")
	if x := next(t, got); x.sites != 1 || x.err != nil {
		t.Errorf("removed and written anew: %+v", x)
	}
	select {
	case x := <-got:
		t.Errorf("read once more than it was written: %+v", x)
	default:
	}
}

// The folder may be one in which others write all the time, such as /tmp.
func TestAnEditInABusyFolderIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vigie.yaml")
	write(t, path, "sites: [https://a.example]\n")
	asked := make(chan os.Signal, 1)
	got := following(t, path, asked)
	asked <- syscall.SIGHUP
	next(t, got)
	write(t, path, "sites: [https://a.example, https://b.example]\n")
	busy := time.NewTicker(settle / 8)
	defer busy.Stop()
	late := time.After(10 * settle)
	for n := 0; ; n++ {
		select {
		case x := <-got:
			if x.sites != 2 || x.err != nil {
				t.Errorf("%+v", x)
			}
			return
		case <-busy.C:
			write(t, filepath.Join(filepath.Dir(path), "other"+strconv.Itoa(n)), "")
		case <-late:
			t.Fatal("it is not read while others write beside it")
		}
	}
}
