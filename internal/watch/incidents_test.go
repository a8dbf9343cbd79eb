package watch_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/config"
	"vigie/internal/estate"
	"vigie/internal/incident"
	"vigie/internal/result"
	"vigie/internal/watch"
	"vigie/probes"
	"vigie/probes/names"
)

// keep opens the journal of a state folder for a watch; it is closed with the test.
func keep(t *testing.T, dir string, o watch.Options) watch.Options {
	t.Helper()
	j, known, foreign, err := incident.Open(dir)
	if err != nil || foreign > 0 {
		t.Fatalf("%d foreign lines, %v", foreign, err)
	}
	t.Cleanup(func() {
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	})
	o.Incidents, o.Known = j, known
	return o
}

// killed runs a watch for so long and leaves it as kill -9 would: nothing is closed.
func killed(t *testing.T, dir string, o watch.Options, after time.Duration) []estate.Incident {
	t.Helper()
	j, known, _, err := incident.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	o.Incidents, o.Known = j, known
	o.Env = probes.Env{Door: &door{}, Resolver: &names.Resolver{}}
	w := watch.New(o)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); w.Run(ctx) }()
	time.Sleep(after)
	synctest.Wait()
	w.Snapshot()
	time.Sleep(1100 * time.Millisecond)
	list := w.Snapshot().Incidents
	cancel()
	<-done
	return list
}

func ids(list []estate.Incident) []string {
	var some []string
	for _, i := range list {
		some = append(some, i.ID)
	}
	return some
}

func TestTheSameIncidentGoesOnAfterARestart(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		shop, blog := &script{answers: []result.State{up, up, down}}, &script{answers: []result.State{up}}
		o := watch.Options{Sites: []config.Site{site("Shop", shop), site("Blog", blog)}}
		before := killed(t, dir, o, 10*time.Minute)
		if len(before) != 1 || !slices.Equal(before[0].Sites, []string{"Shop"}) {
			t.Fatalf("before it there are %+v", before)
		}
		shop.answersNow(down)
		l := begin(t, keep(t, dir, o))
		if got := l.Snapshot().Incidents; len(got) != 1 || got[0].ID != before[0].ID {
			t.Errorf("at once there are %v", ids(got))
		}
		s := l.after(3 * time.Minute)
		if len(s.Incidents) != 1 || s.Incidents[0].ID != before[0].ID || !s.Incidents[0].Opened.Equal(before[0].Opened) || len(s.Incidents[0].Members) != 1 {
			t.Errorf("then there are %+v", s.Incidents)
		}
		shop.answersNow(up)
		s = l.after(time.Minute)
		if len(s.Incidents) != 1 || len(s.Incidents[0].Sites) != 0 {
			t.Errorf("as it comes back there are %+v", s.Incidents)
		}
		s = l.after(6 * time.Minute)
		if len(s.Incidents) != 0 {
			t.Errorf("after a while of calm there are %v", ids(s.Incidents))
		}
		records, _, err := incident.Read(dir)
		if err != nil {
			t.Fatal(err)
		}
		all := incident.NewBook(records).All()
		if len(all) != 1 || all[0].Closed.IsZero() || time.Since(all[0].Closed) < 5*time.Minute {
			t.Errorf("the file holds %+v", all)
		}
	})
}

// `vigie incidents note` and `ack` are processes of their own.
func TestWhatAnotherProcessWritesShowsInTheRunningWatch(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		shop := &script{answers: []result.State{up, up, down}}
		l := begin(t, keep(t, dir, watch.Options{Sites: oneSite(shop)}))
		s := l.after(5 * time.Minute)
		if len(s.Incidents) != 1 {
			t.Fatalf("there are %v", ids(s.Incidents))
		}
		id := s.Incidents[0].ID
		add := func(kind incident.Kind, text string) {
			if err := incident.Add(dir, incident.Record{Time: time.Now(), Incident: id, Kind: kind, By: "ann", Text: text}); err != nil {
				t.Fatal(err)
			}
		}
		add(incident.Noted, "Carrier told")
		add(incident.Acknowledged, "")
		s = l.after(2 * time.Second)
		i := s.Incidents[0]
		if len(i.Remarks) != 1 || i.Remarks[0].Text != "Carrier told" || !i.Acked || i.AckedBy != "ann" {
			t.Errorf("the incident is %+v", i)
		}
		if x := l.site(s, "Shop"); !x.Acked || x.AckedBy != "ann" {
			t.Errorf("the site is acknowledged: %t by %q", x.Acked, x.AckedBy)
		}
		if !slices.ContainsFunc(s.Events, func(e estate.Event) bool { return e.Text == "Carrier told" && e.By == "ann" }) {
			t.Errorf("nothing is told of it: %+v", s.Events)
		}
		add(incident.TakenBack, "")
		l.Act(estate.Intent{Kind: estate.Note, Site: "Shop", Text: "from the console", By: "gil"})
		s = l.after(2 * time.Second)
		if x := l.site(s, "Shop"); x.Acked || s.Incidents[0].Acked {
			t.Errorf("it is still acknowledged: %+v", s.Incidents[0])
		}
		l.Act(estate.Intent{Kind: estate.Acknowledge, Site: "Shop", By: "gil"})
		s = l.after(2 * time.Second)
		if i := s.Incidents[0]; !i.Acked || i.AckedBy != "gil" || len(i.Remarks) != 2 || i.Remarks[1].Site != "Shop" {
			t.Errorf("the incident is %+v", i)
		}
		l.Act(estate.Intent{Kind: estate.Acknowledge, Site: "Shop", By: "gil"})
		if s = l.after(2 * time.Second); s.Incidents[0].Acked || l.site(s, "Shop").Acked {
			t.Errorf("taken back, it is still acknowledged: %+v", s.Incidents[0])
		}
	})
}

// A disk that takes nothing is shown, and ends nothing.
func TestWatchingGoesOnWhereIncidentsCannotBeWrittenDown(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		shop := &script{answers: []result.State{up, up, down}}
		l := begin(t, keep(t, dir, watch.Options{Sites: oneSite(shop)}))
		blocked := filepath.Join(dir, "incidents.jsonl")
		if err := os.Mkdir(blocked, 0o700); err != nil {
			t.Fatal(err)
		}
		s := l.after(5 * time.Minute)
		if len(s.Incidents) != 1 || s.Keeping.Error == "" || s.Keeping.Since.IsZero() {
			t.Errorf("there are %v, and it says %+v", ids(s.Incidents), s.Keeping)
		}
		if err := os.Remove(blocked); err != nil {
			t.Fatal(err)
		}
		if s = l.after(2 * time.Second); s.Keeping.Error != "" {
			t.Errorf("mended, it says %+v", s.Keeping)
		}
		if records, _, err := incident.Read(dir); err != nil || len(records) < 2 {
			t.Errorf("the file holds %+v, %v", records, err)
		}
	})
}
