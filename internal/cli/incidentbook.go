package cli

import (
	"path/filepath"
	"slices"
	"time"

	"vigie/internal/estate"
	"vigie/internal/incident"
	"vigie/internal/watch"
	"vigie/providers/ovh"
)

// keepIncidents has a watch go on with the incidents of a state folder, and write down what becomes of them. Where they
// cannot be read it watches all the same, and writes nothing that it might spoil. The result closes the file.
func keepIncidents(dir string, o *watch.Options) (done func()) {
	j, known, foreign, err := incident.Open(dir)
	if err != nil {
		o.Log.Error("incidents cannot be kept", "error", err)
		return func() {}
	}
	if foreign > 0 {
		o.Log.Warn("lines of the file of incidents are no records, and are left as they are", "lines", foreign)
	}
	o.Incidents, o.Known = j, known
	return func() {
		if err := j.Close(); err != nil {
			o.Log.Error("the incidents could not be written to the end", "error", err)
		}
	}
}

// enter writes into the open incident that a change is about that it was made, or that it failed.
func (o *office) enter(ch *ovh.Change, who string, failure error) error {
	dir := filepath.Dir(o.log.Path())
	records, _, err := incident.Read(dir)
	if err != nil {
		return err
	}
	id := concerned(incident.NewBook(records).Open(), o.snap, ch.Confirm)
	if id == "" {
		return nil
	}
	r := incident.Record{Time: time.Now(), Incident: id, Kind: incident.Action, By: who, Text: ch.Title + ": done"}
	if o.snap.Demo {
		r.Time = o.snap.Now
	}
	if failure != nil {
		r.Text = ch.Title + ": " + o.client.Hide(failure.Error())
	}
	return incident.Add(dir, r)
}

// concerned is the open incident of a site that has a name, or runs on what has it; where there is none, the only one
// that is open. Empty: there is none, or nobody can tell which.
func concerned(open []estate.Incident, s *estate.Snapshot, name string) string {
	sites := append(s.SitesOn(name), name)
	for _, i := range open {
		for _, m := range i.Members {
			if slices.Contains(sites, m.Site) {
				return i.ID
			}
		}
	}
	if len(open) == 1 {
		return open[0].ID
	}
	return ""
}
