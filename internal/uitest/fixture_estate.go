package uitest

import (
	"fmt"
	"math"
	"strings"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
)

// site makes the i-th site as it stands at Moment.
func site(i int, x sample) *estate.Site {
	now := Moment()
	s := &estate.Site{
		Name: x.name, Group: x.group, State: result.Up, Since: now.Add(-26 * time.Hour), Failure: x.failure, Reason: x.reason,
		Resource: resourceID(x.server), FoundBy: "address", Place: account.Place{Provider: "ovh", Datacenter: x.place},
		Uptime24h: 1,
	}
	if x.failure != "" {
		s.State, s.Since, s.Uptime24h = result.Down, began().Add(time.Duration(i*4)*time.Second), 0.9494
	}
	base := time.Duration(80+17*i) * time.Millisecond
	for n := range estate.SparkLen {
		at := now.Add(time.Duration(n-estate.SparkLen) * 2 * time.Minute)
		wave := 1 + 0.35*math.Sin(float64(n*(i+3))/9) + 0.2*math.Sin(float64(n*n)/31)
		sample := estate.NewSample(result.Up, time.Duration(float64(base)*wave))
		if x.failure != "" && at.After(s.Since) {
			sample = estate.NewSample(result.Down, 10*time.Second)
		}
		s.Latency = append(s.Latency, sample)
	}
	s.Checks = []estate.Check{check(s, x)}
	return s
}

func check(s *estate.Site, x sample) estate.Check {
	now := Moment()
	target := "https://" + strings.ReplaceAll(strings.ToLower(x.name), " ", "-") + ".example/"
	c := estate.Check{
		ID: s.Name + "/http", Kind: result.KindHTTP, Target: target, Every: 30 * time.Second, Next: now.Add(17 * time.Second),
		State: s.State, Since: s.Since,
	}
	r := result.Result{
		Time: now.Add(-13 * time.Second), Site: s.Name, Check: result.KindHTTP, Target: target, Vantage: "local", State: s.State,
		Failure: x.failure, Reason: x.reason, Address: "192.0.2.10:443", Attempts: 1, Total: 142 * time.Millisecond,
		Phases: result.Phases{DNS: 3 * time.Millisecond, Connect: 21 * time.Millisecond, TLS: 44 * time.Millisecond, FirstByte: 62 * time.Millisecond, Transfer: 12 * time.Millisecond},
		HTTP:   &result.HTTP{Status: 200, Proto: "HTTP/2.0", Bytes: 48211, Visible: 3120},
		TLS:    &result.TLS{Version: "TLS 1.3", Expires: now.AddDate(0, 2, 11), Issuer: "R3"},
	}
	if x.failure != "" {
		r.Total, r.HTTP, r.TLS, r.Attempts = 10*time.Second, nil, nil, 144
		r.Phases = result.NoPhases()
		r.Phases.DNS, r.Phases.Connect = 3*time.Millisecond, 9997*time.Millisecond
		r.Evidence = []result.Evidence{{Name: "dns answer", Text: "shop.example. 60 IN A 192.0.2.10"}, {Name: "connect", Text: "dial tcp 192.0.2.10:443: i/o timeout"}}
		c.LastFailure = &r
	}
	c.Last = &r
	return c
}

func resourceID(server string) string {
	switch {
	case strings.HasPrefix(server, "ns"):
		return server + ".ip-192-0-2.example"
	case strings.HasPrefix(server, "vps"):
		return server + ".vps.example"
	default:
		return server
	}
}

func resources() []account.Resource {
	var out []account.Resource
	seen := map[string]bool{}
	for i, x := range samples() {
		if seen[x.server] {
			continue
		}
		seen[x.server] = true
		r := account.Resource{
			Provider: "ovh", Kind: account.DedicatedServer, ID: resourceID(x.server), Name: x.server, State: "ok", Read: Moment().Add(-4 * time.Minute),
			Place:     account.Place{Provider: "ovh", Region: "eu-west-" + x.place[:3], Datacenter: x.place, Rack: strings.ToUpper(x.place) + "A01"},
			Addresses: []string{fmt.Sprintf("192.0.2.%d", 10+i)},
		}
		switch {
		case strings.HasPrefix(x.server, "vps"):
			r.Kind, r.Place.Rack = account.VPS, ""
		case !strings.HasPrefix(x.server, "ns"):
			r.Kind, r.Place.Rack, r.Place.Cluster = account.WebHosting, "", "cluster126"
		}
		out = append(out, r)
	}
	return out
}

func places(burning bool) []estate.Place {
	var out []estate.Place
	for _, dc := range []string{"sbg2", "gra2", "rbx8"} {
		p := estate.Place{Place: account.Place{Provider: "ovh", Region: "eu-west-" + dc[:3], Datacenter: dc}}
		for _, r := range resources() {
			if r.Place.Datacenter == dc {
				p.Resources = append(p.Resources, r.ID)
			}
		}
		for _, x := range samples() {
			if x.place != dc {
				continue
			}
			p.Sites = append(p.Sites, x.name)
			if burning && x.failure != "" {
				p.Down = append(p.Down, x.name)
			}
		}
		out = append(out, p)
	}
	return out
}

func tickets() []account.Ticket {
	now := Moment()
	return []account.Ticket{
		{
			Provider: "ovh", ID: "2", Number: "CS1000002", Subject: "Server does not answer", State: "open", Service: resourceID("ns3100001"),
			Created: now.Add(-52 * time.Minute), Updated: now.Add(-40 * time.Minute), WaitingOn: account.Provider,
			Thread: []account.Message{
				{Time: now.Add(-52 * time.Minute), From: account.Us, Body: "Our shop has not answered since 00:47. Nothing in SBG2 does.\nIs there an incident? The status page says nothing."},
				{Time: now.Add(-40 * time.Minute), From: account.Provider, Body: "Hello,\n\nThank you for your message. Our teams are looking into it and will come back to you as soon as possible.\n\nKind regards"},
			},
		},
		{
			Provider: "ovh", ID: "3", Number: "CS1000003", Subject: "Invoice of February: please confirm the address", State: "open",
			Created: now.Add(-5 * 24 * time.Hour), Updated: now.Add(-50 * time.Hour), WaitingOn: account.Us,
			Thread: []account.Message{{Time: now.Add(-50 * time.Hour), From: account.Provider, Body: "Could you confirm the postal address?"}},
		},
		{
			Provider: "ovh", ID: "1", Number: "CS1000001", Subject: "Disk replaced", State: "closed", Service: resourceID("ns3100002"),
			Created: now.Add(-20 * 24 * time.Hour), Updated: now.Add(-19 * 24 * time.Hour), WaitingOn: account.Us,
			Thread: []account.Message{
				{Time: now.Add(-20 * 24 * time.Hour), From: account.Us, Body: "smartctl reports reallocated sectors on sda."},
				{Time: now.Add(-19 * 24 * time.Hour), From: account.Provider, Body: "The disk was replaced at 04:10. The array is rebuilding."},
			},
		},
	}
}
