package feed

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"vigie/internal/account"
)

// label is what a person read of a notice; see scope/testdata/README.md.
type label struct {
	ID          string          `json:"id"`
	Sites       []string        `json:"sites"`
	Datacenters []string        `json:"datacenters"`
	Regions     []string        `json:"regions"`
	Racks       []string        `json:"racks"`
	Rooms       []string        `json:"rooms"`
	Clusters    []string        `json:"clusters"`
	Filers      []string        `json:"filers"`
	Hosts       []string        `json:"hosts"`
	Product     account.Product `json:"product"`
	Planned     bool            `json:"planned"`
	Started     time.Time       `json:"started"`
	Ended       time.Time       `json:"ended"`
	Parent      string          `json:"parent"`
}

// fields are the fields that are compared, in the order of the table.
var fields = []string{
	"racks", "datacenters", "clusters", "filers",
	"sites", "regions", "rooms", "hosts", "product", "planned", "started", "ended", "parent",
}

// demanded are the fields that must be found and right.
var demanded = fields[:4]

// least are the shares of what people read that must be found, and of what is found that must be right.
const leastFound, leastRight = 0.97, 0.99

// values are what a label says, by field.
func (l label) values() map[string][]string {
	one := func(s string) []string {
		if s == "" {
			return nil
		}
		return []string{s}
	}
	at := func(t time.Time) []string {
		if t.IsZero() {
			return nil
		}
		return []string{t.UTC().Format(time.RFC3339)}
	}
	planned := ""
	if l.Planned {
		planned = "planned"
	}
	return map[string][]string{
		"sites": l.Sites, "datacenters": l.Datacenters, "regions": l.Regions, "racks": l.Racks, "rooms": l.Rooms,
		"clusters": l.Clusters, "filers": l.Filers, "hosts": l.Hosts, "product": one(string(l.Product)),
		"planned": one(planned), "started": at(l.Started), "ended": at(l.Ended), "parent": one(l.Parent),
	}
}

// labelled are the labels of a set; nil where there is no such set.
func labelled(t *testing.T, set string) []label {
	t.Helper()
	f, err := os.Open(filepath.Join("scope", "testdata", "labels-"+set+".jsonl"))
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }() // it was only read
	var list []label
	for in := json.NewDecoder(f); in.More(); {
		var l label
		if err := in.Decode(&l); err != nil {
			t.Fatalf("label %d of the %s set: %v", len(list)+1, set, err)
		}
		list = append(list, l)
	}
	return list
}

// posted are the real notices of some labels as vigie reads them, by their codes.
func posted(t *testing.T, labels []label) map[string]label {
	t.Helper()
	z, err := gzip.NewReader(recorded(t, "incidents-2021-12_2026-08.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	wanted := make(map[string]bool)
	for _, l := range labels {
		wanted[l.ID] = true
	}
	all := make(map[string]label)
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var x struct {
			Page, Code, Name, Month, Impact, Message, Timestamp string
			Year                                                int
		}
		if err := json.Unmarshal(lines.Bytes(), &x); err != nil {
			t.Fatal(err)
		}
		if !wanted[x.Code] {
			continue
		}
		p, err := New("https://"+x.Page+".status-ovhcloud.com", nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		month, err := time.Parse("January 2006", fmt.Sprintf("%s %d", x.Month, x.Year))
		if err != nil {
			t.Fatal(err)
		}
		from, _ := span(x.Timestamp, month)
		n := p.notice(incident{
			ID: x.Code, Name: x.Name, Status: "resolved", Impact: x.Impact, Created: from,
			Updates: []update{{Status: "resolved", Body: x.Message, Created: from}},
		}, x.Impact == "maintenance")
		s := n.Scope
		all[x.Code] = label{
			x.Code, s.Sites, s.Datacenters, s.Regions, s.Racks, s.Rooms, s.Clusters, s.Filers, s.Hosts,
			s.Product, n.Planned, n.Started, n.Ended, n.Parent,
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// score counts the values of a field.
type score struct{ labelled, found, right int }

func (s score) recall() float64    { return share(s.right, s.labelled) }
func (s score) precision() float64 { return share(s.right, s.found) }

func share(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

// What notices concern is read as a person reads it. Of the unseen set nothing but counts is shown, so that nobody mends
// the reading for it.
func TestNoticesAreReadAsPeopleReadThem(t *testing.T) {
	for _, set := range []string{"seen", "unseen"} {
		t.Run(set, func(t *testing.T) {
			labels := labelled(t, set)
			if labels == nil {
				t.Skipf("there are no labels-%s.jsonl yet", set)
			}
			read := posted(t, labels)
			scores := make(map[string]score)
			for _, want := range labels {
				got, ok := read[want.ID]
				if !ok {
					t.Fatalf("%s is labelled, but is no notice of the record", want.ID)
				}
				for _, wrong := range compare(scores, want.values(), got.values()) {
					if set == "seen" {
						t.Logf("%s: %s", want.ID, wrong)
					}
				}
			}
			t.Logf("%d notices of the %s set:\n%s", len(labels), set, table(scores))
			for _, f := range demanded {
				if s := scores[f]; s.recall() < leastFound || s.precision() < leastRight {
					t.Errorf("%s: %.1f %% are found and %.1f %% of those are right; want %.0f %% and %.0f %%",
						f, 100*s.recall(), 100*s.precision(), 100*leastFound, 100*leastRight)
				}
			}
		})
	}
}

// compare counts the values of one notice, and tells the fields in which they differ.
func compare(scores map[string]score, want, got map[string][]string) (wrong []string) {
	for _, f := range fields {
		s := scores[f]
		s.labelled += len(want[f])
		s.found += len(got[f])
		same := 0
		for _, x := range got[f] {
			if slices.Contains(want[f], x) {
				same++
			}
		}
		s.right += same
		scores[f] = s
		if same != len(want[f]) || same != len(got[f]) {
			wrong = append(wrong, fmt.Sprintf("%s: want %s, got %s", f, strings.Join(want[f], " "), strings.Join(got[f], " ")))
		}
	}
	return wrong
}

// table shows the scores, a field a line.
func table(scores map[string]score) string {
	var b bytes.Buffer
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "field\tlabelled\tfound\tright\tprecision\trecall")
	for _, f := range fields {
		s := scores[f]
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%.1f %%\t%.1f %%\n", f, s.labelled, s.found, s.right, 100*s.precision(), 100*s.recall())
	}
	_ = w.Flush() // into memory
	return b.String()
}

// belongs is the set that a notice belongs to.
func belongs(id string) string {
	if sha256.Sum256([]byte(id))[0]%2 == 0 {
		return "seen"
	}
	return "unseen"
}

// A label is for one set alone, and a list of it holds nothing twice: otherwise the counts would lie.
func TestLabelsAreSound(t *testing.T) {
	for _, set := range []string{"seen", "unseen"} {
		known := make(map[string]bool)
		for _, l := range labelled(t, set) {
			if known[l.ID] {
				t.Errorf("%s is labelled twice", l.ID)
			}
			known[l.ID] = true
			if belongs(l.ID) != set {
				t.Errorf("%s belongs to the %s set", l.ID, belongs(l.ID))
			}
			for f, list := range l.values() {
				if sorted := slices.Sorted(slices.Values(list)); len(slices.Compact(sorted)) != len(list) {
					t.Errorf("%s: %s hold one twice", l.ID, f)
				}
			}
		}
	}
}
