package feed

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
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
		"VPS - GRA2 - host598581":                                            {"gra2"},
		"[EU/CA][API] - Degraded":                                            nil,
		"[GLOBAL][Dedicated Servers] - OS":                                   nil,
		"[VPS][SBG3] - Host":                                                 {"sbg3"},
		"Something about [GRA1] in the middle":                               nil,
		"[GRA1":                                                              {"gra1"},
		"PCI - GRA5 GRA7 GRA9 - rack G265A05":                                {"gra5", "gra7", "gra9"},
		"[Scheduled] PCI - GRA1 GRA3 - 11 hosts":                             {"gra1", "gra3"},
		"[SGP1|BHS5|OR1|VA1][Containers & Orchestration] - Update":           {"sgp1", "bhs5", "hil", "vin"},
		"[RBX1-3-8][Infrastructure] - Electrical check":                      {"rbx1", "rbx3", "rbx8"},
		"[LIM1C/RBX2A-B-D/BHS-CHI][Hosted Private Cloud] - Maintenance":      {"lim1", "rbx2", "bhs"},
		"[LIM/SYD/WEST-1][Network] - Backbone":                               {"lim", "syd"},
		"[MR9/IEB/CCH01][Dedicated Servers] - Multiple racks":                {"mr901", "ieb1", "cch1"},
		"[P19/France][VOIP] - SBC":                                           {"p19"},
		"[SIN1/FRA1/TH2/WAW1][Network] - Backbone":                           {"waw1"},
		"[XYZ2][Dedicated Servers] - A building that is new":                 {"xyz2"},
		"[EU-SOUTH-LZ-MIL/US-EAST-VA-1/RBX-A][Storage] - Block storage":      {"vin", "rbx"},
		"[API or Manager][Storage] - Or not":                                 nil,
		"":                                                                   nil,
	} {
		if diff := cmp.Diff(want, Places(title)); diff != "" {
			t.Errorf("Places(%q) (-want +got):\n%s", title, diff)
		}
	}
}

// The regions of the Public Cloud keep their names, which the sites and buildings do not tell.
func TestRegions(t *testing.T) {
	_, got := where("[DE1/GRA11/EU-WEST-PAR/RBX-A/EU-WEST-LZ-BRU/OR1/GRA][Public Cloud] - Update", "")
	if diff := cmp.Diff([]string{"de1", "gra11", "eu-west-par", "rbx-a", "eu-west-lz-bru", "or1"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A line of the text that says where counts as the title does.
func TestPlacesOfTheText(t *testing.T) {
	got, _ := where("[RBX][Hosted Private Cloud] - R821L20", "Start time : 10/05/2024 13:50 UTC\nTechnical impact (DC/geographical area) : RBX2C\nRoot cause : GRA1")
	if diff := cmp.Diff([]string{"rbx", "rbx2"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func FuzzPlaces(f *testing.F) {
	f.Add("[GRA1/3][x]")
	f.Add("[[[]]]/0/\x1b[31m")
	f.Fuzz(func(t *testing.T, title string) {
		for _, p := range Places(title) {
			if normal := building.MatchString(p); !normal {
				if _, known := campus(p); !known && p != "p19" {
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
		if start, _ := declared(plain(i.Message)); !start.IsZero() {
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
