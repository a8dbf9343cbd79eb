package cli

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/estate"
	"vigie/internal/uitest"
	"vigie/ui"
)

var update = flag.Bool("update", false, "write the pictures of the README anew")

// The pictures of the README are made by the program itself: the demo is played to a moment, the console draws it on
// an emulated terminal, and the screen is written as SVG. With -update they are written to docs/shots.
func TestPicturesOfTheReadme(t *testing.T) {
	for name, shot := range map[string]struct {
		at   time.Duration
		w, h int
		keys []string
		says []string
	}{
		"calm":   {15 * time.Minute, 120, 40, nil, []string{"All 19 sites answer"}},
		"outage": {2*time.Hour + 15*time.Minute, 120, 40, nil, []string{"SBG2", "has not said so yet"}},
		"site":   {2*time.Hour + 15*time.Minute, 120, 40, []string{"2", "enter"}, []string{"192.0.2.12:3306", "tcp.timeout", "30 days"}},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := newStage("strasbourg-2021", 60, t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			defer d.end()
			d.play.To(context.Background(), d.start.Add(shot.at))
			snapshot := d.play.Snapshot()
			known, err := past(d.history, d.play.Now)(t.Context(), "Base de stock")
			if err != nil {
				t.Fatal(err)
			}
			var picture []byte
			synctest.Test(t, func(t *testing.T) {
				app := ui.New(ui.Options{
					Snapshot: func() *estate.Snapshot { return snapshot }, Act: func(estate.Intent) {},
					Now: func() time.Time { return snapshot.Now }, Theme: "dark", Banner: "simulation · 60×",
					Past: func(context.Context, string) (*estate.Past, error) { return known, nil },
				})
				screen := uitest.Screen(t, app, shot.w, shot.h)
				screen.Wait()
				screen.Press(shot.keys...)
				picture = screen.SVG("vigie demo")
			})
			path := filepath.Join("..", "..", "docs", "shots", name+".svg")
			if *update {
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, picture, 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			if _, err := os.Stat(path); err != nil {
				t.Error(err)
			}
			for _, word := range shot.says {
				if !bytes.Contains(picture, []byte(word)) {
					t.Errorf("the picture does not say %q", word)
				}
			}
		})
	}
}
