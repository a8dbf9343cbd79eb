package ovh

import (
	"slices"
	"testing"
	"time"

	"vigie/internal/account"
)

// An incident that the API lists shows with the hostings that it names, once, for as long as it is listed.
func TestIncidentsOfWebHostings(t *testing.T) {
	f := newFake(t)
	f.account()
	c := f.client()
	for _, x := range []struct {
		listed string
		want   []account.Health
	}{
		{`[]`, []account.Health{}},
		{`["cluster024","Cluster24 "]`, []account.Health{{Part: "cluster24", State: "incident"}}},
		{`["SHOP.example"]`, []account.Health{{Part: "hosting", State: "incident"}}},
		{`["cluster025","filer24","24","a fire","","cluster","filer"]`, []account.Health{}},
	} {
		f.json(incidentsPath, x.listed)
		rows, err := c.Inventory(quickly(t), nil)
		if got := byID(rows)["shop.example"].Health; err != nil || !slices.Equal(got, x.want) {
			t.Errorf("%s: health = %+v, %v, want %+v", x.listed, got, err, x.want)
		}
		f.pass(time.Minute)
	}
}

// Where incidents cannot be read what was known stays, and where they may not be that is said.
func TestIncidentsThatCannotBeRead(t *testing.T) {
	f := newFake(t)
	f.account()
	c := f.client()
	f.json(incidentsPath, `["cluster024"]`)
	for _, answer := range []int{200, 502, 403} {
		if answer != 200 {
			f.on(incidentsPath, refuse(answer, `{"errorCode":"NOT_GRANTED_CALL","message":"This call has not been granted"}`))
		}
		rows, err := c.Inventory(quickly(t), nil)
		if got := byID(rows)["shop.example"].Health; err != nil || len(got) != 1 {
			t.Errorf("%d: health = %+v, %v", answer, got, err)
		}
		f.pass(3 * time.Minute)
	}
	if gaps := c.Gaps(); !slices.Contains(gaps, "the incidents of web hostings") {
		t.Errorf("gaps = %q", gaps)
	}
}

func TestTasksOfAZone(t *testing.T) {
	f := newFake(t)
	f.account()
	f.json("/domain/zone", `["shop.example"]`)
	f.json("/domain/zone/shop.example", `{"name":"shop.example","nameServers":["dns1.example."]}`)
	f.json("/domain/zone/shop.example/task?status=doing", `[9]`)
	f.json("/domain/zone/shop.example/task/9", `{"id":9,"function":"ZoneImport","status":"doing","creationDate":"2021-03-10T01:00:00Z"}`)
	rows, err := f.client().Inventory(quickly(t), nil)
	i := slices.IndexFunc(rows, func(r account.Resource) bool { return r.Kind == account.Zone })
	want := account.Task{ID: "9", Function: "ZoneImport", State: "doing", Started: time.Date(2021, 3, 10, 1, 0, 0, 0, time.UTC)}
	if err != nil || i < 0 || !slices.Equal(rows[i].Tasks, []account.Task{want}) {
		t.Errorf("rows = %+v, %v", rows, err)
	}
}
