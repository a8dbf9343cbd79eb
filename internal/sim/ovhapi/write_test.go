package ovhapi

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	goovh "github.com/ovh/go-ovh/ovh"

	"vigie/internal/account"
	"vigie/internal/sim"
	"vigie/internal/sim/scenario"
	"vigie/probes/door"
	"vigie/probes/names"
	"vigie/providers/ovh"
)

const workshop = `
name: workshop
start: 2021-03-10T00:30:00+01:00
estate:
  servers:
    - { id: ns1.example, datacenter: gra4, rack: G401A01, ip: 192.0.2.10, ipv6: "2001:db8::10" }
    - { id: ns2.example, datacenter: sbg2, rack: SBG2A01, ip: 192.0.2.11 }
    - { id: ns3.example, datacenter: rbx2, rack: 2A01, ip: 192.0.2.12 }
  vps: [{ id: vps1.example, region: sbg3, ip: 192.0.2.20 }]
  ips: [{ id: 192.0.2.40/32, to: ns2.example }, { id: 192.0.2.48/32, campus: bhs }]
  zones: [{ id: shop.example, servers: [dns100.example, ns100.example], place: gra2 }]
  tickets:
    - { id: 1, number: CS1000001, subject: Disk, service: ns1.example, state: open,
        thread: [{ at: -48h, from: us, body: "broken" }, { at: -47h, from: provider, body: "mended" }] }
sites:
  - { name: Shop, url: https://www.shop.example/, host: ns1.example }
events:
  - { at: 1ms, places: { sbg2: blackhole } }
`

// bench is a world in which a key may change everything, with a clock that goes with that of synctest.
type bench struct {
	world  *sim.World
	now    func() time.Time
	keys   Keys
	web    *http.Client
	client *ovh.Client
}

func newBench(t *testing.T, options ...Option) *bench {
	t.Helper()
	return benchOf(t, Acting(), options...)
}

// benchOf is a bench with a key that has some rights.
func benchOf(t *testing.T, rules []Rule, options ...Option) *bench {
	t.Helper()
	sc, err := scenario.Parse("workshop.yaml", []byte(workshop))
	if err != nil {
		t.Fatal(err)
	}
	w, err := sim.New(sc)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	b := &bench{world: w, now: func() time.Time { return sc.Start.Add(time.Second).Add(time.Since(began)) }}
	b.keys = NewKeys()
	b.keys.Rules = rules
	b.web = Connect(w, b.keys, b.now, options...)
	if b.client, err = ovh.New(b.options()); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bench) options() ovh.Options {
	return ovh.Options{
		Endpoint: "https://" + Host + "/1.0", ApplicationKey: b.keys.ApplicationKey, ApplicationSecret: b.keys.ApplicationSecret,
		ConsumerKey: b.keys.ConsumerKey, HTTP: b.web, Now: b.now,
	}
}

// Servers are the name servers that the world asks.
func (b *bench) Servers(context.Context, string) ([]string, error) {
	return []string{"dns100.example", "ns100.example"}, nil
}

// Values asks the simulated name servers.
func (b *bench) Values(ctx context.Context, server, name, kind string) ([]string, time.Duration, error) {
	visit := b.world.Visit(b.now())
	ctx, cancel := visit.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	r := &names.Resolver{Servers: []string{b.world.Resolver()}}
	addrs, err := r.Lookup(ctx, door.Door(visit), name, names.IPv4)
	if kind != "A" || server == "" {
		return nil, 5 * time.Minute, nil
	}
	var values []string
	for _, a := range addrs {
		values = append(values, a.String())
	}
	return values, 5 * time.Minute, err
}

// place is a server of the world as the inventory has it.
func rented(kind account.Kind, id, datacenter string) account.Resource {
	return account.Resource{Provider: "ovh", Kind: kind, ID: id, Place: account.Place{Provider: "ovh", Datacenter: datacenter}}
}

// answers tells whether a machine takes connections.
func (b *bench) answers(t *testing.T, address string) bool {
	t.Helper()
	ctx, cancel := b.world.Visit(b.now()).WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	conn, err := b.world.Visit(b.now()).Dial(ctx, "tcp", address)
	if err == nil {
		_ = conn.Close() // it was only to be reached
	}
	return err == nil
}

func TestAServerStartsFromItsRescueSystemAndBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		for _, how := range []ovh.Boot{ovh.Rescue, ovh.Disk, ovh.Restart} {
			ch, err := b.client.Boot(t.Context(), rented(account.DedicatedServer, "ns1.example", "gra4"), how, ovh.Surroundings{})
			if err != nil || ch.Refused != "" {
				t.Fatalf("%s: %v %s", how, err, ch.Refused)
			}
			away := false
			err = ch.Carry(t.Context(), func(ovh.Step) { away = away || !b.answers(t, "192.0.2.10:443") })
			if err != nil {
				t.Errorf("%s: %v", how, err)
			}
			time.Sleep(awayFor)
			if up := b.answers(t, "192.0.2.10:443"); up == (how == ovh.Rescue) {
				t.Errorf("%s: the server answers: %v", how, up)
			}
			if how == ovh.Restart && !away {
				t.Error("the server was never away")
			}
		}
	})
}

func TestAStartInADarkBuildingStaysOnTheList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		ch, err := b.client.Boot(t.Context(), rented(account.DedicatedServer, "ns2.example", "sbg2"), ovh.Restart, ovh.Surroundings{})
		if err != nil {
			t.Fatal(err)
		}
		if err = ch.Carry(t.Context(), func(ovh.Step) {}); err == nil || !strings.Contains(err.Error(), `task is "todo"`) {
			t.Errorf("error = %v", err)
		}
	})
}

func TestAVPSStartsFromItsRescueSystem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		ch, err := b.client.Boot(t.Context(), rented(account.VPS, "vps1.example", "sbg3"), ovh.Rescue, ovh.Surroundings{})
		if err != nil {
			t.Fatal(err)
		}
		if err := ch.Carry(t.Context(), func(ovh.Step) {}); err != nil {
			t.Error(err)
		}
	})
}

func TestANameLeadsElsewhereOnlyAfterARefreshAndIsPutBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		lead := func() string {
			values, _, _ := b.Values(t.Context(), "dns100.example", "www.shop.example", "A")
			return strings.Join(values, " ")
		}
		copied, err := b.client.Export(t.Context(), "shop.example")
		if err != nil {
			t.Fatal(err)
		}
		s, err := b.client.Served(t.Context(), "www.shop.example", b)
		if err != nil || len(s.Records) != 2 || !s.Deployed {
			t.Fatalf("served %+v, %v", s, err)
		}
		ch, err := b.client.Fallback(s, "198.51.100.9", ovh.Surroundings{Names: b})
		if err != nil || ch.Refused != "" {
			t.Fatalf("refused %q, %v", ch.Refused, err)
		}
		for _, call := range ch.Calls[:len(ch.Calls)-1] {
			if _, err := b.client.Send(t.Context(), call, nil); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Minute)
		if got := lead(); got != "192.0.2.10" {
			t.Errorf("before the refresh it leads to %s", got)
		}
		ch.Calls = ch.Calls[len(ch.Calls)-1:]
		if err := ch.Carry(t.Context(), func(ovh.Step) {}); err != nil || lead() != "198.51.100.9" {
			t.Errorf("it leads to %s: %v", lead(), err)
		}
		if s, err = b.client.Served(t.Context(), "www.shop.example", b); err != nil {
			t.Fatal(err)
		}
		if err := b.client.Restore(s, copied, b.now()).Carry(t.Context(), func(ovh.Step) {}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(deployTime)
		if got := lead(); got != "192.0.2.10" {
			t.Errorf("after the undoing it leads to %s", got)
		}
	})
}

func TestTicketsAreOpenedAnsweredClosedAndOpenedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		receipt, err := b.client.SendLetter(t.Context(), account.Letter{
			Kind: account.NewTicket, Subject: "Shop is down", Body: "Since 00:47.", Service: "ns1.example", Category: "incident",
		})
		if err != nil || receipt.Number == "" {
			t.Fatalf("%+v, %v", receipt, err)
		}
		time.Sleep(answerAfter + time.Second)
		for _, l := range []account.Letter{
			{Kind: account.Reply, Ticket: receipt.Ticket, Body: "Any news?"},
			{Kind: account.Close, Ticket: receipt.Ticket},
			{Kind: account.Reopen, Ticket: receipt.Ticket, Body: "It is down again."},
		} {
			if _, err := b.client.SendLetter(t.Context(), l); err != nil {
				t.Errorf("%s: %v", l.Kind, err)
			}
			time.Sleep(time.Second)
		}
		time.Sleep(answerAfter)
		k, err := b.client.Ticket(t.Context(), receipt.Ticket)
		if err != nil || k.State != "open" || k.WaitingOn != account.Us || k.Service != "ns1.example" {
			t.Errorf("ticket %+v, %v", k, err)
		}
		var who []account.Party
		for _, m := range k.Thread {
			who = append(who, m.From)
		}
		if want := []account.Party{account.Us, account.Provider, account.Us, account.Us, account.Provider}; !slices.Equal(who, want) {
			t.Errorf("thread %v, want %v", who, want)
		}
	})
}

func TestBodiesThatTheAPIWouldRefuse(t *testing.T) {
	b := newBench(t)
	plain, err := goovh.NewAccessTokenClient("https://"+Host+"/1.0", NewKeys().AccessToken)
	if err != nil {
		t.Fatal(err)
	}
	plain.Client = b.web
	zone := "/domain/zone/shop.example"
	for name, c := range map[string]struct {
		method, path string
		body         any
		want         string
	}{
		"unknown field":     {"POST", "/support/tickets/create", object{"subject": "a", "body": "b", "mood": "bad"}, "unknown parameter: mood"},
		"missing field":     {"POST", "/support/tickets/create", object{"subject": "a"}, "[body] Missing"},
		"wrong word":        {"POST", "/support/tickets/create", object{"subject": "a", "body": "b", "category": "fire"}, "TicketCategoryEnum"},
		"wrong type":        {"PUT", "/dedicated/server/ns1.example", object{"bootId": "disk"}, "not valid for type long"},
		"no such boot":      {"PUT", "/dedicated/server/ns1.example", object{"bootId": 7}, "bootId 7"},
		"address":           {"POST", zone + "/record", object{"fieldType": "A", "target": "nowhere"}, "Invalid target"},
		"alias at the top":  {"POST", zone + "/record", object{"fieldType": "CNAME", "target": "a.example."}, "top of a zone"},
		"alias beside":      {"POST", zone + "/record", object{"fieldType": "CNAME", "subDomain": "www", "target": "a.example."}, "beside another"},
		"no such zone":      {"POST", "/domain/zone/other.example/refresh", nil, "does not exist"},
		"a zone in garbage": {"POST", zone + "/import", object{"zoneFile": "@ IN A nowhere"}, "reading the zone"},
	} {
		err := plain.CallAPI(c.method, c.path, c.body, nil, true)
		api, ok := errors.AsType[*goovh.APIError](err)
		if !ok || !strings.Contains(api.Message, c.want) || api.QueryID == "" {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if err := plain.Put("/dedicated/server/ns1.example", object{"bootId": 1, "state": "hacked"}, nil); err != nil {
		t.Errorf("a read-only field: %v", err)
	}
}

func TestAKeyThatMayOnlyReadChangesNothing(t *testing.T) {
	w, now := drill(t, 0)
	c := client(t, w, now, NewKeys())
	_, err := c.SendLetter(t.Context(), account.Letter{Kind: account.Close, Ticket: "2"})
	if err == nil || !strings.Contains(err.Error(), "may not change this") {
		t.Errorf("error = %v", err)
	}
}
