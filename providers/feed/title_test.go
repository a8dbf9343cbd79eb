package feed

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/places"
)

func TestPlaces(t *testing.T) {
	for title, want := range map[string][]string{
		"[SBG2][Dedicated Servers] - Major incident":                         {"sbg2"},
		"[RBX8][Dedicated Servers] - Racks R832B16/R832B17":                  {"rbx8"},
		"[Scheduled] [RBX8][Cooling System] - Rack R807L24 maintenance":      {"rbx8"},
		"[GRA1/3/7/9][Compute - Instance] - Instances incident notification": {"gra1", "gra3", "gra7", "gra9"},
		"[RBX/GRA/SBG][Web Hosting] - Storage":                               {"rbx", "gra", "sbg"},
		"[GRA][Web Hosting] - Cluster126 Filerz201 incident notification":    {"gra"},
		"[SBG1A][Hosted Private Cloud] - Equipement update":                  {"sbg1"},
		"[YYZ01][Infrastructure] - Rack YYZ0101A02A maintenance":             {"yyz1"},
		"[Bhs8][INFRASTRUCTURE] - 303-E":                                     {"bhs8"},
		"[EU-WEST-PAR][Network] - maintenance":                               {"par"},
		"[UK1][Public Cloud] - Internal databases update":                    {"eri"},
		"[Scheduled] [IEB][Cooling System] - IEB0101A01B":                    {"ieb1"},
		"[MR9/IEB/CCH][Dedicated Servers] - Multiple racks":                  {"mr901", "ieb1", "cch1"},
		"[CCH01][Dedicated Servers] - Rack":                                  {"cch1"},
		"[UK1/WAW1/OR1/VA1][Managed Kubernetes Service] - Update":            {"eri", "waw1", "hil", "vin"},
		"[US-WEST-OR-1][Workflow Management] - Mistral":                      {"hil"},
		"[GRA or SBG][Network] - maintenance":                                {"gra", "sbg"},
		"[All DC EU][Network] - IPMI network":                                nil,
		"[P19][MX Plan] - filerz2198":                                        {"p19"},
		"VPS - GRA2 - host598581":                                            {"gra2"},
		"[EU/CA][API] - Degraded":                                            nil,
		"[GLOBAL][Dedicated Servers] - OS":                                   nil,
		"[VPS][SBG3] - Host":                                                 {"sbg3"},
		"Something about [GRA1] in the middle":                               nil,
		"[GRA1":                                                              {"gra1"},
		"":                                                                   nil,
	} {
		if diff := cmp.Diff(want, Places(title)); diff != "" {
			t.Errorf("Places(%q) (-want +got):\n%s", title, diff)
		}
	}
}

func FuzzPlaces(f *testing.F) {
	f.Add("[GRA1/3][x]")
	f.Add("[[[]]]/0/\x1b[31m")
	f.Fuzz(func(t *testing.T, title string) {
		for _, p := range Places(title) {
			if normal := building.MatchString(p); !normal {
				_, known := campus(p)
				if own, built := places.Building(p); !known && (!built || own != p) {
					t.Errorf("Places(%q) names %q, which is neither a building nor a campus", title, p)
				}
			}
		}
	})
}

// recorded opens a file of real status pages, which lie beside the checkout and are not part of it.
func recorded(t *testing.T, name string) *os.File {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "ovh", "status", name))
	if err != nil {
		t.Skipf("the real status pages are not beside this checkout: %v", err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

// Of what was really posted since 2025, most titles name a place and most texts declare when it began.
func TestRealIncidents(t *testing.T) {
	z, err := gzip.NewReader(recorded(t, "incidents-2021-12_2026-08.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	var bare, placed, started int
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var i struct {
			Page, Name, Impact, Message string
			Year                        int
		}
		if err := json.Unmarshal(lines.Bytes(), &i); err != nil {
			t.Fatal(err)
		}
		if i.Page != "bare-metal-servers" || i.Year < 2025 || i.Impact == "maintenance" {
			continue
		}
		bare++
		if len(Places(i.Name)) > 0 {
			placed++
		}
		if _, ok := declared(startLine, plain(i.Message)); ok {
			started++
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if bare < 500 || placed*100 < bare*97 || started*100 < bare*80 {
		t.Errorf("of %d incidents %d name a place and %d declare their beginning; want 97 %% and 80 %%", bare, placed, started)
	}
}
