package ovhapi

import (
	"maps"
	"slices"
	"testing"
	"time"

	"vigie/internal/account"
)

func TestTheRealClientReadsEveryKind(t *testing.T) {
	for name, options := range map[string][]Option{
		"lists of whole things": nil, "lists of names": {WithNames()},
	} {
		t.Run(name, func(t *testing.T) {
			w, now := wholeWorld(t, 45*time.Minute)
			c := client(t, w, now, NewKeys(), options...)
			rows, err := c.Inventory(t.Context(), nil)
			if err != nil || len(c.Gaps()) != 0 {
				t.Fatalf("Inventory: %v, gaps %v", err, c.Gaps())
			}
			byKind := make(map[account.Kind]account.Resource)
			for _, r := range rows {
				if r.Problem != "" || r.Read.IsZero() {
					t.Errorf("%s %s: %q", r.Kind, r.ID, r.Problem)
				}
				if _, known := byKind[r.Kind]; !known {
					byKind[r.Kind] = r
				}
			}
			for _, k := range account.Kinds() {
				if _, known := byKind[k]; !known {
					t.Errorf("no %s was read", k)
				}
			}
			if s := byKind[account.DedicatedServer]; len(s.Interventions) != 2 || len(s.Backups) != 1 || s.Backups[0].Place.Datacenter != "rbx" {
				t.Errorf("server = %+v", s)
			}
			if s := byKind[account.DedicatedServer]; !slices.Contains(s.Addresses, "192.0.2.40") || s.Renews.IsZero() {
				t.Errorf("server = %+v", s)
			}
			if v := byKind[account.Volume]; v.RoutedTo != "web1" || len(v.Backups) != 1 {
				t.Errorf("volume = %+v", v)
			}
			kept, monday := make(map[string]time.Time), time.Date(2021, 3, 8, 2, 0, 0, 0, time.UTC)
			for _, b := range byKind[account.VPS].Backups {
				kept[b.Kind+" "+b.Place.Datacenter+b.Place.Region] = b.Newest.UTC()
			}
			if want := map[string]time.Time{
				"snapshot sbg3": monday, "automatic backup ": monday.AddDate(0, 0, 1).Add(-30 * time.Minute), "backup storage rbx": {},
			}; !maps.Equal(kept, want) {
				t.Errorf("the VPS is kept as %v, want %v", kept, want)
			}
		})
	}
}

func TestTheRealClientReadsThePlacesAndTheMails(t *testing.T) {
	w, now := wholeWorld(t, 45*time.Minute)
	c := client(t, w, now, NewKeys())
	campuses, err := c.Campuses(t.Context())
	if err != nil || len(campuses) < 4 || campuses[0].City == "" {
		t.Errorf("Campuses = %+v, %v", campuses, err)
	}
	mails, err := c.Mails(t.Context())
	if err != nil || len(mails) != 1 || mails[0].Body != "mended" {
		t.Errorf("Mails = %+v, %v", mails, err)
	}
	for block, want := range map[string]int{"192.0.2.44/32": 2, "192.0.2.40/32": 0} { // the latter cannot leave its campus
		to, err := c.Destinations(t.Context(), block)
		if err != nil || len(to) != want || want > 0 && to[0].Service != "ns2.example" {
			t.Errorf("Destinations of %s = %+v, %v", block, to, err)
		}
	}
}

func TestAnExpiredThingIsMarkedInTheListThatNamesIt(t *testing.T) {
	for name, options := range map[string][]Option{"whole": nil, "names": {WithNames()}} {
		w, now := wholeWorld(t, 0)
		gone := WithFaults(Fault{Rule: Rule{"GET", "/dedicated/server/ns1.example"}, Status: statusExpired})
		rows, err := client(t, w, now, NewKeys(), append(options, gone)...).Inventory(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if (r.ID == "ns1.example") != (r.State == "EXPIRED") {
				t.Errorf("%s: %s is %s", name, r.ID, r.State)
			}
		}
	}
}
