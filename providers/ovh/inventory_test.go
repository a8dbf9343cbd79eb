package ovh

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

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
	rows, err := f.client().Inventory(quickly(t), nil)
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

// What cannot be read stays as it was, with the reason and the age; what two lists running do not name goes.
func TestInventoryKeepsWhatItKnew(t *testing.T) {
	f := newFake(t)
	f.account()
	c := f.client()
	first, err := c.Inventory(quickly(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	f.on("/dedicated/server/ns1", refuse(460, `{"message":"This service is expired"}`))
	f.on("/vps", refuse(500, `{"message":"Internal server error"}`))
	f.json("/hosting/web", `["new.example"]`)
	f.pass(time.Hour)
	if rows, _ := c.Inventory(quickly(t), nil); !strings.Contains(byID(rows)["shop.example"].Problem, "does not name it any more") {
		t.Errorf("a hosting that one list left out = %+v, want it kept", byID(rows)["shop.example"])
	}
	f.pass(time.Minute)
	rows, err := c.Inventory(quickly(t), nil)
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

// What has expired is named by its list for long after: it is not asked for every minute, and before all else.
func TestAnExpiredServiceIsSeldomAskedFor(t *testing.T) {
	f := newFake(t)
	f.account()
	f.on("/dedicated/server/ns1", refuse(460, `{"message":"This service is expired"}`))
	c := f.client()
	for range 30 {
		rows, err := c.Inventory(quickly(t), nil)
		if s := byID(rows)["ns1"]; err != nil || s.State != "EXPIRED" || !strings.Contains(s.Problem, "has expired") {
			t.Fatalf("server = %+v, %v", s, err)
		}
		f.pass(time.Minute)
	}
	if n := f.called("/dedicated/server/ns1"); n != 2 {
		t.Errorf("it was asked for %d times in half an hour, want 2", n)
	}
}

// What the key has no right to is a gap that is said once, and no fault of the row, nor of the source.
func TestInventoryWithAPartThatTheKeyMayNotRead(t *testing.T) {
	f := newFake(t)
	f.account()
	c := f.client()
	f.on("/dedicated/server/ns1/ips", refuse(403, `{"errorCode":"NOT_GRANTED_CALL","message":"This call has not been granted"}`))
	rows, err := c.Inventory(quickly(t), nil)
	if s := byID(rows)["ns1"]; err != nil || s.Problem != "" || !slices.Equal(s.Addresses, []string{"192.0.2.1"}) || len(s.Tasks) != 1 {
		t.Errorf("server = %+v, %v", s, err)
	}
	if gaps := c.Gaps(); !slices.Equal(gaps, []string{"the IP blocks", "the addresses of dedicated servers"}) {
		t.Errorf("gaps = %q", gaps)
	}
	f.called("/dedicated/server/ns1/ips")
	f.pass(2 * time.Minute)
	if _, err := c.Inventory(quickly(t), nil); err != nil || f.called("/dedicated/server/ns1/ips") != 0 {
		t.Errorf("%v; what was refused two minutes ago was asked again", err)
	}
}

// A part that cannot be read leaves the rest of the row fresh.
func TestInventoryWithAPartMissing(t *testing.T) {
	f := newFake(t)
	f.account()
	f.on("/dedicated/server/ns1/ips", refuse(500, `{"message":"Internal server error"}`))
	rows, err := f.client().Inventory(quickly(t), nil)
	if s := byID(rows)["ns1"]; err != nil || !strings.HasPrefix(s.Problem, "its addresses: OVHcloud's API is in trouble") ||
		!slices.Equal(s.Addresses, []string{"192.0.2.1"}) || len(s.Tasks) != 1 {
		t.Errorf("server = %+v, %v", s, err)
	}
}

func TestInventoryOfADeadAPI(t *testing.T) {
	f := newFake(t)
	f.on("/auth/time", refuse(503, `<html>Service Unavailable</html>`))
	c := f.client()
	rows, err := c.Inventory(quickly(t), nil)
	if rows != nil || err == nil || strings.Count(err.Error(), "in trouble") != 1 {
		t.Errorf("rows = %v, error = %v; want no rows and the reason once", rows, err)
	}
}
