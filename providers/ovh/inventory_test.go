package ovh

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"vigie/internal/account"
)

func byID(rows []account.Resource) map[string]account.Resource {
	m := make(map[string]account.Resource)
	for _, r := range rows {
		m[r.ID] = r
	}
	return m
}

func TestInventory(t *testing.T) {
	f := newFake(t)
	f.account()
	rows, err := f.client().Inventory(quickly(t))
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	m := byID(rows)
	s := m["ns1"]
	want := account.Place{Provider: "ovh", Region: "eu-west-gra", Datacenter: "gra4", Rack: "G401A01"}
	if s.Place != want || s.Name != "Shop server" || s.State != "ok" || s.Problem != "" || s.Read.IsZero() || s.Renews.Year() != 2021 {
		t.Errorf("server = %+v", s)
	}
	if !slices.Equal(s.Addresses, []string{"192.0.2.1", "2001:db8::"}) || len(s.Tasks) != 1 || s.Tasks[0].Function != "hardReboot" {
		t.Errorf("server = %+v", s)
	}
	if v := m["vps1"]; v.Place.String() != "ovh/sbg3" || v.Name != "vps1" || !slices.Equal(v.Addresses, []string{"192.0.2.20"}) {
		t.Errorf("vps = %+v", v)
	}
	h := m["shop.example"]
	if h.Place.String() != "ovh/gra2/cluster24" || !slices.Equal(h.Domains, []string{"shop.example", "www.shop.example"}) ||
		!slices.Equal(h.Addresses, []string{"198.51.100.5", "198.51.100.6"}) {
		t.Errorf("hosting = %+v", h)
	}
}

// What cannot be read stays as it was, with the reason and the age; what is gone goes.
func TestInventoryKeepsWhatItKnew(t *testing.T) {
	f := newFake(t)
	f.account()
	c := f.client()
	first, err := c.Inventory(quickly(t))
	if err != nil {
		t.Fatal(err)
	}
	f.on("/dedicated/server/ns1", refuse(460, `{"message":"This service is expired"}`))
	f.on("/vps", refuse(500, `{"message":"Internal server error"}`))
	f.json("/hosting/web", `["new.example"]`)
	rows, err := c.Inventory(quickly(t))
	var partial *PartialError
	if !errors.As(err, &partial) || !strings.Contains(err.Error(), "the VPS could not be listed") {
		t.Errorf("error = %v", err)
	}
	m, before := byID(rows), byID(first)
	for id, reason := range map[string]string{"ns1": "has expired", "vps1": "in trouble"} {
		r := m[id]
		if !strings.Contains(r.Problem, reason) || r.Place != before[id].Place || !r.Read.Equal(before[id].Read) {
			t.Errorf("%s = %+v, want the last reading and %q", id, r, reason)
		}
	}
	if _, still := m["shop.example"]; still || len(rows) != 3 {
		t.Errorf("rows = %+v, want the hosting that ended gone", rows)
	}
	if n := m["new.example"]; n.Problem == "" || !n.Read.IsZero() {
		t.Errorf("a row that was never read = %+v", n)
	}
}

// A part that cannot be read leaves the rest of the row fresh.
func TestInventoryWithAPartMissing(t *testing.T) {
	f := newFake(t)
	f.account()
	c := f.client()
	f.on("/dedicated/server/ns1/ips", refuse(403, `{"errorCode":"NOT_GRANTED_CALL","message":"This call has not been granted"}`))
	rows, err := c.Inventory(quickly(t))
	if s := byID(rows)["ns1"]; err != nil || !strings.HasPrefix(s.Problem, "its addresses: the key may not read this") ||
		!slices.Equal(s.Addresses, []string{"192.0.2.1"}) || len(s.Tasks) != 1 {
		t.Errorf("server = %+v, %v", s, err)
	}
}

func TestInventoryOfADeadAPI(t *testing.T) {
	f := newFake(t)
	f.on("/auth/time", refuse(503, `<html>Service Unavailable</html>`))
	c := f.client()
	rows, err := c.Inventory(quickly(t))
	if rows != nil || err == nil || strings.Count(err.Error(), "in trouble") != 1 {
		t.Errorf("rows = %v, error = %v; want no rows and the reason once", rows, err)
	}
}

func TestPlaces(t *testing.T) {
	for in, want := range map[string]string{
		"gra04": "gra4", "GRA2": "gra2", "sgp02": "sgp2", "rbx-hz": "rbx-hz", "rbx": "rbx", "yyz01": "yyz1", "lil1-int1": "lil1-int1",
		"p19": "p19", " bhs8 ": "bhs8", "": "", "7": "7", "mr901": "mr901", "gra00": "gra00",
	} {
		if got := normalDatacenter(in); got != want {
			t.Errorf("normalDatacenter(%q) = %q, want %q", in, got, want)
		}
	}
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
		if got := normalCluster(in); got != want {
			t.Errorf("normalCluster(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzPlaces(f *testing.F) {
	f.Add("Region OpenStack: os-gra1")
	f.Add("cluster024")
	f.Fuzz(func(t *testing.T, s string) {
		if once := normalDatacenter(s); normalDatacenter(once) != once {
			t.Errorf("normalDatacenter(%q) changes when repeated", s)
		}
		if c := normalCluster(s); c != "" && normalCluster(c) != c {
			t.Errorf("normalCluster(%q) = %q changes when repeated", s, c)
		}
		zoneDatacenter(s)
	})
}
