package places_test

import (
	"testing"

	"vigie/internal/places"
)

func TestTheCampusOfEverySpelling(t *testing.T) {
	for name, want := range map[string]string{
		"gra04": "gra", "GRA4": "gra", "gra11": "gra", "os-gra1": "gra", "eu-west-gra": "gra", "eu-west-gra-a": "gra",
		"SBG": "sbg", "sbg2": "sbg", "rbx-hz": "rbx", "RBX-A": "rbx", "rbx": "rbx",
		"uk1": "eri", "os-uk2": "eri", "DE1": "lim", "eri2": "eri", "cch01": "par", "mr901": "par", "EU-WEST-PAR-C": "par",
		"itmil01": "mil", "EU-SOUTH-MIL-A": "mil", "ca-east-tor": "yyz", "YYZ01": "yyz", "US-EAST-VA-1": "vin",
		"us-west-or": "hil", "AP-SOUTH-MUM-1": "ynm", "sgp02": "sgp", "p19": "p19", "hdf01": "hdf",
		"": "", "moon1": "", "vps": "", "eu-west-lz-mrs": "",
	} {
		c, ok := places.Table{}.Campus(name)
		if c.Code != want || ok != (want != "") {
			t.Errorf("%q is at %q, %v, want %q", name, c.Code, ok, want)
		}
	}
}

func TestNormalSpellings(t *testing.T) {
	for in, want := range map[string]string{
		"GRA04": "gra4", " sbg2 ": "sbg2", "os-gra1": "gra1", "EU-WEST-PAR": "eu-west-par", "mr901": "mr901", "rbx": "rbx", "100": "100", "": "",
	} {
		if got := places.Normal(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestWhatTheAPIToldGoesFirst(t *testing.T) {
	table := places.New([]places.Campus{{Code: "gra", Datacenters: []string{"gra1", "gra99", "new1"}}, {Code: "xyz", City: "Xyz", Datacenters: []string{"xyz1"}}})
	if c, _ := table.Campus("new1"); c.Code != "gra" || c.City != "Gravelines" {
		t.Errorf("new1 is at %+v, want Gravelines", c)
	}
	if c, ok := table.Campus("xyz1"); !ok || c.City != "Xyz" {
		t.Errorf("xyz1 is at %+v", c)
	}
	if !table.SameCampus("gra2", "new1") || table.SameCampus("gra1", "sbg1") || table.SameCampus("moon", "moon") {
		t.Error("campuses are not told apart")
	}
}

func TestABuildingIsKnownByItsBeginningWhereThereIsNoOther(t *testing.T) {
	for name, want := range map[string]string{
		"IEB": "ieb1", "mr9": "mr901", "MR901": "mr901", "cch01": "cch1", "rbx9": "rbx9", "hdf": "", "waw": "", "gra": "", "rbx1": "", "v": "", "": "", "moon": "",
	} {
		if got, known := places.Building(name); got != want || known != (want != "") {
			t.Errorf("%q is %q, %v, want %q", name, got, known, want)
		}
	}
	for name, want := range map[string]string{"sbg": "sbg", "uk": "eri", "cch": "par", "mum": "ynm", "sbg2": "", "vps": ""} {
		if got, _ := places.Named(name); got.Code != want {
			t.Errorf("%q names %q, want %q", name, got.Code, want)
		}
	}
}
