// Package uitest runs the console in an emulated terminal, so that a test sees what a person would see, and draws that
// screen as a picture.
//
// It may import estate, result and account for its sample pictures; it knows nothing of the console but that it is a
// Bubble Tea model.
package uitest

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/vt"
)

// settle is how long the screen is given to follow: a few beats of the console, in the bubble's own time.
const settle = 300 * time.Millisecond

// Terminal is a running program and the screen that it draws on.
type Terminal struct {
	t       *testing.T
	program *tea.Program
	screen  *vt.SafeEmulator
	w, h    int
}

// Screen starts a model on an emulated terminal of w by h cells. It must be called inside synctest.Test; the program
// ends with the test.
func Screen(t *testing.T, model tea.Model, w, h int) *Terminal {
	t.Helper()
	screen := vt.NewSafeEmulator(w, h)
	s := &Terminal{t: t, screen: screen, w: w, h: h}
	s.program = tea.NewProgram(model,
		tea.WithInput(nil), tea.WithOutput(lines{screen}), tea.WithWindowSize(w, h),
		tea.WithEnvironment([]string{"TERM=xterm-256color", "COLORTERM=truecolor"}),
		tea.WithColorProfile(colorprofile.TrueColor), tea.WithoutSignalHandler())
	ended := make(chan error, 1)
	go func() {
		_, err := s.program.Run()
		ended <- err
	}()
	go func() { // the terminal's answers have no reader but must not block it
		_, _ = io.Copy(io.Discard, screen)
	}()
	t.Cleanup(func() {
		s.program.Quit()
		if err := <-ended; err != nil {
			t.Errorf("running the console: %v", err)
		}
		if err := screen.Close(); err != nil {
			t.Errorf("closing the terminal: %v", err)
		}
		time.Sleep(settle) // in the bubble's time: the last tick comes home
	})
	s.Wait()
	return s
}

// Wait gives the screen time to follow.
func (s *Terminal) Wait() {
	time.Sleep(settle)
	synctest.Wait()
}

// Press sends keys by their names: a, G, enter, ctrl+k, space.
func (s *Terminal) Press(keys ...string) {
	s.t.Helper()
	for _, k := range keys {
		s.program.Send(Key(k))
	}
	s.Wait()
}

// Type sends every character of words as a key.
func (s *Terminal) Type(words string) {
	s.t.Helper()
	s.Press(strings.Split(words, "")...)
}

// Send sends any message: a click, a size.
func (s *Terminal) Send(msg tea.Msg) {
	s.program.Send(msg)
	s.Wait()
}

// Text is the screen as text, a line a row, without what is empty at their ends.
func (s *Terminal) Text() string {
	var b strings.Builder
	for y := range s.h {
		var row strings.Builder
		for x := 0; x < s.w; {
			c := s.screen.CellAt(x, y)
			if c == nil || c.Content == "" {
				row.WriteByte(' ')
				x++
				continue
			}
			row.WriteString(c.Content)
			x += max(1, c.Width)
		}
		b.WriteString(strings.TrimRight(row.String(), " ") + "\n")
	}
	return b.String()
}

// SVG is the screen as a picture.
func (s *Terminal) SVG(title string) []byte { return SVG(s.screen, s.w, s.h, title) }

// lines ends every line as a terminal in raw mode needs it.
type lines struct{ w io.Writer }

func (l lines) Write(p []byte) (int, error) {
	if _, err := l.w.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n"))); err != nil {
		return 0, err
	}
	return len(p), nil
}
