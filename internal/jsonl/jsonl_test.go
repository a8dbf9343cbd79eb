package jsonl

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
	"vigie/internal/result"
)

// at is a time on a clock that is not UTC.
var at = time.Date(2021, 3, 10, 1, 47, 31, 204_900_000, time.FixedZone("CET", 3600))

func line(t *testing.T, v any) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func same(t *testing.T, v any, want string) {
	t.Helper()
	if got := line(t, v); got != want+"\n" {
		t.Errorf("got  %swant %s", got, want)
	}
}

// silent is the result that the contract shows.
func silent() result.Result {
	r := result.Result{
		Time: at, Site: "Shop", Check: result.KindHTTP, Target: "https://shop.example.com/", Vantage: "local", State: result.Down,
		Failure: result.TCPTimeout, Reason: "no answer from 192.0.2.10:443 within 10 s", Address: "192.0.2.10:443", Attempts: 2,
		Total: 10 * time.Second, Phases: result.NoPhases(),
	}
	r.Phases.DNS = 3100 * time.Microsecond
	return r
}

func TestALineOfCheckIsAsTheContractShowsIt(t *testing.T) {
	same(t, FromResult(silent()), `{"time":"2021-03-10T00:47:31.204Z","site":"Shop","check":"http","target":"https://shop.example.com/",`+
		`"vantage":"local","state":"down","failure":"tcp.timeout","reason":"no answer from 192.0.2.10:443 within 10 s",`+
		`"address":"192.0.2.10:443","attempts":2,"total_ms":10000,`+
		`"phases_ms":{"dns":3.1,"connect":null,"tls":null,"first_byte":null,"transfer":null},`+
		`"http":{"status":null,"proto":null,"bytes":0,"visible":null,"redirects":[]},"tls":{"version":null,"expires":null,"issuer":null}}`)
}

func TestAGoodAnswerHasNeitherFailureNorReason(t *testing.T) {
	r := result.Result{
		Time: at, Site: "Shop", Check: result.KindHTTP, Target: "https://shop.example.com/?a=1&b=<2>", Vantage: "local", State: result.Up,
		Address: "192.0.2.10:443", Attempts: 1, Total: 145 * time.Millisecond,
		Phases: result.Phases{Connect: 20 * time.Millisecond, TLS: 40 * time.Millisecond, FirstByte: 80 * time.Millisecond, Transfer: 5 * time.Millisecond},
		HTTP:   &result.HTTP{Status: 200, Proto: "HTTP/2.0", Bytes: 5, Visible: 0, Redirects: []string{"https://shop.example.com/fr"}},
		TLS:    &result.TLS{Version: "TLS 1.3", Expires: at.AddDate(0, 1, 0), Issuer: "R11"},
	}
	same(t, FromResult(r), `{"time":"2021-03-10T00:47:31.204Z","site":"Shop","check":"http","target":"https://shop.example.com/?a=1&b=<2>",`+
		`"vantage":"local","state":"up","failure":null,"reason":null,"address":"192.0.2.10:443","attempts":1,"total_ms":145,`+
		`"phases_ms":{"dns":0,"connect":20,"tls":40,"first_byte":80,"transfer":5},`+
		`"http":{"status":200,"proto":"HTTP/2.0","bytes":5,"visible":0,"redirects":["https://shop.example.com/fr"]},`+
		`"tls":{"version":"TLS 1.3","expires":"2021-04-10T00:47:31.204Z","issuer":"R11"}}`)
}

func TestPartsOfOtherKindsStandOnlyWhereThereIsSomething(t *testing.T) {
	for name, c := range map[string]struct {
		change func(r *result.Result)
		has    string
		lacks  []string
	}{
		"tcp": {func(*result.Result) {}, `"http":null,"tls":null}`, []string{`"dns":{`, `"ping":`, `"mail":`, `"steps":`}},
		"tls": {func(r *result.Result) { r.Check = result.KindTLS }, `"tls":{"version":null,"expires":null,"issuer":null}}`, []string{`"steps"`}},
		"dns": {
			func(r *result.Result) { r.DNS = &result.DNS{Server: "192.0.2.53:53", Rcode: "NXDOMAIN", TTL: -1} },
			`"dns":{"server":"192.0.2.53:53","rcode":"NXDOMAIN","answers":[],"ttl":null,"authoritative":false,"authentic":false}`,
			[]string{`"ping"`},
		},
		"an answer of dns": {
			func(r *result.Result) { r.DNS = &result.DNS{Answers: []string{"192.0.2.10"}, Authoritative: true} },
			`"dns":{"server":null,"rcode":null,"answers":["192.0.2.10"],"ttl":0,"authoritative":true,"authentic":false}`, nil,
		},
		"ping without an echo": {
			func(r *result.Result) { r.Ping = &result.Ping{How: "icmp", Sent: 3} },
			`"ping":{"how":"icmp","sent":3,"received":0,"min_ms":null,"mean_ms":null,"max_ms":null}`, nil,
		},
		"ping": {
			func(r *result.Result) {
				r.Ping = &result.Ping{How: "icmp", Sent: 3, Received: 2, Least: 1234567, Mean: 2 * time.Millisecond, Most: time.Second}
			},
			`"ping":{"how":"icmp","sent":3,"received":2,"min_ms":1.235,"mean_ms":2,"max_ms":1000}`, nil,
		},
		"mail": {
			func(r *result.Result) { r.Mail = &result.Mail{} },
			`"mail":{"greeting":null,"offers":[],"secured":false}`, nil,
		},
		"a step": {
			func(r *result.Result) {
				r.Steps = []result.Step{{Target: "GET /", State: result.Down, Failure: result.HTTPStatus, Reason: "403", Phases: result.NoPhases()}}
			},
			`"steps":[{"target":"GET /","state":"down","failure":"http.status","reason":"403","address":null,"total_ms":0,` +
				`"phases_ms":{"dns":null,"connect":null,"tls":null,"first_byte":null,"transfer":null}}]`, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := silent()
			r.Check = result.KindTCP
			c.change(&r)
			got := line(t, FromResult(r))
			if !strings.Contains(got, c.has) {
				t.Errorf("%s lacks %s", got, c.has)
			}
			for _, x := range c.lacks {
				if strings.Contains(got, x) {
					t.Errorf("%s has %s", got, x)
				}
			}
		})
	}
}

func TestEvidenceIsNotInALine(t *testing.T) {
	r := silent()
	r.Evidence = []result.Evidence{{Name: "page", Text: "what a page said"}}
	if got := line(t, FromResult(r)); strings.Contains(got, "what a page said") {
		t.Error(got)
	}
}

func TestAChangeIsAsTheContractShowsIt(t *testing.T) {
	same(t, FromChange("Shop", result.Up, result.Down, at, at.Add(5*time.Second), result.TCPRefused, "192.0.2.10:443 refuses the connection"),
		`{"event":"change","site":"Shop","from":"up","to":"down","since":"2021-03-10T00:47:31.204Z","failure":"tcp.refused",`+
			`"reason":"192.0.2.10:443 refuses the connection","time":"2021-03-10T00:47:36.204Z"}`)
	same(t, FromChange("Shop", result.Down, result.Up, at, at, "", ""),
		`{"event":"change","site":"Shop","from":"down","to":"up","since":"2021-03-10T00:47:31.204Z","failure":null,"reason":null,`+
			`"time":"2021-03-10T00:47:31.204Z"}`)
}

func TestThePastOfASite(t *testing.T) {
	outages := []estate.Outage{
		{From: at.Add(-time.Minute), Failure: result.TCPTimeout, Reason: "no answer", Gap: 10 * time.Second},
		{From: at.Add(-2 * time.Hour), To: at.Add(-time.Hour), Failure: result.HTTPStatus, Reason: "the server answered 503"},
	}
	same(t, FromHistory("Shop", at.Add(-24*time.Hour), at, estate.Share{Of: 0.5, Seen: 0.25},
		estate.Percentiles{Answers: 3, P50: 1500 * time.Microsecond, P95: 2 * time.Second, P99: 2 * time.Second}, outages),
		`{"site":"Shop","from":"2021-03-09T00:47:31.204Z","to":"2021-03-10T00:47:31.204Z","uptime":0.5,"observed":0.25,"answers":3,`+
			`"p50_ms":1.5,"p95_ms":2000,"p99_ms":2000,"outages":[`+
			`{"from":"2021-03-10T00:46:31.204Z","to":null,"length_ms":60000,"gap_ms":10000,"failure":"tcp.timeout","reason":"no answer"},`+
			`{"from":"2021-03-09T22:47:31.204Z","to":"2021-03-09T23:47:31.204Z","length_ms":3600000,"gap_ms":0,"failure":"http.status",`+
			`"reason":"the server answered 503"}]}`)
	same(t, FromHistory("New", at, at, estate.Share{Of: -1}, estate.Percentiles{}, nil),
		`{"site":"New","from":"2021-03-10T00:47:31.204Z","to":"2021-03-10T00:47:31.204Z","uptime":null,"observed":0,"answers":0,`+
			`"p50_ms":null,"p95_ms":null,"p99_ms":null,"outages":[]}`)
	same(t, FromHistory("Down", at, at, estate.Share{Of: 0, Seen: 1}, estate.Percentiles{}, nil),
		`{"site":"Down","from":"2021-03-10T00:47:31.204Z","to":"2021-03-10T00:47:31.204Z","uptime":0,"observed":1,"answers":0,`+
			`"p50_ms":null,"p95_ms":null,"p99_ms":null,"outages":[]}`)
}

func TestThePostOfAProviderMayComeBeforeOurs(t *testing.T) {
	s := &estate.Snapshot{Now: at, Verdict: estate.Verdict{
		Cause: estate.CauseDatacenter, Where: "ovh/sbg2", Official: estate.Official{Said: true, FirstPost: at, Lag: -90 * time.Second},
	}}
	if got := line(t, FromSnapshot(s)); !strings.Contains(got, `"official":{"said":true,"first_post":"2021-03-10T00:47:31.204Z","lag_ms":-90000,"notice":null}`) {
		t.Error(got)
	}
	s.Verdict.Official = estate.Official{}
	if got := line(t, FromSnapshot(s)); !strings.Contains(got, `"official":{"said":false,"first_post":null,"lag_ms":null,"notice":null}`) {
		t.Error(got)
	}
}

func TestASiteInTheSituation(t *testing.T) {
	last := silent()
	s := &estate.Snapshot{Now: at, Sites: []*estate.Site{
		{
			Name: "Shop", State: result.Down, Since: at, Failure: result.TCPTimeout, Reason: "no answer", Resource: "ns1", ExplainedBy: "Database",
			Place: account.Place{Provider: "ovh", Datacenter: "sbg2"}, Uptime24h: 0, Checks: []estate.Check{{State: result.Down, Last: &last}},
		},
		{Name: "New", State: result.Unknown, Uptime24h: -1},
	}}
	got := line(t, FromSnapshot(s))
	for _, want := range []string{
		`{"name":"Shop","group":null,"state":"down","since":"2021-03-10T00:47:31.204Z","failure":"tcp.timeout","reason":"no answer",` +
			`"resource":"ns1","place":"ovh/sbg2","latency_ms":10000,"uptime_24h":0,"explained_by":"Database"}`,
		`{"name":"New","group":null,"state":"unknown","since":null,"failure":null,"reason":null,"resource":null,"place":null,` +
			`"latency_ms":null,"uptime_24h":null,"explained_by":null}`,
		`"loss":null`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s lacks %s", got, want)
		}
	}
}

// lines are one of each kind, with as little in them as there can be.
func lines() []any {
	return []any{
		FromResult(result.Result{}), FromChange("", "", "", time.Time{}, time.Time{}, "", ""),
		FromHistory("", time.Time{}, time.Time{}, estate.Share{}, estate.Percentiles{}, []estate.Outage{{}}),
		FromSnapshot(&estate.Snapshot{
			Sites: []*estate.Site{{}}, Places: []estate.Place{{}}, Incidents: []estate.Incident{{}}, Sources: []estate.Source{{}},
			Notices: []account.Notice{{}}, Verdict: estate.Verdict{Evidence: []estate.Evidence{{}}},
		}),
		FromResource(account.Resource{Tasks: []account.Task{{}}}, nil), FromTicket(account.Ticket{Thread: []account.Message{{}}}, true),
		FromNotice(account.Notice{}, &estate.Snapshot{}),
		FromResult(result.Result{
			Check: result.KindHTTP, HTTP: &result.HTTP{}, TLS: &result.TLS{}, DNS: &result.DNS{}, Ping: &result.Ping{}, Mail: &result.Mail{},
			Steps: []result.Step{{HTTP: &result.HTTP{}, TLS: &result.TLS{}, Mail: &result.Mail{}}},
		}),
	}
}

var snake = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

func TestKeysAreInSnakeCaseAndNoListIsNull(t *testing.T) {
	for _, v := range lines() {
		got := line(t, v)
		if strings.Count(got, "\n") != 1 || !strings.HasSuffix(got, "}\n") {
			t.Errorf("%T is no line: %q", v, got)
		}
		var object any
		if err := json.Unmarshal([]byte(got), &object); err != nil {
			t.Fatal(err)
		}
		walk(t, reflect.ValueOf(v), object)
	}
}

// walk looks at a value beside what became of it.
func walk(t *testing.T, v reflect.Value, became any) {
	t.Helper()
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	switch x := became.(type) {
	case nil:
		if v.Kind() == reflect.Slice {
			t.Errorf("a list of %v is null", v.Type().Elem())
		}
	case []any:
		for i := range x {
			walk(t, v.Index(i), x[i])
		}
	case map[string]any:
		for i := range v.NumField() {
			name, option, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			if !snake.MatchString(name) {
				t.Errorf("%v has a key %q", v.Type(), name)
			}
			if part, there := x[name]; there {
				walk(t, v.Field(i), part)
			} else if option != "omitempty" {
				t.Errorf("%v lacks %s", v.Type(), name)
			}
		}
	}
}

func TestTextFromOutsideDrivesNoTerminal(t *testing.T) {
	r := silent()
	r.Reason = "\x1b[2J\a\x00 \u009b31m\u0085\x7f \u2028 \xff été 雪 <&>"
	got := line(t, FromResult(r))
	for _, c := range got[:len(got)-1] {
		if c < 0x20 || c >= 0x7f && c <= 0x9f || c == 0x2028 {
			t.Errorf("%U stands in %q", c, got)
		}
	}
	if !strings.Contains(got, "été 雪 <&>") {
		t.Errorf("what is harmless is not as it was: %q", got)
	}
	var back struct{ Reason string }
	if err := json.Unmarshal([]byte(got), &back); err != nil || back.Reason != strings.ToValidUTF8(r.Reason, "\ufffd") {
		t.Errorf("%q, %v", back.Reason, err)
	}
}

func TestNumbersOfMillisecondsAreTrueToTheMicrosecond(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-1: "null", 0: "0", 499: "0", 500: "0.001", 1234567: "1.235", time.Hour: "3600000", math.MaxInt64: "9223372036854.775", -time.Second: "null",
	} {
		if got, err := json.Marshal(ms(d)); err != nil || string(got) != want {
			t.Errorf("%d is %s, %v, want %s", d, got, err, want)
		}
	}
}

// full is a writer without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no room") }

func TestAWriterWithoutRoomIsAnError(t *testing.T) {
	if err := Write(full{}, FromResult(silent())); err == nil {
		t.Error("nothing is said")
	}
	if err := Write(full{}, math.NaN()); err == nil {
		t.Error("what cannot be written is written")
	}
}
