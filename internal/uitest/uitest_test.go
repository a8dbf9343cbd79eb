package uitest_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/uitest"
)

// echo shows the keys that it was sent.
type echo struct{ keys []string }

func (e *echo) Init() tea.Cmd { return nil }

func (e *echo) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		e.keys = append(e.keys, k.String())
	}
	return e, nil
}

func (e *echo) View() tea.View {
	v := tea.NewView("keys: " + strings.Join(e.keys, " ") + "\n\x1b[1;7m<&>\x1b[m 日本")
	v.AltScreen = true
	return v
}

func TestKeysReachTheModelByTheirNames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		scr := uitest.Screen(t, &echo{}, 60, 4)
		scr.Press("a", "G", "enter", "ctrl+k", "shift+tab", "pgdown", "é", "space")
		if want := "keys: a G enter ctrl+k shift+tab pgdown é space\n<&> 日本\n\n\n"; scr.Text() != want {
			t.Errorf("the screen is %q, want %q", scr.Text(), want)
		}
	})
}

func TestSVGIsWellFormedAndShowsTheText(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		scr := uitest.Screen(t, &echo{}, 40, 4)
		picture := string(scr.SVG("<title>"))
		d := xml.NewDecoder(strings.NewReader(picture))
		var text strings.Builder
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("the picture is no XML: %v\n%s", err, picture)
			}
			if c, ok := token.(xml.CharData); ok {
				text.Write(c)
			}
		}
		for _, want := range []string{"<title>", "<&>", "日", "keys:"} {
			if !strings.Contains(text.String(), want) {
				t.Errorf("the picture does not show %q", want)
			}
		}
		if !strings.Contains(picture, `font-weight="bold"`) || !strings.Contains(picture, `fill="#14171c" textLength`) {
			t.Errorf("the picture shows neither bold nor reverse:\n%s", picture)
		}
	})
}
