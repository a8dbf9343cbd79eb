package ovh

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"vigie/internal/account"
	"vigie/internal/places"
)

// A list is taken as whole things where they can be trusted to be all, and as names everywhere else.
func TestLists(t *testing.T) {
	names := `["a","b"]`
	whole := `[{"name":"a","state":"ok"},{"name":"b","state":"ok"}]`
	for name, c := range map[string]struct {
		paged, total, plain string
		want                []string
		whole               bool
		calls               int // of two readings
	}{
		"names":                      {names, "", names, []string{"a", "b"}, false, 2},
		"whole things":               {whole, "2", "", []string{"a", "b"}, true, 2},
		"whole things, not counted":  {whole, "", "", []string{"a", "b"}, true, 2},
		"nothing":                    {`[]`, "0", "", []string{}, false, 2},
		"one is missing":             {whole, "3", `["a","b","c"]`, []string{"a", "b", "c"}, false, 4},
		"one is empty":               {`[{"name":"a"},null]`, "2", names, []string{"a", "b"}, false, 3},
		"one has no name":            {`[{"name":"a"},{"state":"ok"}]`, "2", names, []string{"a", "b"}, false, 3},
		"numbers":                    {`[7,8]`, "", `[7,8]`, []string{"7", "8"}, false, 2},
		"the headers are not liked":  {"400", "", names, []string{"a", "b"}, false, 3},
		"one has expired, all fails": {"460", "", names, []string{"a", "b"}, false, 3},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			calls := 0
			f.on("/vps", func(w http.ResponseWriter, r *http.Request) {
				calls++
				if r.Header.Get("X-Pagination-Mode") == "" {
					refuse(200, c.plain)(w, r)
					return
				}
				if r.Header.Get("Pragma") != "no-cache" {
					t.Error("a list from a cache will do")
				}
				status := 200
				if len(c.paged) == 3 {
					_, _ = fmt.Sscan(c.paged, &status) // it is a number
				}
				if c.total != "" {
					w.Header().Set("X-Pagination-Elements", c.total)
				}
				if r.Header.Get("X-Pagination-Number") != "1" {
					refuse(200, `[]`)(w, r)
					return
				}
				refuse(status, c.paged)(w, r)
			})
			client := f.client()
			for range 2 {
				list, err := client.entries(quickly(t), "/vps", "name")
				got := []string{}
				for _, e := range list {
					got = append(got, e.id)
					if (e.whole != nil) != c.whole || e.path != "/vps/"+e.id {
						t.Errorf("entry = %+v", e)
					}
				}
				if err != nil || !slices.Equal(got, c.want) {
					t.Errorf("list = %q, %v", got, err)
				}
			}
			if calls != c.calls {
				t.Errorf("%d calls, want %d", calls, c.calls)
			}
		})
	}
}

func TestALongList(t *testing.T) {
	const n = 2500
	f := newFake(t)
	f.on("/vps", func(w http.ResponseWriter, r *http.Request) {
		page := 0
		if _, err := fmt.Sscan(r.Header.Get("X-Pagination-Number"), &page); err != nil {
			t.Error(err)
		}
		var list []string
		for i := (page - 1) * pageSize; i < min(n, page*pageSize); i++ {
			list = append(list, fmt.Sprintf(`{"name":"v%d"}`, i))
		}
		w.Header().Set("X-Pagination-Elements", fmt.Sprint(n))
		refuse(200, "["+strings.Join(list, ",")+"]")(w, r)
	})
	list, err := f.client().entries(quickly(t), "/vps", "name")
	if err != nil || len(list) != n || list[n-1].id != "v2499" || list[n-1].whole == nil || f.called("/vps") != 3 {
		t.Errorf("%d things, %v", len(list), err)
	}
}

// A list that failed with the API does not pass for one of bare names when that is over.
func TestAListThatFailedForAWhile(t *testing.T) {
	f := newFake(t)
	f.on("/vps", refuse(502, `<html>`))
	c := f.client()
	if _, err := c.entries(quickly(t), "/vps", "name"); err == nil {
		t.Error("no error")
	}
	f.json("/vps", `[{"name":"a"}]`)
	if list, err := c.entries(quickly(t), "/vps", "name"); err != nil || len(list) != 1 || list[0].whole == nil {
		t.Errorf("list = %+v, %v", list, err)
	}
}

// The whole account is listed by name before its kinds are, and rows that no kind knows go again.
func TestRowsBeforeTheirKinds(t *testing.T) {
	f := newFake(t)
	f.account()
	hold := make(chan struct{})
	f.on("/vps", func(w http.ResponseWriter, r *http.Request) { <-hold; refuse(200, `["vps1"]`)(w, r) })
	f.on("/v2/iam/resource", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Pagination-Cursor") == "" {
			w.Header().Set("X-Pagination-Cursor-Next", "two")
			refuse(200, `[{"name":"vps1","displayName":"Shop","type":"vps"},{"name":"x","type":"license"}]`)(w, r)
			return
		}
		refuse(200, `[{"name":"gone","displayName":"Gone","type":"vps"}]`)(w, r)
	})
	var first []account.Resource
	rows, err := f.client().Inventory(quickly(t), func(early []account.Resource) {
		if m := byID(early); first == nil && m["vps1"].Kind != "" && m["gone"].Kind != "" {
			first = early
			close(hold)
		}
	})
	if m := byID(first); err != nil || m["vps1"].Name != "Shop" || m["vps1"].State != "" || m["gone"].Kind != account.VPS || !m["vps1"].Read.IsZero() {
		t.Errorf("first = %+v, %v", first, err)
	}
	if m := byID(rows); m["vps1"].State != "running" || m["gone"].Kind != "" {
		t.Errorf("at last = %+v", rows)
	}
}

// What was kept from before is shown until it is read anew, and not beside what another account has.
func TestRemember(t *testing.T) {
	f := newFake(t)
	f.account()
	f.on("/vps", refuse(503, `<html>`))
	c := f.client()
	c.Remember([]account.Resource{
		{Provider: "ovh", Kind: account.VPS, ID: "vps1", Name: "kept", Place: account.Place{Provider: "ovh", Datacenter: "sbg3"}, Problem: "old"},
		{Provider: "ovh", Kind: account.WebHosting, ID: "ended.example"},
		{Provider: "other", Kind: account.VPS, ID: "foreign"},
	})
	rows, err := c.Inventory(quickly(t), nil)
	m := byID(rows)
	if v := m["vps1"]; err == nil || v.Name != "kept" || v.Place.Datacenter != "sbg3" || !strings.Contains(v.Problem, "in trouble") || !v.Read.IsZero() {
		t.Errorf("vps1 = %+v, %v", v, err)
	}
	if m["ended.example"].ID != "" || m["foreign"].ID != "" || m["ns1"].State != "ok" {
		t.Errorf("rows = %+v", rows)
	}
}

func TestMails(t *testing.T) {
	f := newFake(t)
	f.on("/v2/notification/history?sortCreatedAt=DESC", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Pagination-Cursor") != "" {
			t.Error("more was asked for than is wanted")
		}
		w.Header().Set("X-Pagination-Cursor-Next", "two")
		list := []string{
			`{"id":"1","title":"Fire in SBG2","html":"<head><style>p{}</style></head><p>Dear <b>customer</b>,</p>it &amp; all<br>burns","priority":"HIGH","categories":["INCIDENT"],"createdAt":"2021-03-10T04:00:00Z","contacts":[{"to":"a@shop.example","status":"BOUNCED"}]}`,
			`{"title":"no id"}`,
		}
		for i := range mostMails {
			list = append(list, fmt.Sprintf(`{"id":"x%d","title":"t","text":%q}`, i, strings.Repeat("é", longestMail)))
		}
		refuse(200, "["+strings.Join(list, ",")+"]")(w, r)
	})
	c := f.client()
	mails, err := c.Mails(quickly(t))
	if err != nil || len(mails) != mostMails {
		t.Fatalf("%d mails, %v", len(mails), err)
	}
	m := mails[0]
	if m.Title != "Fire in SBG2" || m.Body != "Dear customer,\nit & all\nburns" || m.Priority != "high" || m.Sent[0] != (account.Delivery{To: "a@shop.example", State: "bounced"}) {
		t.Errorf("mail = %+v", m)
	}
	if len(mails[1].Body) > longestMail+3 {
		t.Errorf("a mail of %d bytes was kept", len(mails[1].Body))
	}
	f.on("/v2/notification/history?sortCreatedAt=DESC", refuse(403, `{"errorCode":"NOT_GRANTED_CALL","message":"no"}`))
	if mails, err = c.Mails(quickly(t)); mails != nil || err != nil || !slices.Contains(c.Gaps(), "the mails of OVHcloud") {
		t.Errorf("mails = %v, %v, gaps = %q", mails, err, c.Gaps())
	}
}

func FuzzMail(f *testing.F) {
	f.Add([]byte(`{"id":"1","html":"<p>a<br>b</p>"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if m, ok := mail(raw); ok && (m.ID == "" || len(m.Body) > longestMail+3) {
			t.Errorf("%+v", m)
		}
	})
}

func FuzzFold(f *testing.F) {
	f.Add([]byte(`{"datacenter":"gra04","zone":["a"],"nameServers":[{"nameServer":"a."}],"routedTo":null}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, fam := range families() {
			r := account.Resource{ID: "x"}
			if err := fam.fold(&r, raw); err == nil && r.Place.Datacenter != places.Normal(r.Place.Datacenter) {
				t.Errorf("%s is in %q", fam.many, r.Place.Datacenter)
			}
		}
		objectID(raw, "name")
		plainID(raw)
	})
}

func TestCampuses(t *testing.T) {
	f := newFake(t)
	f.json("/ip/campus", `[{"name":"GRA","datacenters":["gra04","gra1"],"description":""},{"name":"NEW","datacenters":["new01"]}]`)
	f.json("/v2/location", `[{"name":"eu-west-gra","cityName":"Gravelines","countryCode":"fr","cityLatitude":51,"cityLongitude":2,"availabilityZones":["eu-west-gra-a"]},
		{"name":"eu-west-lz-mrs","cityName":"Marseille","countryCode":"fr","cityLatitude":43.3,"cityLongitude":5.4,"availabilityZones":null}]`)
	c := f.client()
	told, err := c.Campuses(quickly(t))
	if err != nil {
		t.Fatal(err)
	}
	table := places.New(told)
	for name, want := range map[string]string{
		"gra04": "Gravelines", "GRA4": "Gravelines", "eu-west-gra-a": "Gravelines", "new1": "", "eu-west-lz-mrs": "Marseille", "sbg2": "Strasbourg",
	} {
		if campus, ok := table.Campus(name); !ok || campus.City != want {
			t.Errorf("%s is in %q, %v, want %q", name, campus.City, ok, want)
		}
	}
	f.called("/ip/campus")
	if _, err := c.Campuses(quickly(t)); err != nil || f.called("/ip/campus") != 0 {
		t.Errorf("%v; the buildings were asked for twice in a day", err)
	}
	f.pass(25 * 60 * 60 * 1e9)
	f.on("/ip/campus", refuse(500, `{"message":"no"}`))
	if again, err := c.Campuses(quickly(t)); err == nil || len(again) == 0 {
		t.Errorf("after a day: %v, %v, want what was known beside the error", again, err)
	}
}
