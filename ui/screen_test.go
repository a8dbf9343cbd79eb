package ui_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/estate"
	"vigie/internal/uitest"
	"vigie/ui"
)

var update = flag.Bool("update", false, "write the golden screens anew, with a picture of each")

func console(snap *estate.Snapshot, acts *[]estate.Intent) *ui.App {
	return ui.New(ui.Options{
		Snapshot: func() *estate.Snapshot { return snap },
		Act: func(i estate.Intent) {
			if acts != nil {
				*acts = append(*acts, i)
			}
		},
		Past: func(_ context.Context, site string) (*estate.Past, error) { return uitest.Past(snap, site), nil },
		Now:  uitest.Moment, Theme: "dark", Banner: "demo · 60×", Who: "gil",
	})
}

// golden compares the screen with the one that was approved.
func golden(t *testing.T, name string, scr *uitest.Terminal) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		for path, content := range map[string][]byte{
			path: []byte(scr.Text()), filepath.Join(os.TempDir(), "vigie-"+name+".svg"): scr.SVG("vigie"),
		} {
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatalf("writing the golden screen: %v", err)
			}
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("reading the golden screen: %v", err)
	}
	if diff := cmp.Diff(string(want), scr.Text()); diff != "" {
		t.Errorf("the screen changed (-want +got); go test ./ui -update approves it:\n%s", diff)
	}
}

func TestScreens(t *testing.T) {
	sizes := []struct{ w, h int }{{200, 50}, {120, 40}, {80, 24}, {60, 16}}
	pictures := map[string]func() *estate.Snapshot{
		"calm": uitest.Calm, "outage": uitest.Outage, "answered": uitest.Answered, "kinds": uitest.Kinds,
	}
	walks := map[string][]string{
		"start": nil, "sites": {"2"}, "places": {"3"}, "tickets": {"4"}, "site": {"2", "enter"}, "thread": {"4", "enter"},
		"help": {"?"}, "palette": {":"}, "past": {"2", "enter", "z"},
	}
	for picture, snap := range pictures {
		for walk, keys := range walks {
			if picture != "outage" && walk != "start" && walk != "site" && (picture != "kinds" || walk != "sites") {
				continue
			}
			for _, size := range sizes {
				name := fmt.Sprintf("%s-%s-%dx%d", picture, walk, size.w, size.h)
				t.Run(name, func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						scr := uitest.Screen(t, console(snap(), nil), size.w, size.h)
						scr.Press(keys...)
						if walk == "past" { // has come only now
							scr.Press("G")
						}
						golden(t, name, scr)
					})
				})
			}
		}
	}
}

// Every kind of check tells of its answer in its own way, at the end of the detail of its site.
func TestEveryKindOfAnswerIsShown(t *testing.T) {
	for _, site := range []string{"mail", "mailbox", "names", "router", "checkout", "planner", "stock", "catalogue", "suppliers"} {
		for _, size := range []struct{ w, h int }{{80, 24}, {120, 40}} {
			name := fmt.Sprintf("kinds-%s-%dx%d", site, size.w, size.h)
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					scr := uitest.Screen(t, console(uitest.Kinds(), nil), size.w, size.h)
					scr.Press("2", "/")
					scr.Type("name:/^" + site + "$/")
					scr.Press("enter", "enter")
					scr.Press("G")
					golden(t, name, scr)
				})
			})
		}
	}
}
