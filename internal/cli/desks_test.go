package cli

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"vigie/internal/config"
)

// A console that begins while the API is down shows what was read before, and says that it is not new.
func TestTheConsoleBeginsWithTheTicketsOfYesterday(t *testing.T) {
	h := newHelpdesk(t, "")
	h.want(0, nil, "", "tickets")
	h.set(func() { h.down = true })
	c, err := config.Load(filepath.Join(h.dir, "vigie.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	d := newDesks(filepath.Join(h.dir, "state"), nil)
	defer d.close()
	client, err := ovhClient(*c.Providers[0].OVH, nil)
	if err != nil {
		t.Fatal(err)
	}
	source := ticketSource(client, time.Minute, d)
	facts, err := source.Fetch(t.Context())
	if err == nil || len(facts.Tickets) != 2 || facts.More || len(facts.Tickets[1].Thread) != 2 {
		t.Errorf("%+v, %v", facts, err)
	}
	if ids, err := d.find(t.Context(), "reallocated"); err != nil || len(ids) != 1 || ids[0] != "1" {
		t.Errorf("the index finds %v, %v", ids, err)
	}
	s, err := d.of(t.Context(), client.Name())
	if err != nil {
		t.Fatal(err)
	}
	before, _, _ := s.Age(t.Context())
	if _, err := source.Fetch(t.Context()); err == nil {
		t.Error("it answered")
	}
	if after, _, err := s.Age(t.Context()); err != nil || !after.Equal(before) || after.IsZero() {
		t.Errorf("an asking that failed made it younger: %v, %v", before, after)
	}
}

func TestTheDemoKeepsAnIndexToo(t *testing.T) {
	d, err := newStage("strasbourg-2021", 60, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer d.end()
	d.play.To(context.Background(), d.start.Add(2*time.Minute))
	if len(d.play.Snapshot().Tickets) == 0 {
		t.Fatal("there are no tickets")
	}
	if ids, err := d.desks.find(t.Context(), "remplace"); err != nil || len(ids) == 0 {
		t.Errorf("the index finds %v, %v", ids, err)
	}
}
