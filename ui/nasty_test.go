package ui_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
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
		x.Maintenance, x.Flapping = next(), i%3 == 0
		x.Place = account.Place{Provider: next(), Datacenter: next()}
		for c := range x.Checks {
			x.Checks[c].Target = next()
			strange(x.Checks[c].Last, next)
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
		s.Events[i].Text, s.Events[i].By, s.Events[i].Quiet = next(), next(), next()
	}
	s.Keeping.Error, s.Mistake = next(), strings.Join(nasty(), "\n")
	for i := range s.Sources {
		s.Sources[i].Name, s.Sources[i].Error = next(), next()
	}
	for i := range s.Verdict.Evidence {
		s.Verdict.Evidence[i].Text = next()
	}
	s.Verdict.Summary, s.Verdict.WouldChange, s.Verdict.Where = next(), next(), next()
	return s
}

// strange is an answer of every kind at once, with nasty text.
func strange(r *result.Result, next func() string) {
	r.Reason = next()
	r.DNS = &result.DNS{Server: next(), Rcode: next(), Answers: nasty(), TTL: 1 << 40}
	r.Ping = &result.Ping{How: next(), Sent: 3, Received: 3, Least: -time.Hour, Most: 900 * time.Hour}
	r.Mail = &result.Mail{Greeting: next(), Offers: nasty()}
	for i := range nasty() {
		r.Steps = append(r.Steps, result.Step{
			Target: next(), State: result.State(next()), Failure: result.Failure(next()), Reason: next(), Total: time.Duration(i*i*i) * time.Hour,
		})
	}
}

// ancient is the past of the outage with nasty text, and with numbers that nobody should meet.
func ancient(s *estate.Snapshot) func(context.Context, string) (*estate.Past, error) {
	n := 0
	return func(_ context.Context, site string) (*estate.Past, error) {
		n++
		if n%7 == 0 {
			return nil, errors.New(strings.Join(nasty(), "\n"))
		}
		p := uitest.Past(s, site)
		for i, words := range nasty() {
			o := estate.Outage{From: p.Made.Add(-time.Duration(i*i) * time.Hour), Failure: result.Failure(words), Reason: words, Gap: time.Duration(i) * 30 * time.Hour}
			if i%2 == 0 {
				o.To = o.From.Add(time.Duration(i*i*i) * time.Hour)
			}
			p.Outages = append(p.Outages, o)
		}
		switch n % 5 {
		case 1:
			p.Days, p.Points = append(p.Days, p.Days...), append(p.Points, p.Points...)
			p.Latency[0].P99, p.Uptime[0].Of = 200*time.Hour, -1
		case 2:
			p.Points[5].Mean, p.Points[6].Answers, p.Points[7].Mean = 90*time.Hour, -3, -time.Second
			p.Days[3].Up, p.Days[4].Down, p.Days[5].Date = -time.Hour, 300*time.Hour, p.Made.Add(time.Hour)
		case 3:
			p = &estate.Past{Points: p.Points[:1], Step: time.Hour, Days: p.Days[:1], Uptime: p.Uptime[:1]}
		case 4:
			p = &estate.Past{}
		}
		return p, nil
	}
}

// settle does what an update asks for, as far as it is done at once, and what comes of that.
func settle(app *ui.App, msg tea.Msg) {
	_, cmd := app.Update(msg)
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg, tea.QuitMsg:
	default:
		app.Update(msg)
	}
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
	pictures := map[string]*estate.Snapshot{"outage": uitest.Outage(), "hostile": hostile(), "kinds": uitest.Kinds(), "empty": {}}
	for name, snap := range pictures {
		t.Run(name, func(t *testing.T) {
			app := ui.New(ui.Options{
				Snapshot: func() *estate.Snapshot { return snap }, Past: ancient(snap), Now: uitest.Moment, Theme: "dark", Banner: "demo · 60×",
			})
			walks := [][]string{
				{"1"},
				{"2"},
				{"enter"},
				{"G"},
				{"esc", "down", "enter"},
				{"G"},
				{"esc", "down", "enter"},
				{"esc", "down", "enter"},
				{"esc", "down", "enter"},
				{"esc", "down", "enter", "G"},
				{"esc", "3"},
				{"4"},
				{"enter"},
				{"esc", "?"},
				{"esc", ":"},
				{"esc", "2", "/"},
				{"esc", "z"},
			}
			for _, keys := range walks {
				for _, k := range keys {
					settle(app, uitest.Key(k))
				}
				for w := 1; w <= 200; w += 1 + w/7 {
					for h := 1; h <= 60; h += 1 + h/5 {
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
	pictures := []*estate.Snapshot{uitest.Calm(), uitest.Outage(), hostile(), uitest.Kinds(), {}}
	now := 0
	app := ui.New(ui.Options{
		Snapshot: func() *estate.Snapshot { return pictures[now] }, Past: ancient(pictures[2]), Act: func(estate.Intent) {}, Now: uitest.Moment, Open: func(string) error { return nil },
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
			settle(app, uitest.Key(keys[random.IntN(len(keys))]))
		}
		if i%5 == 0 {
			exact(t, app.View().Content, w, h)
		}
	}
}
