package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/estate"
	"vigie/internal/incident"
)

// The night of Strasbourg is one incident: it begins as one machine, and grows to the building and to the campus.
func TestTheNightOfStrasbourgIsOneIncidentThatBeganAsAServer(t *testing.T) {
	dir := t.TempDir()
	d, err := newStage("strasbourg-2021", 60, dir)
	if err != nil {
		t.Fatal(err)
	}
	d.play.To(t.Context(), d.start.Add(8*time.Hour))
	open := d.play.Snapshot().Incidents
	d.end()
	if len(open) != 1 {
		t.Fatalf("there are %d", len(open))
	}
	i := open[0]
	if i.ID != "20210310-0005-ns3100003.ip-192-0-2.example" || len(i.Sites) != 14 || !i.Closed.IsZero() {
		t.Errorf("it is %s with %q", i.ID, i.Sites)
	}
	records, foreign, err := incident.Read(dir)
	if err != nil || foreign > 0 {
		t.Fatalf("%d foreign lines, %v", foreign, err)
	}
	var grown []string
	kinds := make(map[incident.Kind]int)
	for _, r := range records {
		kinds[r.Kind]++
		if r.Incident == i.ID && r.Verdict != nil && (len(grown) == 0 || grown[len(grown)-1] != string(r.Verdict.Cause)) {
			grown = append(grown, string(r.Verdict.Cause))
		}
	}
	if len(grown) < 3 || grown[0] != "server" || !slices.Contains(grown, "datacenter") || grown[len(grown)-1] != "provider" {
		t.Errorf("it grew as %q", grown)
	}
	if kinds[incident.Posted] != 3 || kinds[incident.Ticket] == 0 || kinds[incident.Joined] < 10 || kinds[incident.Opened]-kinds[incident.Merged] != 1 {
		t.Errorf("written down are %v", kinds)
	}
	const lag = 2*time.Hour + 36*time.Minute
	if !i.Official.Said || i.Official.Lag < lag || i.Official.Lag > lag+2*time.Minute {
		t.Errorf("the provider's first post is %+v", i.Official)
	}
	again := incident.NewBook(records).Open()
	if len(again) != 1 || again[0].ID != i.ID || !slices.Equal(again[0].Sites, i.Sites) || len(again[0].Entries) != len(i.Entries) {
		t.Errorf("the file holds %+v", again)
	}
}

// keepTwo writes a state folder with one incident that is over and one that is open.
func keepTwo(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	at := func(d time.Duration) time.Time { return at0.Add(d) }
	word := func(cause, where string) *incident.Word {
		return &incident.Word{Cause: "server", Where: where, Summary: where + " does not answer.", Since: at0}
	}
	const old, now = "20210310-0100-ns1", "20210311-0100-ns2"
	err := incident.Add(dir,
		incident.Record{Time: at(0), Incident: old, Kind: incident.Opened, Verdict: word("server", "ns1")},
		incident.Record{Time: at(0), Incident: old, Kind: incident.Joined, Site: "Shop", Text: "no answer within 10 s"},
		incident.Record{Time: at(time.Hour), Incident: old, Kind: incident.Recovered, Site: "Shop"},
		incident.Record{Time: at(65 * time.Minute), Since: at(time.Hour), Incident: old, Kind: incident.Closed},
		incident.Record{Time: at(24 * time.Hour), Incident: now, Kind: incident.Opened, Verdict: word("server", "ns2")},
		incident.Record{Time: at(24 * time.Hour), Incident: now, Kind: incident.Joined, Site: "Mail\x1b[31m", Text: "refused"},
		incident.Record{Time: at(25 * time.Hour), Incident: now, Kind: incident.Posted, Provider: "ovh", Source: "p/n1", Text: "We look into it"},
		incident.Record{Time: at(25 * time.Hour), Incident: now, Kind: incident.Promised, Provider: "ovh", Source: "p/n1", ETA: at(48 * time.Hour), Place: "ovh/sbg2", Step: "power"},
		incident.Record{Time: at(26 * time.Hour), Incident: now, Kind: incident.Promised, Provider: "ovh", Source: "p/n1", ETA: at(96 * time.Hour), Replaces: at(48 * time.Hour), Place: "ovh/sbg2", Step: "power"},
	)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// vigie runs a command and returns what it prints on stdout, on stderr, and its exit code.
func vigie(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	root := newRoot()
	var out, complaints bytes.Buffer
	root.SetOut(&out)
	root.SetErr(&complaints)
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetArgs(args)
	if err := root.ExecuteContext(t.Context()); err != nil {
		code = exitUsage
		var e exit
		if errors.As(err, &e) {
			code = e.code
		}
		complaints.WriteString(err.Error())
	}
	return out.String(), complaints.String(), code
}

func TestIncidentsAreListedAndShown(t *testing.T) {
	dir := keepTwo(t)
	out, _, code := vigie(t, "--state", dir, "incidents")
	if code != 0 || strings.Count(out, "\n") != 4 || strings.Index(out, "ns2") > strings.Index(out, "ns1") ||
		!strings.Contains(out, "lasted 1 h 0 min") || !strings.Contains(out, "moved 1 time: 1 later, 0 earlier") || !strings.Contains(out, "the provider posted after 1 h 0 min") {
		t.Errorf("%d:\n%s", code, out)
	}
	out, _, _ = vigie(t, "--state", dir, "incidents", "--json", "--open")
	var line struct {
		ID     string
		Closed *time.Time
		Sites  []string
		ETA    struct {
			Current time.Time
			Moved   int
			History []struct{ Place, Step, Replaces string }
		}
		Verdict struct{ Official struct{ Said bool } }
	}
	if err := json.Unmarshal([]byte(out), &line); err != nil || line.ID != "20210311-0100-ns2" || line.Closed != nil || line.ETA.Moved != 1 ||
		!line.ETA.Current.Equal(at0.Add(96*time.Hour)) || len(line.ETA.History) != 2 || line.ETA.History[1].Step != "power" || !line.Verdict.Official.Said {
		t.Errorf("%v: %s", err, out)
	}
	out, _, code = vigie(t, "--state", dir, "incidents", "show")
	if code != 0 || strings.Contains(out, "\x1b[31m") || !strings.Contains(out, "instead of") || !strings.Contains(out, "OVHcloud posts, 1 h 0 min after it began: We look into it") {
		t.Errorf("%d:\n%s", code, out)
	}
	out, _, _ = vigie(t, "--state", dir, "incidents", "show", "20210310", "--json")
	var whole struct{ Timeline, Members []map[string]any }
	if err := json.Unmarshal([]byte(out), &whole); err != nil || len(whole.Timeline) != 4 || len(whole.Members) != 1 {
		t.Errorf("%v: %s", err, out)
	}
	out, complaint, code := vigie(t, "--state", t.TempDir(), "incidents")
	if code != 0 || out != "" || !strings.Contains(complaint, "no incident has been kept") {
		t.Errorf("without any: %d, %q, %q", code, out, complaint)
	}
}

func TestNotesAndAcknowledgementsAreWrittenIntoTheIncidentThatIsMeant(t *testing.T) {
	dir := keepTwo(t)
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"note", "Carrier told", "--by", "ann"}, 0, "20210311-0100-ns2: noted"},
		{[]string{"note", "20210310", "Afterwards", "--cost", "120,50", "--currency", "eur", "--purpose", "courier"}, 0, "20210310-0100-ns1: noted"},
		{[]string{"note", "latest", "--cost", "1 200"}, 0, "20210311-0100-ns2: noted"},
		{[]string{"note", "fire", "x"}, 1, `no incident "fire"`},
		{[]string{"note", "2021031", "x"}, 1, "2 incidents begin with"},
		{[]string{"note", "latest"}, 2, "say what is to be noted"},
		{[]string{"note"}, 2, "say what is to be noted"},
		{[]string{"note", " "}, 2, "say what is to be noted"},
		{[]string{"note", "x", "y", "z"}, 2, "quotation marks"},
		{[]string{"note", "x", "--cost", "1.200"}, 2, "either thousands or thousandths"},
		{[]string{"note", "x", "--cost", "5", "--currency", "€"}, 2, "three letters"},
		{[]string{"note", "x", "--purpose", "courier"}, 2, "say --cost"},
		{[]string{"note", "x", "--site", "Blog"}, 1, "was never in"},
		{[]string{"ack", "--by", "gil"}, 0, "20210311-0100-ns2: acknowledged"},
		{[]string{"ack", "20210310"}, 1, "is over since"},
		{[]string{"show", "a", "b"}, 2, "one incident"},
	} {
		out, complaint, code := vigie(t, append([]string{"--state", dir, "incident"}, c.args...)...)
		if code != c.code || !strings.Contains(out+complaint, c.says) {
			t.Errorf("%q: %d, %s%s", c.args, code, out, complaint)
		}
	}
	records, _, err := incident.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := incident.NewBook(records).All()
	if got := all[0]; len(got.Remarks) != 2 || got.Remarks[0].By != "ann" || got.Expenses()[0].Amount != 12_000_000 || got.AckedBy != "gil" {
		t.Errorf("the open one is %+v", got)
	}
	if got := all[1]; len(got.Remarks) != 1 || got.Remarks[0].Expense.Amount != 1_205_000 || got.Remarks[0].Expense.Purpose != "courier" {
		t.Errorf("the other is %+v", got)
	}
	if _, _, code := vigie(t, "--state", dir, "incidents", "ack", "--undo"); code != 0 {
		t.Errorf("taking it back ends with %d", code)
	}
}

// What is changed at the provider while an incident is open is part of its story.
func TestAnActionIsWrittenIntoItsIncident(t *testing.T) {
	dir := t.TempDir()
	d, err := newStage("strasbourg-2021", 600, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer d.end()
	d.play.To(t.Context(), d.start.Add(time.Hour))
	planned, err := d.planner.plan(t.Context(), estate.Deed{Kind: estate.Reboot, Resource: "ns3100003.ip-192-0-2.example", By: "gil"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	err = planned.Carry(ctx, func(step string) {
		if strings.HasPrefix(step, "✓") { // it is sent; its end is not waited for
			cancel()
		}
	})
	if err == nil {
		t.Error("its end was seen")
	}
	d.play.To(t.Context(), d.play.Now().Add(time.Minute))
	i := d.play.Snapshot().Incidents[0]
	n := slices.IndexFunc(i.Entries, func(e estate.Entry) bool { return e.Kind == string(incident.Action) })
	if n < 0 || i.Entries[n].By != "gil" || !strings.Contains(i.Entries[n].Text, "ns3100003") || i.Entries[n].Time.Year() != 2021 {
		t.Errorf("the incident tells %+v", i.Entries)
	}
}
