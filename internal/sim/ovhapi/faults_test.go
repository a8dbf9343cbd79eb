package ovhapi

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/account"
	"vigie/providers/ovh"
)

// What a person reads when the simulated API goes wrong, with the real client. Each fault begins after the account was
// read once, so that what was read well before is left.
func TestWhatAPersonReadsOfEachFault(t *testing.T) {
	const one = "GET /dedicated/server/ns1.example: names, "
	for name, c := range map[string]struct {
		fault       string
		row, source string // beside the server ns1.example, and of the account
	}{
		"a server error":      {fault: "GET /dedicated/server: status=500", source: "OVHcloud's API is in trouble", row: "in trouble"},
		"too many calls":      {fault: "GET /dedicated/server: status=429, retry-after=2s", source: "overloaded or asks for fewer calls", row: "fewer calls"},
		"a page":              {fault: "GET /dedicated/server: html", source: "something that cannot be read", row: "cannot be read"},
		"a page of a gateway": {fault: "GET /dedicated/server: html, status=502", source: "in trouble (502", row: "in trouble"},
		"half an answer":      {fault: "GET /dedicated/server: truncated", source: "something that cannot be read", row: "cannot be read"},
		"a cut connection":    {fault: "GET /dedicated/server: cut", source: "cannot be reached", row: "cannot be reached"},
		"no answer in time":   {fault: "GET /dedicated/server: delay=5m", source: "does not answer in time", row: "in time"},
		"an expired key":      {fault: "GET /*: expired", source: "OVHcloud refuses the key"},
		"another clock":       {fault: "GET /*: skew=10m", source: ""}, // the client asks for the time anew
		"a clock that lies":   {fault: "GET /auth/*: skew=10m", source: "and this machine's clock", row: "this machine's clock"},
		"one that is gone":    {fault: one + "status=404", row: "does not know this"},
		"one that expired":    {fault: one + "status=460", row: "this service has expired"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				fault, err := ParseFault(c.fault + ", from=1h")
				if err != nil {
					t.Fatal(err)
				}
				w, _ := wholeWorld(t, 0)
				began := time.Now()
				now := func() time.Time { return w.Scenario().Start.Add(45*time.Minute + time.Since(began)) }
				options := []Option{Faults(fault)}
				if strings.HasPrefix(c.fault, one) { // things are asked one by one where lists hold names
					options = append(options, Faults(Fault{Method: "GET", Path: "/dedicated/server", Names: true}))
				}
				api := client(t, w, now, NewKeys(), options...)
				before, err := api.Inventory(t.Context(), nil)
				if err != nil {
					t.Fatal(err)
				}
				time.Sleep(70 * time.Minute)
				rows, err := api.Inventory(t.Context(), nil)
				if said := saidBy(err); c.source == "" && err != nil || !strings.Contains(said, c.source) {
					t.Errorf("of the account: %q, want %q", said, c.source)
				}
				if len(rows) != len(before) {
					t.Errorf("%d rows are left of %d", len(rows), len(before))
				}
				if said := problemOf(rows, "ns1.example"); !strings.Contains(said, c.row) || c.row == "" && said != "" {
					t.Errorf("of the server: %q, want %q", said, c.row)
				}
			})
		})
	}
}

func saidBy(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func problemOf(rows []account.Resource, id string) string {
	for _, r := range rows {
		if r.ID == id {
			return r.Problem
		}
	}
	return "there is no such row"
}

func TestAKeyTellsWhenItExpires(t *testing.T) {
	w, now := wholeWorld(t, 0)
	id, err := client(t, w, now, NewKeys(), Faults(Fault{Method: "*", Path: "/*", Expired: true, From: time.Hour})).Identity(t.Context())
	if err != nil || !id.Expires.Equal(w.Scenario().Start.Add(time.Hour)) {
		t.Errorf("Identity = %+v, %v", id, err)
	}
}

func TestAnExpiredThingIsMarkedInTheListThatNamesIt(t *testing.T) {
	w, now := wholeWorld(t, 0)
	rows, err := client(t, w, now, NewKeys(), Faults(Fault{Method: "GET", Path: "/dedicated/server/ns1.example", Status: expired})).Inventory(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if (r.ID == "ns1.example") != (r.State == "EXPIRED") {
			t.Errorf("%s is %s", r.ID, r.State)
		}
	}
}

func TestFaultsAreRead(t *testing.T) {
	got, err := ParseFault("GET /vps/*: status=429, retry-after=5s, delay=80ms")
	want := Fault{Method: "GET", Path: "/vps/*", Status: 429, RetryAfter: 5 * time.Second, Delay: 80 * time.Millisecond}
	if err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	for text, want := range map[string]string{
		"": "is no fault", "GET /vps": "is no fault", "GET vps: html": "is no fault", "GTE /vps: html": `"GTE" is no method`,
		"GET /vps: statsu=500": `did you mean "status"?`, "GET /vps: status=200": "from 400 to 599", "GET /vps: delay=-1s": "a time such as 5s",
		"GET /vps: html=1": "has no value", "GET /vps: ,": "nothing goes wrong",
	} {
		if _, err := ParseFault(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestAKeyWithFewRightsReadsWhatItMay(t *testing.T) {
	w, now := wholeWorld(t, 0)
	keys := NewKeys()
	var err error
	if keys.Rules, err = Rights("GET /me, GET /vps*"); err != nil {
		t.Fatal(err)
	}
	c, err := ovh.New(ovh.Options{
		Endpoint: "https://" + Host + "/1.0", AccessToken: keys.AccessToken, HTTP: Connect(w, keys, now), Now: now,
	})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := c.Inventory(t.Context(), nil)
	if err != nil || problemOf(rows, "vps1.example") != "" || problemOf(rows, "ns1.example") != "there is no such row" {
		t.Errorf("%v, %v", rows, err)
	}
	if gaps := c.Gaps(); !slices.Contains(gaps, "the dedicated servers") || slices.Contains(gaps, "the VPS") {
		t.Errorf("gaps = %q", gaps)
	}
	for _, wrong := range []string{"", "write", "GET vps", "GTE /vps"} {
		if _, err := Rights(wrong); err == nil {
			t.Errorf("%q is taken for rights", wrong)
		}
	}
}

func FuzzFaults(f *testing.F) {
	f.Add("GET /vps/*: status=429, retry-after=5s")
	f.Add("* /*: skew=-10m, expired, from=1h")
	f.Fuzz(func(t *testing.T, text string) {
		fault, err := ParseFault(text)
		if err == nil && (fault.Delay < 0 || fault.From < 0 || fault.Status != 0 && (fault.Status < 400 || fault.Status > 599)) {
			t.Errorf("%q is read as %+v", text, fault)
		}
		_ = fault.fits("GET", text)
	})
}
