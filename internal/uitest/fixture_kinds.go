package uitest

import (
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
)

// Kinds is a picture of one site of every kind of check and of every state, while the disk is full and an edit of the
// configuration was not taken.
func Kinds() *estate.Snapshot {
	now := Moment()
	s := &estate.Snapshot{
		Version: 4, Now: now, Started: now.Add(-26 * time.Hour), Title: "Every kind",
		Verdict: estate.Verdict{Cause: estate.CauseSite, Where: "Database", Confidence: 0.7, Since: now.Add(-9 * time.Minute), Summary: "Database is down, and Shop needs it."},
		Keeping: estate.Keeping{Error: "no space is left on the disk of /var/lib/vigie", Since: now.Add(-19 * time.Minute), Lost: 3112},
		Mistake: "vigie.yaml:12:5: \"evry\" is no key of a site; did you mean \"every\"?\n\n  12 |     evry: 30s\n     |     ^",
		Sites:   []*estate.Site{mailSite(), mailbox(), names(), router(), flow(), script(), database(), needy(), wavering(), serviced(), offline()},
	}
	s.Events = []estate.Event{
		{Time: now.Add(-9 * time.Minute), Kind: estate.EventSite, State: result.Down, Site: "Database", Text: "192.0.2.11:5432 refuses connections"},
		{
			Time: now.Add(-8 * time.Minute), Kind: estate.EventSite, State: result.Down, Site: "Shop",
			Text: "status 500 Internal Server Error, expected 200-299", Quiet: "needs Database, which is down",
		},
		{Time: now.Add(-3 * time.Minute), Kind: estate.EventSite, State: result.Paused, Site: "Catalogue", Text: "maintenance until 06:00", Quiet: "maintenance"},
	}
	s.Happened = uint64(len(s.Events))
	return s
}

// of makes a site with one check, as its last answer has it.
func of(name, target string, r result.Result) *estate.Site {
	now := Moment()
	r.Time, r.Site, r.Target, r.Vantage = now.Add(-13*time.Second), name, target, "local"
	s := &estate.Site{
		Name: name, State: r.State, Since: now.Add(-9 * time.Minute), Failure: r.Failure, Reason: r.Reason, Uptime24h: 0.992,
		Place: account.Place{Provider: "ovh", Datacenter: "gra2"},
	}
	for range estate.SparkLen {
		s.Latency = append(s.Latency, estate.NewSample(r.State, r.Total))
	}
	c := estate.Check{
		ID: name + "/" + string(r.Check), Kind: r.Check, Target: target, Every: time.Minute, Next: now.Add(47 * time.Second), State: r.State,
		Since: s.Since, Last: &r,
	}
	if r.Failure != "" {
		c.LastFailure = &r
	}
	s.Checks = []estate.Check{c}
	return s
}

func mailSite() *estate.Site {
	phases := result.Phases{DNS: 4 * time.Millisecond, Connect: 18 * time.Millisecond, TLS: 41 * time.Millisecond, FirstByte: 22 * time.Millisecond, Transfer: 61 * time.Millisecond}
	return of("Mail", "mail://example.com", result.Result{
		Check: result.KindSMTP, State: result.Degraded, Failure: result.SMTPRefused, Total: 146 * time.Millisecond, Phases: phases,
		Reason: "mx2.example.com answers 554 5.7.1 No service: 1 of 3 mail servers takes mail",
		Steps: []result.Step{
			{
				Target: "mx1.example.com:25", State: result.Up, Address: "192.0.2.25:25", Total: 146 * time.Millisecond, Phases: phases,
				Mail: &result.Mail{Greeting: "220 mx1.example.com ESMTP Postfix", Secured: true, Offers: []string{"STARTTLS", "SIZE"}},
			},
			{
				Target: "mx2.example.com:25", State: result.Down, Failure: result.SMTPRefused, Address: "192.0.2.26:25", Total: 83 * time.Millisecond,
				Phases: result.NoPhases(), Reason: "mx2.example.com answers 554 5.7.1 No service",
			},
			{
				Target: "mx3.example.com:25", State: result.Down, Failure: result.TCPTimeout, Address: "192.0.2.27:25", Total: 10 * time.Second,
				Phases: result.NoPhases(), Reason: "no answer from 192.0.2.27:25 within 10 s",
			},
		},
	})
}

func mailbox() *estate.Site {
	return of("Mailbox", "imaps://imap.example.com", result.Result{
		Check: result.KindIMAP, State: result.Up, Total: 128 * time.Millisecond, Address: "192.0.2.30:993",
		Phases: result.Phases{DNS: 3 * time.Millisecond, Connect: 17 * time.Millisecond, TLS: 39 * time.Millisecond, FirstByte: 21 * time.Millisecond, Transfer: 48 * time.Millisecond},
		TLS:    &result.TLS{Version: "TLS 1.3", Expires: Moment().AddDate(0, 2, 0), Issuer: "R3"},
		Mail:   &result.Mail{Greeting: "* OK [CAPABILITY IMAP4rev1] Dovecot ready.", Secured: true, Offers: []string{"IMAP4REV1", "IDLE", "SASL-IR"}},
	})
}

func names() *estate.Site {
	phases := result.NoPhases()
	phases.DNS = 12 * time.Millisecond
	return of("Names", "dns://www.example.com", result.Result{
		Check: result.KindDNS, State: result.Up, Total: 12 * time.Millisecond, Address: "192.0.2.53:53", Phases: phases,
		DNS: &result.DNS{Server: "192.0.2.53:53", Rcode: "NOERROR", Answers: []string{"192.0.2.10", "192.0.2.11"}, TTL: 300, Authoritative: true},
	})
}

func router() *estate.Site {
	phases := result.NoPhases()
	phases.Connect = 14 * time.Millisecond
	return of("Router", "ping://192.0.2.1", result.Result{
		Check: result.KindPing, State: result.Up, Total: 14 * time.Millisecond, Address: "192.0.2.1", Phases: phases,
		Ping: &result.Ping{How: "tcp", Sent: 3, Received: 2, Least: 11200 * time.Microsecond, Mean: 13 * time.Millisecond, Most: 14800 * time.Microsecond},
	})
}

func flow() *estate.Site {
	page := func(status int) *result.HTTP { return &result.HTTP{Status: status, Proto: "HTTP/2.0", Visible: -1} }
	return of("Checkout", "3 requests from https://shop.example.com/", result.Result{
		Check: result.KindFlow, State: result.Down, Failure: result.FlowStep, Total: 390 * time.Millisecond, Phases: result.NoPhases(),
		Reason: "step 2, POST https://shop.example.com/basket: status 500, expected 303 (http.status)",
		Steps: []result.Step{
			{Target: "GET https://shop.example.com/", State: result.Up, Total: 142 * time.Millisecond, Phases: result.NoPhases(), HTTP: page(200)},
			{
				Target: "POST https://shop.example.com/basket", State: result.Down, Failure: result.HTTPStatus, Total: 248 * time.Millisecond,
				Phases: result.NoPhases(), HTTP: page(500), Reason: "status 500, expected 303",
			},
			{Target: "GET https://shop.example.com/pay", State: result.Unknown, Phases: result.NoPhases(), Reason: "not asked, since the step before it failed"},
		},
	})
}

func script() *estate.Site {
	return of("Planner", "https://planner.example.com/", result.Result{
		Check: result.KindHTTP, State: result.Up, Reason: "needs JavaScript: only its frame was judged", Total: 91 * time.Millisecond,
		Phases: result.NoPhases(), Address: "192.0.2.40:443", HTTP: &result.HTTP{Status: 200, Proto: "HTTP/2.0", Bytes: 1240, Visible: 12},
	})
}

func database() *estate.Site {
	return of("Database", "tcp://db.example.com:5432", result.Result{
		Check: result.KindTCP, State: result.Down, Failure: result.TCPRefused, Reason: "192.0.2.11:5432 refuses connections", Phases: result.NoPhases(),
	})
}

func needy() *estate.Site {
	s := of("Shop", "https://shop.example.com/", result.Result{
		Check: result.KindHTTP, State: result.Down, Failure: result.HTTPStatus, Reason: "status 500 Internal Server Error, expected 200-299",
		Phases: result.NoPhases(), HTTP: &result.HTTP{Status: 500, Proto: "HTTP/2.0"},
	})
	s.Needs, s.ExplainedBy = []string{"Database"}, "Database"
	return s
}

func wavering() *estate.Site {
	s := of("Stock", "https://stock.example.com/", result.Result{Check: result.KindHTTP, State: result.Up, Total: 88 * time.Millisecond, Phases: result.NoPhases()})
	s.Flapping, s.Acked, s.AckedBy = true, true, "gil"
	return s
}

func serviced() *estate.Site {
	s := of("Catalogue", "https://catalogue.example.com/", result.Result{Check: result.KindHTTP, State: result.Paused, Phases: result.NoPhases()})
	s.Maintenance = "maintenance until 06:00, every Wednesday"
	return s
}

func offline() *estate.Site {
	return of("Suppliers", "https://suppliers.example.com/", result.Result{
		Check: result.KindHTTP, State: result.Unknown, Failure: result.LocalOffline, Reason: "this machine is offline: none of 1.1.1.1 and 9.9.9.9 answers",
		Phases: result.NoPhases(),
	})
}
