package ovhapi

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/account"
	"vigie/internal/sim"
	"vigie/internal/sim/scenario"
	"vigie/providers/ovh"
)

// What is wrong with a cluster shows with the hosting on it for as long as a notice of that is open, and what is done to
// a zone with the zone while it is done.
func TestIncidentsAndZoneTasksAreRead(t *testing.T) {
	sc, err := scenario.Parse("incident.yaml", []byte(strings.Replace(whole, "events:\n", `events:
  - { at: 30m, notice: { id: n1, page: web-cloud, title: "[GRA][Web Hosting] - Incident on cluster024", impact: major, state: investigating, body: "We look." } }
  - { at: 50m, notice: { id: n1, page: web-cloud, state: resolved, body: "It is over." } }
  - { at: 30m, notice: { id: n2, page: web-cloud, title: "[GRA][Web Hosting] - Incident on cluster240", impact: major, state: investigating, body: "We look." } }
`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	w, err := sim.New(sc)
	if err != nil {
		t.Fatal(err)
	}
	at := 40 * time.Minute
	now := func() time.Time { return sc.Start.Add(at) }
	keys := NewKeys()
	keys.Rules = Acting()
	c, err := ovh.New(ovh.Options{
		Endpoint: "https://" + Host + "/1.0", ApplicationKey: keys.ApplicationKey, ApplicationSecret: keys.ApplicationSecret,
		ConsumerKey: keys.ConsumerKey, HTTP: &http.Client{Transport: Connect(w, keys, now).Transport}, Now: now,
	})
	if err != nil {
		t.Fatal(err)
	}
	order := account.Call{Method: http.MethodPost, Path: "/domain/zone/shop.example/import", Body: []byte(`{"zoneFile":"@ 300 IN A 198.51.100.5"}`)}
	if _, err := c.Send(t.Context(), order, nil); err != nil {
		t.Fatal(err)
	}
	at += 30 * time.Second // it is hidden at first, then waits
	health, tasks := healthAndTasks(t, c)
	if !slices.Equal(health, []account.Health{{Part: "cluster24", State: "incident"}}) || len(tasks) != 1 || tasks[0].Function != "ZoneImport" {
		t.Errorf("in the incident: health = %+v, tasks = %+v", health, tasks)
	}
	at = 3 * time.Hour
	if health, tasks = healthAndTasks(t, c); len(health) != 0 || len(tasks) != 0 {
		t.Errorf("after it: health = %+v, tasks = %+v", health, tasks)
	}
}

// healthAndTasks are those of the hosting and of the zone of the same name.
func healthAndTasks(t *testing.T, c *ovh.Client) (health []account.Health, tasks []account.Task) {
	t.Helper()
	rows, err := c.Inventory(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		switch r.Kind {
		case account.WebHosting:
			health = r.Health
		case account.Zone:
			tasks = r.Tasks
		}
	}
	return health, tasks
}
