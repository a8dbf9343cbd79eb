package ui_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/uitest"
	"vigie/ui"
)

// nasty is text as an attacker, a foreign language or a broken file would have it.
func nasty() []string {
	return []string{
		"\x1b[2J\x1b]0;owned\x07", "\x1bP+q544e\x1b\\", "日本語のショップ", "👩‍👩‍👧‍👦 family", "हिन्दी दुकान", "\u202eevil\u202c",
		"tab\tand\nline", "⚠️ warning", "e\u0301\u0301\u0301", "\xff\xfe", "", "🇧🇪 🇫🇷", "a\u200bb", strings.Repeat("long ", 60), "متجر",
	}
}

// hostile is the outage with nasty text in every field that comes from outside.
func hostile() *estate.Snapshot {
	s := uitest.Outage()
	n := 0
	next := func() string { n++; return nasty()[n%len(nasty())] }
	s.Title = next()
	for i, x := range s.Sites {
		x.Name, x.Group, x.Reason, x.ExplainedBy, x.AckedBy = fmt.Sprint(i, next()), next(), next(), next(), next()
		x.Place = account.Place{Provider: next(), Datacenter: next()}
		for c := range x.Checks {
			x.Checks[c].Target = next()
			if f := x.Checks[c].LastFailure; f != nil {
				f.Reason, f.Address = next(), next()
				for e := range f.Evidence {
					f.Evidence[e].Name, f.Evidence[e].Text = next(), next()
				}
			}
		}
	}
	for i := range s.Resources {
		s.Resources[i].Name, s.Resources[i].Problem = next(), next()
	}
	for i := range s.Places {
		p := &s.Places[i]
		p.Place.Datacenter = next()
		p.Sites = nil
		for _, x := range s.Sites {
			p.Sites = append(p.Sites, x.Name)
		}
	}
	for i := range s.Tickets {
		t := &s.Tickets[i]
		t.Subject, t.Number, t.Service, t.State = next(), next(), next(), next()
		for m := range t.Thread {
			t.Thread[m].Body = strings.Join(nasty(), "\n")
		}
	}
	for i := range s.Events {
		s.Events[i].Text, s.Events[i].By = next(), next()
	}
	for i := range s.Sources {
		s.Sources[i].Name, s.Sources[i].Error = next(), next()
	}
	for i := range s.Verdict.Evidence {
		s.Verdict.Evidence[i].Text = next()
	}
	s.Verdict.Summary, s.Verdict.WouldChange, s.Verdict.Where = next(), next(), next()
	return s
}

// exact fails unless the screen is h lines of w cells, however a terminal counts, and holds no foreign escape.
func exact(t *testing.T, screen string, w, h int) {
	t.Helper()
	lines := strings.Split(screen, "\n")
	if len(lines) != h {
		t.Fatalf("%d×%d: %d lines", w, h, len(lines))
	}
	for y, l := range lines {
		if got, wc := ansi.StringWidth(l), ansi.StringWidthWc(l); got != w || wc != w {
			t.Fatalf("%d×%d: line %d is %d cells by clusters and %d by characters: %q", w, h, y, got, wc, l)
		}
		for _, r := range ansi.Strip(l) {
			if r < 0x20 || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e {
				t.Fatalf("%d×%d: line %d holds %U", w, h, y, r)
			}
		}
		for rest := l; ; {
			at := strings.IndexByte(rest, 0x1b)
			if at < 0 {
				break
			}
			rest = rest[at+1:]
			end := strings.IndexFunc(strings.TrimPrefix(rest, "["), func(r rune) bool { return r >= '@' })
			if !strings.HasPrefix(rest, "[") || end < 0 || rest[1+end] != 'm' {
				t.Fatalf("%d×%d: line %d holds an escape that is no style: %q", w, h, y, l)
			}
		}
	}
}

func TestEveryScreenIsExact(t *testing.T) {
	for name, snap := range map[string]*estate.Snapshot{"outage": uitest.Outage(), "hostile": hostile(), "empty": {}} {
		t.Run(name, func(t *testing.T) {
			app := console(snap, nil)
			walks := [][]string{{"1"}, {"2"}, {"enter"}, {"esc", "3"}, {"4"}, {"enter"}, {"esc", "?"}, {"esc", ":"}, {"esc", "2", "/"}, {"esc", "z"}}
			for _, keys := range walks {
				for _, k := range keys {
					app.Update(uitest.Key(k))
				}
				for w := 1; w <= 200; w += 1 + w/9 {
					for h := 1; h <= 60; h += 1 + h/7 {
						app.Update(tea.WindowSizeMsg{Width: w, Height: h})
						exact(t, app.View().Content, w, h)
					}
				}
			}
		})
	}
}

func TestRandomKeysNeverPanic(t *testing.T) {
	keys := strings.Fields("1 2 3 4 tab shift+tab enter esc / s a r t y o up down left right h j k l pgup pgdown home end g G z m T : ? ctrl+k ctrl+d ctrl+u x é backspace space")
	random := rand.New(rand.NewPCG(1, 2))
	pictures := []*estate.Snapshot{uitest.Calm(), uitest.Outage(), hostile(), {}}
	now := 0
	app := ui.New(ui.Options{
		Snapshot: func() *estate.Snapshot { return pictures[now] }, Act: func(estate.Intent) {}, Now: uitest.Moment, Open: func(string) error { return nil },
	})
	w, h := 120, 40
	app.Update(tea.WindowSizeMsg{Width: w, Height: h})
	for i := range 4000 {
		switch random.IntN(12) {
		case 0:
			w, h = 1+random.IntN(210), 1+random.IntN(60)
			app.Update(tea.WindowSizeMsg{Width: w, Height: h})
		case 1:
			app.Update(tea.MouseClickMsg{X: random.IntN(w), Y: random.IntN(h), Button: tea.MouseLeft})
		case 2:
			app.Update(tea.MouseWheelMsg{X: random.IntN(w), Y: random.IntN(h), Button: tea.MouseWheelDown})
		case 3:
			now = random.IntN(len(pictures))
			pictures[now].Version = uint64(1000 + i)
			app.Tick()
		default:
			app.Update(uitest.Key(keys[random.IntN(len(keys))]))
		}
		if i%5 == 0 {
			exact(t, app.View().Content, w, h)
		}
	}
}
