package ui_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/internal/uitest"
	"vigie/ui"
)

// many is the outage with n sites.
func many(n int) *estate.Snapshot {
	s := uitest.Outage()
	few := s.Sites
	s.Sites = make([]*estate.Site, n)
	for i := range s.Sites {
		x := *few[i%len(few)]
		x.Name = fmt.Sprintf("%s %d", x.Name, i)
		s.Sites[i] = &x
	}
	return s
}

// BenchmarkFrame draws a frame of 200×50 while ten thousand sites are watched and the clock goes on.
func BenchmarkFrame(b *testing.B) {
	snap, now := many(10_000), uitest.Moment()
	app := ui.New(ui.Options{
		Snapshot: func() *estate.Snapshot { return snap }, Now: func() time.Time { return now }, Theme: "dark",
	})
	app.Update(tea.WindowSizeMsg{Width: 200, Height: 50})
	b.ReportAllocs()
	for b.Loop() {
		now = now.Add(time.Second)
		app.Tick()
		_ = app.View()
	}
}

// BenchmarkSnapshot takes a new snapshot of ten thousand sites and draws it.
func BenchmarkSnapshot(b *testing.B) {
	snaps := [2]*estate.Snapshot{many(10_000), many(10_000)}
	n := 0
	app := ui.New(ui.Options{
		Snapshot: func() *estate.Snapshot { return snaps[n%2] }, Now: uitest.Moment, Theme: "dark",
	})
	app.Update(tea.WindowSizeMsg{Width: 200, Height: 50})
	b.ReportAllocs()
	for b.Loop() {
		n++
		snaps[n%2].Version = uint64(n)
		app.Tick()
		_ = app.View()
	}
}

// BenchmarkOneChange takes a snapshot in which one of ten thousand sites has another state, and draws it.
func BenchmarkOneChange(b *testing.B) {
	snap := many(10_000)
	app := ui.New(ui.Options{
		Snapshot: func() *estate.Snapshot { return snap }, Now: uitest.Moment, Theme: "dark",
	})
	app.Update(tea.WindowSizeMsg{Width: 200, Height: 50})
	states := [2]result.State{result.Up, result.Down}
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		n++
		next := *snap
		next.Version++
		next.Sites = slices.Clone(snap.Sites)
		at := n * 7919 % len(next.Sites)
		changed := *next.Sites[at]
		changed.State = states[n%2]
		next.Sites[at] = &changed
		snap = &next
		app.Tick()
		_ = app.View()
	}
}

// BenchmarkDetail draws a frame of 200×50 with a site and its past open.
func BenchmarkDetail(b *testing.B) {
	snap, now := uitest.Outage(), uitest.Moment()
	app := ui.New(ui.Options{
		Snapshot: func() *estate.Snapshot { return snap }, Past: func(_ context.Context, site string) (*estate.Past, error) {
			return uitest.Past(snap, site), nil
		},
		Now: func() time.Time { return now }, Theme: "dark",
	})
	app.Update(tea.WindowSizeMsg{Width: 200, Height: 50})
	settle(app, uitest.Key("2"))
	settle(app, uitest.Key("enter"))
	b.ReportAllocs()
	for b.Loop() {
		now = now.Add(time.Second)
		app.Tick()
		_ = app.View()
	}
}
