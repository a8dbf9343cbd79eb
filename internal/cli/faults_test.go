package cli

import (
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/sim/ovhapi"
)

const smallAccount = `
start: 2021-03-10T00:30:00+01:00
estate:
  servers:
    - { id: ns1.example, datacenter: sbg2, rack: A1, ip: 192.0.2.10 }
    - { id: ns2.example, datacenter: gra2, rack: A2, ip: 192.0.2.11 }
  vps:
    - { id: vps1.example, region: gra2, ip: 192.0.2.20 }
    - { id: vps2.example, region: gra2, ip: 192.0.2.21 }
    - { id: vps3.example, region: gra2, ip: 192.0.2.22 }
    - { id: vps4.example, region: gra2, ip: 192.0.2.23 }
    - { id: vps5.example, region: gra2, ip: 192.0.2.24 }
  tickets:
    - { id: 1, number: CS1000001, subject: Disk, service: ns1.example, state: open, thread: [{ at: -48h, from: us, body: broken }] }
sites: [{ name: Shop, url: "https://shop.example/", host: ns1.example }]
`

// Lines that stand there whatever befalls others.
const (
	ns1Line = "  ns1.example  sbg2 A1  ok"
	ns2Line = "  ns2.example  gra2 A2  ok"
)

// What a person reads of each fault of the real API, from the simulated API to the line on the screen. Things are read
// one by one, since the faults are those of single calls. What fails at once, or is tried again, does so side by side.
func TestWhatAPersonReadsWhileTheAPIIsAtFault(t *testing.T) {
	const (
		inventory = "vigie: OVHcloud inventory: "
		trouble   = `OVHcloud's API is in trouble: "Internal server error" (500 Server::InternalServerError)`
		unread    = "OVHcloud's API answers, but with something that cannot be read (200)"
	)
	for name, c := range map[string]struct {
		faults []string
		lines  []string // that stand there, among others
	}{
		"of single things": {
			[]string{
				"GET /dedicated/server/ns1.example: status=500", "GET /dedicated/server/ns2.example/task: status=500", "GET /vps/vps1.example: truncated",
				"GET /vps/vps2.example: expired", "GET /vps/vps3.example: status=404", "GET /vps/vps4.example: status=500,times=1",
				"GET /vps/vps5.example: status=502,html", "GET /support/tickets: status=500",
			},
			[]string{
				"2 dedicated servers, 1 not read",
				"  ns1.example", "    ?  " + trouble,
				ns2Line, "    ?  its tasks: " + trouble,
				"5 VPS, 3 not read",
				"  vps1.example", "    ?  " + unread,
				"  vps2.example        EXPIRED", `    ?  this service has expired: "This service is expired" (460 Client::Expired)`,
				"  vps3.example", `    ?  OVHcloud does not know this: "This service does not exist" (404 Client::NotFound)`,
				"  vps4.example  gra2  running",
				"  vps5.example", "    ?  OVHcloud's API is in trouble (502)",
				"vigie: OVHcloud tickets: " + trouble,
			},
		},
		"of whole lists": {
			[]string{
				"GET /dedicated/server: status=500", "GET /vps: html", "GET /hosting/web: cut", "GET /domain: truncated", "GET /domain/zone: status=502,html",
				"GET /ip: status=408,html", "GET /cloud/project: status=429", "GET /dedicated/nasha: times=1,status=500",
			},
			[]string{
				"2 dedicated servers, 2 not read", "  ns1.example", "  ns2.example", "5 VPS, 5 not read", inventory + strings.Join([]string{
					"the dedicated servers could not be listed: " + trouble,
					"the VPS could not be listed: " + unread,
					"the cloud projects could not be listed: OVHcloud's API is overloaded or asks for fewer calls: \"Too many requests\" (429 Client::TooManyRequests)",
					"the web hostings could not be listed: OVHcloud's API cannot be reached: the connection is cut before the answer has come",
					"the domains could not be listed: " + unread,
					"the zones could not be listed: OVHcloud's API is in trouble (502)",
					"the IP blocks could not be listed: OVHcloud's API is overloaded or asks for fewer calls (408)",
				}, "; "),
			},
		},
		"of rights": {
			[]string{"GET /dedicated/server/ns1.example/task: status=403", "GET /vps: iam", "GET /domain: status=403"},
			[]string{inventory + "the key may not read the VPS, the domains, the tasks of dedicated servers", ns1Line, ns2Line},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			options := []ovhapi.Option{ovhapi.WithNames()}
			for _, s := range c.faults {
				f, err := ovhapi.ParseFault(s)
				if err != nil {
					t.Fatal(err)
				}
				options = append(options, ovhapi.WithFaults(f))
			}
			stands(t, simAccount(t, smallAccount, nil, options...).says("servers"), c.lines...)
		})
	}
}

// stands fails unless each of some lines stands in a text as it is.
func stands(t *testing.T, text string, lines ...string) {
	t.Helper()
	all := strings.Split(text, "\n")
	for _, want := range lines {
		if !slices.Contains(all, want) {
			t.Errorf("there is no line\n%q in\n%s", want, text)
		}
	}
}

// What a person reads where the key is at fault, and of how much the account is known.
func TestWhatAPersonReadsWhileTheKeyIsAtFault(t *testing.T) {
	keys := ovhapi.NewKeys()
	for name, c := range map[string]struct {
		keys string
		line string
	}{
		"a wrong secret": {
			"application_key: " + keys.ApplicationKey + ", application_secret: other, consumer_key: " + keys.ConsumerKey,
			`OVHcloud does not accept the signature; is the application secret right, and this machine's clock: "Invalid signature" (400 INVALID_SIGNATURE)`,
		},
		"a key of another endpoint": {
			"application_key: other, application_secret: " + keys.ApplicationSecret + ", consumer_key: " + keys.ConsumerKey,
			`OVHcloud does not know the application key; a key works only at the endpoint where it was made: "This application key is invalid" (403 Client::Forbidden)`,
		},
		"a key that is not known": {
			"application_key: " + keys.ApplicationKey + ", application_secret: " + keys.ApplicationSecret + ", consumer_key: other",
			`OVHcloud refuses the key, which it does not know; ask for a new one: "This credential does not exist" (403 NOT_CREDENTIAL)`,
		},
		"a token that has ended": {
			"access_token: other",
			`OVHcloud takes this for a call without a key; an access token lasts about a day, and then a new one is needed: "You must login first" (401 Client::Unauthorized)`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := simAccount(t, smallAccount, nil)
			at.connect(c.keys)
			stands(t, at.says("servers"), "vigie: OVHcloud account: "+c.line, "vigie: OVHcloud inventory: "+c.line, "vigie: OVHcloud tickets: "+c.line)
		})
	}
}

func TestWhatAPersonReadsWhenTheAPIAsksToBeLeftAlone(t *testing.T) {
	f, err := ovhapi.ParseFault("GET /dedicated/server: retry-after=1h")
	if err != nil {
		t.Fatal(err)
	}
	const want = `the dedicated servers could not be listed: OVHcloud's API asks to be left alone for 60 minutes: "Too many requests" (429 Client::TooManyRequests)`
	if said := simAccount(t, smallAccount, nil, ovhapi.WithFaults(f)).says("servers"); !strings.Contains(said, want) {
		t.Errorf("nothing says %q in\n%s", want, said)
	}
}

// What was read before stands there still, with its age, when the key has ended.
func TestWhatAPersonReadsWhenTheKeyHasEnded(t *testing.T) {
	at := simAccount(t, smallAccount, nil)
	at.keep()
	at.pass(keyLasts)
	said := at.says("servers")
	const line = `OVHcloud refuses the key, which has ended or was never granted; ask for a new one: "This credential is not valid" (403 INVALID_CREDENTIAL)`
	stands(t, said, ns1Line, ns2Line, "vigie: OVHcloud tickets: "+line)
	if want := "vigie: OVHcloud inventory: " + line + "; what it said last is of "; !strings.Contains(said, want) {
		t.Errorf("nothing says %q in\n%s", want, said)
	}
}

func TestAnAPIWhoseClockIsWrongIsUsedAllTheSame(t *testing.T) {
	for _, by := range []time.Duration{-2 * time.Hour, 2 * time.Hour} {
		at := simAccount(t, smallAccount, nil, ovhapi.WithClockOff(by, time.Time{}))
		stands(t, at.says("servers"), ns1Line, ns2Line)
	}
}

// What a person reads who wants to change something, and cannot, or does not learn whether it was done.
func TestWhatAPersonReadsWhenAChangeFails(t *testing.T) {
	for name, c := range map[string]struct{ fault, want string }{
		"conflict": {"status=409", `OVHcloud is at work on this already; wait until that has ended: "A task is under way on it already" (409 Client::Conflict)`},
		"right":    {"status=403", `the key may not change this: it was made for reading: "This call has not been granted" (403 NOT_GRANTED_CALL)`},
		"policy":   {"iam", `the policies of your OVHcloud account do not allow this: "User not granted for this request, not allowed: ip:apiovh:post" (403 Client::Forbidden)`},
		"error":    {"status=500", `it was sent, but whether it was done is not known: OVHcloud's API is in trouble: "Internal server error" (500 Server::InternalServerError)`},
		"lost":     {"lost", "it was sent, but whether it was done is not known: OVHcloud's API cannot be reached: the connection is cut before the answer has come"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, err := ovhapi.ParseFault("POST /ip/*: " + c.fault)
			if err != nil {
				t.Fatal(err)
			}
			at := simAccount(t, twoServers, ovhapi.Acting(), ovhapi.WithFaults(f))
			stands(t, at.says("ip", "move", "192.0.2.40", "ns2.example", "--confirm", "192.0.2.40/32"), c.want)
		})
	}
}
