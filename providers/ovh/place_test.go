package ovh

import "testing"

func TestPlaces(t *testing.T) {
	for in, want := range map[string]string{
		"Region OpenStack: os-gra1": "gra1", "Region OpenStack: os-uk2": "eri", "Region OpenStack: os-de2": "lim", "os-SBG03": "sbg3",
		"Region OpenStack:": "", "somewhere else": "", "zone 7": "", "": "",
	} {
		if got := zoneDatacenter(in); got != want {
			t.Errorf("zoneDatacenter(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"cluster126": "cluster126", "cluster024": "cluster24", "126": "cluster126", "Cluster 031-a7": "cluster31", "none": "", "": "", "000": "",
	} {
		if got := numbered("cluster", in); got != want {
			t.Errorf("numbered(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzPlaces(f *testing.F) {
	f.Add("Region OpenStack: os-gra1")
	f.Add("cluster024")
	f.Fuzz(func(t *testing.T, s string) {
		if c := numbered("cluster", s); c != "" && numbered("cluster", c) != c {
			t.Errorf("numbered(%q) = %q changes when repeated", s, c)
		}
		zoneDatacenter(s)
	})
}
