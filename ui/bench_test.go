package ui_test

import (
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/estate"
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
