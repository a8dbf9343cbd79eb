package wholefile_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"vigie/internal/wholefile"
)

func holds(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("it holds %q, %v; want %q", got, err, want)
	}
}

func TestWhatIsReplacedIsThereWholeOrAsItWas(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := wholefile.Replace(path, []byte("first")); err != nil {
		t.Fatal(err)
	}
	holds(t, path, "first")
	failed := errors.New("no more")
	err := wholefile.Write(path, func(w io.Writer) error {
		_, _ = io.WriteString(w, "hal")
		return failed
	})
	if !errors.Is(err, failed) {
		t.Errorf("the failure is %v", err)
	}
	holds(t, path, "first")
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("%d files are left", len(left))
	}
	if st, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && st.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v, %v", st.Mode(), err)
	}
}

func TestALineThatWasCutOffSpoilsNoOther(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lines")
	for _, lines := range []string{"one\n", "tw", "three\n", "", "fou", ""} {
		if err := wholefile.Append(path, []byte(lines)); err != nil {
			t.Fatal(err)
		}
	}
	if err := wholefile.Flush(path); err != nil {
		t.Fatal(err)
	}
	holds(t, path, "one\ntw\nthree\nfou\n")
}
