package ovh

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"vigie/internal/account"
)

// paper is an API in memory, whose answers may depend on what was written to it before. Time in it is that of synctest.
type paper struct {
	mu      sync.Mutex
	began   time.Time
	answers map[string]func(body string) (int, string) // by method and path
	wrote   []string
}

func newPaper() *paper {
	return &paper{began: time.Now(), answers: map[string]func(string) (int, string){}}
}

func (p *paper) RoundTrip(r *http.Request) (*http.Response, error) {
	body := ""
	if r.Body != nil {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		body = string(b)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	path := r.Method + " " + strings.TrimPrefix(r.URL.RequestURI(), "/1.0")
	status, answer := http.StatusNotFound, `{"class":"Client::NotFound","message":"The requested object does not exist"}`
	if path == "GET /auth/time" {
		status, answer = http.StatusOK, fmt.Sprint(time.Now().Unix())
	} else if f := p.answers[path]; f != nil {
		status, answer = f(body)
	}
	if r.Method != http.MethodGet {
		p.wrote = append(p.wrote, strings.TrimSpace(path+" "+body))
	}
	return &http.Response{
		StatusCode: status, Header: http.Header{"X-Ovh-Queryid": {"EU.ext-9"}}, Body: io.NopCloser(strings.NewReader(answer)), Request: r,
	}, nil
}

func (p *paper) say(path, answer string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answers[path] = func(string) (int, string) { return http.StatusOK, answer }
}

// after answers otherwise once some time has passed since the paper was made.
func (p *paper) after(path string, d time.Duration, before, then string) {
	p.answers[path] = func(string) (int, string) {
		if time.Since(p.began) < d {
			if before == "" {
				return http.StatusNotFound, `{"class":"Client::NotFound","message":"The requested object does not exist"}`
			}
			return http.StatusOK, before
		}
		return http.StatusOK, then
	}
}

func (p *paper) client(t *testing.T) *Client {
	t.Helper()
	c, err := New(Options{
		Endpoint: "http://api.example/1.0", ApplicationKey: "app", ApplicationSecret: secret, ConsumerKey: "c0nsumer-key",
		HTTP: &http.Client{Transport: p},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// carry carries a change out, and returns what was told of it.
func carry(ctx context.Context, ch *Change) (said []string, err error) {
	err = ch.Carry(ctx, func(s Step) {
		if s.Call != nil {
			said = append(said, s.Call.Method+" "+s.Receipt.QueryID)
			return
		}
		said = append(said, s.Says)
	})
	return said, err
}

func server() account.Resource {
	return account.Resource{
		Provider: "ovh", Kind: account.DedicatedServer, ID: "ns1", Addresses: []string{"192.0.2.1"},
		Place: account.Place{Provider: "ovh", Datacenter: "sbg2"},
	}
}

func dark(where string) func(account.Place) string {
	return func(p account.Place) string {
		if p.Datacenter == where {
			return "nothing in " + where + " answers since 00:47"
		}
		return ""
	}
}

// server1 lets a paper hold one server.
func (p *paper) server1() {
	p.say("GET /dedicated/server/ns1/boot?bootType=harddisk", `[1]`)
	p.say("GET /dedicated/server/ns1/boot?bootType=rescue", `[]`)
	p.say("GET /dedicated/server/ns1/boot?bootType=internal", `[20,22]`)
	p.say("GET /dedicated/server/ns1/boot/20", `{"bootId":20,"bootType":"internal","kernel":"hardware-test","description":""}`)
	p.say("GET /dedicated/server/ns1/boot/22", `{"bootId":22,"bootType":"internal","kernel":"rescue-customer","description":""}`)
	p.say("PUT /dedicated/server/ns1", `null`)
	p.say("POST /dedicated/server/ns1/reboot", `{"taskId":7,"function":"hardReboot","status":"init"}`)
	for _, state := range []string{"init", "todo", "doing"} {
		p.say("GET /dedicated/server/ns1/task?function=hardReboot&status="+state, `[]`)
	}
	p.say("GET /dedicated/server/ns1", `{"powerState":"poweron","bootId":22}`)
}

func TestARescueIsOverWhenTheServerSaysSoAndNotWhenItsTaskIsHidden(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPaper()
		p.server1()
		p.after("GET /dedicated/server/ns1/task/7", 5*time.Second, "", `{"status":"doing"}`)
		p.after("GET /dedicated/server/ns1/task?function=hardReboot&status=doing", time.Minute, `[7]`, `[]`)
		ch, err := p.client(t).Boot(t.Context(), server(), Rescue, Surroundings{})
		if err != nil {
			t.Fatal(err)
		}
		if ch.Refused != "" || ch.Confirm != "ns1" || len(p.wrote) != 0 {
			t.Fatalf("planned %+v, and wrote %q", ch.Plan, p.wrote)
		}
		go func() {
			time.Sleep(40 * time.Second)
			p.say("GET /dedicated/server/ns1/task/7", `{"status":"done"}`)
		}()
		said, err := carry(t.Context(), ch)
		took := time.Since(p.began)
		if err != nil || took < time.Minute || took > 90*time.Second {
			t.Errorf("over after %v: %v, want when no reboot was left", took, err)
		}
		if want := []string{`PUT /dedicated/server/ns1 {"bootId":22}`, "POST /dedicated/server/ns1/reboot"}; !slices.Equal(p.wrote, want) {
			t.Errorf("wrote %q, want %q", p.wrote, want)
		}
		if want := []string{
			"PUT EU.ext-9", "POST EU.ext-9", "OVHcloud does not list the task yet", `OVHcloud's task is "doing"`, `OVHcloud's task is "done"`,
			"OVHcloud still has a reboot of it on its list",
		}; !subset(want, said) {
			t.Errorf("said %q", said)
		}
	})
}

// subset tells whether everything that is wanted was said.
func subset(want, said []string) bool {
	return !slices.ContainsFunc(want, func(w string) bool { return !slices.Contains(said, w) })
}

func TestATaskThatOVHcloudGivesUpIsSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPaper()
		p.server1()
		p.say("GET /dedicated/server/ns1/task/7", `{"status":"ovhError","comment":"no answer of the power strip"}`)
		ch, err := p.client(t).Boot(t.Context(), server(), Restart, Surroundings{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err = carry(t.Context(), ch); err == nil || !strings.Contains(err.Error(), "power strip") {
			t.Errorf("error = %v", err)
		}
	})
}

func TestAServerInADarkBuildingIsNotStarted(t *testing.T) {
	p := newPaper()
	p.server1()
	ch, err := p.client(t).Boot(t.Context(), server(), Restart, Surroundings{Dark: dark("sbg2")})
	if err != nil || !strings.Contains(ch.Refused, "nothing in sbg2 answers since 00:47") {
		t.Fatalf("refused %q, %v", ch.Refused, err)
	}
	if _, err := carry(t.Context(), ch); err == nil || len(p.wrote) != 0 {
		t.Errorf("error = %v, wrote %q", err, p.wrote)
	}
}

func TestAnEndThatNeverComesIsSaidWithTheLastThatWasHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPaper()
		p.say("PUT /vps/v1", `null`)
		p.say("GET /vps/v1", `{"state":"rebooting"}`)
		vps := account.Resource{Kind: account.VPS, ID: "v1"}
		ch, err := p.client(t).Boot(t.Context(), vps, Rescue, Surroundings{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = carry(t.Context(), ch)
		if err == nil || !strings.Contains(err.Error(), `"rebooting"`) || time.Since(p.began) < longestWait-slowestLook {
			t.Errorf("error after %v: %v", time.Since(p.began), err)
		}
		p.after("GET /vps/v1", time.Since(p.began)+30*time.Second, `{"state":"rebooting"}`, `{"state":"rescued"}`)
		if said, err := carry(t.Context(), ch); err != nil {
			t.Errorf("error = %v after %q", err, said)
		}
	})
}

func TestWhatCannotBeStartedIsSaid(t *testing.T) {
	p := newPaper()
	_, err := p.client(t).Boot(t.Context(), account.Resource{Kind: account.Zone, ID: "shop.example"}, Restart, Surroundings{})
	if err == nil || !strings.Contains(err.Error(), "zone") {
		t.Errorf("error = %v", err)
	}
}

func TestAnAddressIsMovedWhenItLeadsThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPaper()
		p.say("GET /ip/203.0.113.4%2F32/move", `{"dedicatedServer":[{"service":"ns2","nexthop":null}],"vps":[{"service":"v1","nexthop":["a","b"]}],"cloudProject":null}`)
		p.say("POST /ip/203.0.113.4%2F32/move", `{"taskId":9,"status":"init","function":"genericMoveFloatingIp"}`)
		p.after("GET /ip/203.0.113.4%2F32", 20*time.Second, `{"routedTo":{"serviceName":"ns1"}}`, `{"routedTo":{"serviceName":"ns2"}}`)
		p.say("GET /ip/203.0.113.4%2F32/task/9", `{"status":"done"}`) // which is not believed
		from, to := server(), account.Resource{ID: "ns2", Place: account.Place{Provider: "ovh", Datacenter: "gra1"}}
		c := p.client(t)
		ch, err := c.Move(t.Context(), "203.0.113.4/32", &from, to, "", Surroundings{})
		if err != nil || ch.Refused != "" {
			t.Fatalf("refused %q, %v", ch.Refused, err)
		}
		if _, err := carry(t.Context(), ch); err != nil || time.Since(p.began) < 20*time.Second {
			t.Errorf("over after %v: %v", time.Since(p.began), err)
		}
		if want := []string{`POST /ip/203.0.113.4%2F32/move {"to":"ns2"}`}; !slices.Equal(p.wrote, want) {
			t.Errorf("wrote %q", p.wrote)
		}
		if ch.Undo != "vigie ip move 203.0.113.4/32 ns1" {
			t.Errorf("undo = %q", ch.Undo)
		}
	})
}

func TestAMoveThatWouldBeUselessIsRefused(t *testing.T) {
	p := newPaper()
	p.say("GET /ip/203.0.113.4%2F32/move", `{"dedicatedServer":[{"service":"ns2","nexthop":null},{"service":"ns3","nexthop":null}],"vps":[{"service":"v1","nexthop":["a","b"]}]}`)
	at := func(id, datacenter string) account.Resource {
		return account.Resource{ID: id, Place: account.Place{Provider: "ovh", Datacenter: datacenter}}
	}
	for _, x := range []struct {
		to            account.Resource
		next          string
		refused, warn string
	}{
		{at("ns9", "gra1"), "", "offers: ns2, ns3, v1", ""},
		{at("ns2", "sbg2"), "", "no sign of life", ""},
		{at("ns3", "sbg3"), "", "", "same campus"},
		{at("v1", "gra1"), "", "several hops", ""},
		{at("v1", "gra1"), "b", "", ""},
		{at("ns1", "sbg2"), "", "already", ""},
	} {
		from := server()
		ch, err := p.client(t).Move(t.Context(), "203.0.113.4/32", &from, x.to, x.next, Surroundings{Dark: dark("sbg2")})
		if err != nil {
			t.Fatal(err)
		}
		if (ch.Refused == "") != (x.refused == "") || !strings.Contains(ch.Refused, x.refused) {
			t.Errorf("%s: refused %q, want %q", x.to.ID, ch.Refused, x.refused)
		}
		if !strings.Contains(strings.Join(ch.Warnings, " "), x.warn) {
			t.Errorf("%s: warned %q, want %q", x.to.ID, ch.Warnings, x.warn)
		}
	}
}

func TestACallThatFailsIsTheLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPaper()
		p.server1()
		p.answers["POST /dedicated/server/ns1/reboot"] = func(string) (int, string) {
			return http.StatusBadGateway, "<html>"
		}
		ch, err := p.client(t).Boot(t.Context(), server(), Rescue, Surroundings{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = carry(t.Context(), ch)
		uncertain := new(account.UncertainError)
		if !errors.As(err, &uncertain) || !strings.Contains(err.Error(), "1 of the 2 calls") {
			t.Errorf("error = %v", err)
		}
	})
}
