package uitest

import (
	"fmt"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
)

// Moment is when the sample pictures are seen: a little more than an hour into the fire of Strasbourg.
func Moment() time.Time {
	return time.Date(2021, time.March, 10, 1, 59, 40, 0, time.FixedZone("CET", 3600))
}

// began is when the first sample failed.
func began() time.Time { return Moment().Add(-72*time.Minute - 9*time.Second) }

// sample is one site of the sample pictures.
type sample struct {
	name, group, place, server string
	failure                    result.Failure
	reason                     string
}

func samples() []sample {
	const silent = "no answer from 192.0.2.%d:443 within 10 s"
	return []sample{
		{"Shop", "e-shop", "sbg2", "ns3100001", result.TCPTimeout, fmt.Sprintf(silent, 10)},
		{"Checkout", "e-shop", "sbg2", "ns3100001", result.TCPTimeout, fmt.Sprintf(silent, 10)},
		{"Stock", "e-shop", "sbg2", "ns3100002", result.TCPTimeout, fmt.Sprintf(silent, 11)},
		{"Orders database", "e-shop", "sbg2", "ns3100002", result.TCPTimeout, "no answer from 192.0.2.11:5432 within 10 s"},
		{"Booking", "training", "sbg2", "ns3100003", result.TCPTimeout, fmt.Sprintf(silent, 12)},
		{"Course pages", "training", "sbg2", "ns3100003", result.TCPTimeout, fmt.Sprintf(silent, 12)},
		{"Intranet", "office", "sbg2", "vps-1a2b3c4d", result.TCPTimeout, fmt.Sprintf(silent, 20)},
		{"Webmail", "office", "sbg2", "vps-1a2b3c4d", result.TCPTimeout, fmt.Sprintf(silent, 20)},
		{"Newsletter", "office", "sbg2", "vps-5e6f7a8b", result.TCPTimeout, fmt.Sprintf(silent, 21)},
		{"Front page", "brand", "gra2", "brand.example", "", ""},
		{"Press", "brand", "gra2", "brand.example", "", ""},
		{"Catalogue", "brand", "gra2", "ns3200001", "", ""},
		{"Suppliers", "office", "rbx8", "ns3300001", "", ""},
		{"Telephony", "office", "rbx8", "ns3300001", "", ""},
	}
}

// Calm is a picture of fourteen sites that are all up.
func Calm() *estate.Snapshot {
	now := Moment()
	s := &estate.Snapshot{
		Version: 1, Now: now, Started: now.Add(-26 * time.Hour), Title: "The Strasbourg fire", Demo: true,
		Verdict: estate.Verdict{Cause: estate.CauseNone, Summary: "All 14 sites are up."},
	}
	for i, x := range samples() {
		x.failure, x.reason = "", ""
		s.Sites = append(s.Sites, site(i, x))
	}
	s.Resources, s.Places, s.Tickets = resources(), places(false), tickets()
	s.Sources = []estate.Source{
		{Name: "ovh inventory", Every: time.Minute, LastOK: now.Add(-20 * time.Second)},
		{Name: "ovh tickets", Every: time.Minute, LastOK: now.Add(-12 * time.Second)},
		{Name: "bare-metal-servers.status-ovhcloud.com", Every: time.Minute, LastOK: now.Add(-31 * time.Second)},
	}
	s.Events = []estate.Event{
		{Time: now.Add(-26 * time.Hour), Kind: estate.EventVerdict, Text: "the watch began"},
		{Time: now.Add(-3 * time.Hour), Kind: estate.EventSite, State: result.Degraded, Site: "Catalogue", Text: "degraded: answered in 2.4 s, slower than 2 s"},
		{Time: now.Add(-170 * time.Minute), Kind: estate.EventSite, State: result.Up, Site: "Catalogue", Text: "up again after 10 min"},
	}
	s.Happened = uint64(len(s.Events))
	return s
}

// Outage is the same picture while SBG2 burns: nine sites down, the inventory stale, no word from the provider.
func Outage() *estate.Snapshot {
	now := Moment()
	s := Calm()
	s.Version = 2
	s.Sites = nil
	for i, x := range samples() {
		s.Sites = append(s.Sites, site(i, x))
	}
	slow := s.Sites[11]
	slow.State, slow.Failure, slow.Reason, slow.Since = result.Degraded, result.Slow, "answered in 3.1 s, slower than 2 s", now.Add(-12*time.Minute)
	for i := estate.SparkLen - 9; i < estate.SparkLen; i++ {
		slow.Latency[i] = estate.NewSample(result.Degraded, 3100*time.Millisecond)
	}
	s.Sites[0].Acked, s.Sites[0].AckedBy = true, "gil"
	s.Places = places(true)
	s.Sources[0].Error, s.Sources[0].Since = "503 Service Unavailable", now.Add(-4*time.Minute)
	s.Sources[0].LastOK = now.Add(-4 * time.Minute)
	s.Verdict = verdict()
	s.Incidents = []estate.Incident{{ID: "2021-03-10-1", Opened: began(), Verdict: s.Verdict, Sites: s.Verdict.Affected}}
	s.Events = append(s.Events, events()...)
	s.Happened = uint64(len(s.Events))
	return s
}

// Answered is the outage after the provider has posted its first notice.
func Answered() *estate.Snapshot {
	s := Outage()
	posted := began().Add(41 * time.Minute)
	s.Version = 3
	s.Notices = []account.Notice{{
		Provider: "ovh", Page: "bare-metal-servers", ID: "n1", Title: "[SBG2][Dedicated Servers] Fire in the building", State: "identified",
		Impact: "critical", Posted: posted, Updated: posted.Add(20 * time.Minute), ETA: Moment().Add(5 * 24 * time.Hour),
		URL: "https://status.example/n1", Scope: account.Scope{Datacenters: []string{"sbg2"}},
		Seen: posted.Add(12 * time.Second), Started: began().Add(-5 * time.Minute),
		Touches: []account.Touch{{Resource: resourceID("ns3100001"), How: account.Likely}, {Resource: resourceID("ns3100002"), How: account.Likely}},
		Updates: []account.NoticeUpdate{
			{Time: posted, State: "investigating", Body: "We are looking into an incident in SBG2."},
			{Time: posted.Add(20 * time.Minute), State: "identified", Body: "There is a fire in SBG2. Firefighters are on the site and have cut the power of the whole campus. SBG2 cannot be entered."},
		},
	}}
	s.Verdict.Official = estate.Official{Said: true, FirstPost: posted, Lag: 41 * time.Minute, Notice: "n1"}
	s.Verdict.Evidence[4] = estate.Evidence{For: true, Kind: estate.FromNotice, Text: "OVHcloud says so itself: fire in SBG2"}
	s.Places[0].Notices = []string{"n1"}
	return s
}

func verdict() estate.Verdict {
	v := estate.Verdict{
		Cause: estate.CauseDatacenter, Where: "ovh/sbg2", Confidence: 0.92, Since: began(),
		Summary: "9 of 14 sites are down, all of them in SBG2. Nothing outside SBG2 is down, and your own line is fine.",
		Evidence: []estate.Evidence{
			{For: true, Kind: estate.FromProbe, Text: "all 9 sites in SBG2 are silent, on 5 machines"},
			{For: true, Kind: estate.FromNeighbour, Text: "5 of 5 sites in GRA2 and RBX8 answer"},
			{For: true, Kind: estate.FromReference, Text: "1.1.1.1 and 9.9.9.9 answer: your line is fine"},
			{For: true, Kind: estate.FromDNS, Text: "the names of all 9 sites resolve"},
			{For: false, Kind: estate.FromNotice, Text: "no status page of OVHcloud mentions SBG2"},
		},
		WouldChange: "a machine in SBG2 that answers",
	}
	for _, x := range samples() {
		if x.failure != "" {
			v.Affected = append(v.Affected, x.name)
		} else {
			v.Spared = append(v.Spared, x.name)
		}
	}
	return v
}

func events() []estate.Event {
	var out []estate.Event
	for i, x := range samples() {
		if x.failure != "" {
			out = append(out, estate.Event{
				Time: began().Add(time.Duration(i*4) * time.Second), Kind: estate.EventSite, State: result.Down, Site: x.name,
				Text: x.reason,
			})
		}
	}
	return append(out,
		estate.Event{Time: began().Add(50 * time.Second), Kind: estate.EventVerdict, Text: "verdict: datacenter ovh/sbg2, 92 %"},
		estate.Event{Time: began().Add(5 * time.Minute), Kind: estate.EventPerson, Site: "Shop", Text: "acknowledged", By: "gil"},
		estate.Event{Time: Moment().Add(-12 * time.Minute), Kind: estate.EventSite, State: result.Degraded, Site: "Catalogue", Text: "degraded: answered in 3.1 s, slower than 2 s"},
		estate.Event{Time: Moment().Add(-4 * time.Minute), Kind: estate.EventSource, Text: "ovh inventory does not answer: 503 Service Unavailable"},
	)
}
