package jsonl_test

import (
	"bytes"
	"testing"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/jsonl"
)

func TestALineOfServers(t *testing.T) {
	at := time.Date(2021, 3, 10, 0, 47, 0, 0, time.UTC)
	full := account.Resource{
		Provider: "ovh", Kind: account.DedicatedServer, ID: "ns1", Name: "Shop server", State: "ok", Renews: at, Read: at,
		Place:     account.Place{Provider: "ovh", Region: "eu-west-sbg", Datacenter: "sbg2", Rack: "SBG2A01"},
		Addresses: []string{"192.0.2.10"}, Tasks: []account.Task{{ID: "7", Function: "hardReboot", State: "doing", Started: at}},
		Interventions: []account.Intervention{{ID: "9", Type: "X", State: "todo", Planned: true, From: at}},
		Backups:       []account.Backup{{Kind: "backup storage", Place: account.Place{Provider: "ovh", Datacenter: "rbx7"}, Newest: at}, {Kind: "snapshot"}},
		Health:        []account.Health{{Part: "ping", State: "down"}},
	}
	for _, c := range []struct {
		row  account.Resource
		want string
	}{
		{full, `{"provider":"ovh","kind":"dedicated server","id":"ns1","name":"Shop server","parent":null,"place":{"provider":"ovh","region":"eu-west-sbg",` +
			`"datacenter":"sbg2","rack":"SBG2A01","cluster":null,"filer":null,"host":null},"state":"ok","addresses":["192.0.2.10"],"domains":[],"routed_to":null,` +
			`"name_servers":[],"sites":["Shop"],"renews":"2021-03-10T00:47:00.000Z","tasks":[{"id":"7","function":"hardReboot","state":"doing",` +
			`"started":"2021-03-10T00:47:00.000Z"}],"interventions":[{"id":"9","type":"X","state":"todo","planned":true,"from":"2021-03-10T00:47:00.000Z","to":null}],` +
			`"backups":[{"kind":"backup storage","name":null,"place":"ovh/rbx7","newest":"2021-03-10T00:47:00.000Z"},{"kind":"snapshot","name":null,"place":null,"newest":null}],"backups_read":true,` +
			`"health":[{"part":"ping","state":"down"}],"read":"2021-03-10T00:47:00.000Z","problem":null}`},
		{
			account.Resource{Provider: "ovh", Kind: account.Domain, ID: "a.example", Name: "a.example", Place: account.Place{Provider: "ovh"}, Problem: "no"},
			`{"provider":"ovh","kind":"domain","id":"a.example","name":"a.example","parent":null,"place":{"provider":"ovh","region":null,` +
				`"datacenter":null,"rack":null,"cluster":null,"filer":null,"host":null},"state":null,"addresses":[],"domains":[],"routed_to":null,` +
				`"name_servers":[],"sites":[],"renews":null,"tasks":[],"interventions":[],"backups":[],"backups_read":false,"health":[],"read":null,"problem":"no"}`,
		},
	} {
		var out bytes.Buffer
		if err := jsonl.Write(&out, jsonl.FromResource(c.row, []*estate.Site{{Name: "Shop", Resource: "ns1"}})); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); got != c.want+"\n" {
			t.Errorf("wrote %s\nwant  %s", got, c.want)
		}
	}
}
