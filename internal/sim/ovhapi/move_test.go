package ovhapi

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	goovh "github.com/ovh/go-ovh/ovh"

	"vigie/internal/account"
	"vigie/providers/ovh"
)

const (
	failover = "192.0.2.40/32"
	asked    = "192.0.2.40:443" // where its machine is met
)

// led is where the failover address of the bench leads now, as the API says and as the world has it.
func (b *bench) led(t *testing.T) string {
	t.Helper()
	rows, err := b.client.Inventory(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.ID == failover {
			if world := b.world.RoutedTo(netip.MustParsePrefix(failover), b.now()); world != r.RoutedTo {
				t.Errorf("the API says that it leads to %s, and it leads to %s", r.RoutedTo, world)
			}
			return r.RoutedTo
		}
	}
	t.Fatal("the account has no failover address")
	return ""
}

// plan plans the move of the failover address from the server in the dark building.
func (b *bench) plan(t *testing.T, to account.Resource) *ovh.Change {
	t.Helper()
	from := rented(account.DedicatedServer, "ns2.example", "sbg2")
	ch, err := b.client.Move(t.Context(), failover, &from, to, "", ovh.Surroundings{})
	if err != nil {
		t.Fatal(err)
	}
	return ch
}

// The task is hidden at first and believed at no time: it is over when the address leads there, and the world follows.
func TestAnAddressIsMovedOutOfADarkBuilding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		if b.answers(t, asked) {
			t.Fatal("the address answers from a dark building")
		}
		ch := b.plan(t, rented(account.DedicatedServer, "ns1.example", "gra4"))
		if ch.Refused != "" {
			t.Fatalf("refused: %s", ch.Refused)
		}
		began, said := time.Now(), ""
		err := ch.Carry(t.Context(), func(s ovh.Step) {
			said += s.Says + "\n"
			if time.Since(began) < taskDone && (b.answers(t, asked) || b.led(t) != "ns2.example") {
				t.Errorf("it leads elsewhere after %v", time.Since(began))
			}
		})
		if took := time.Since(began); err != nil || took < taskDone || took > 2*taskDone {
			t.Errorf("over after %v: %v", took, err)
		}
		for _, want := range []string{"does not list the task yet", `"todo"`, `"doing"`} {
			if !strings.Contains(said, want) {
				t.Errorf("nothing said %q in\n%s", want, said)
			}
		}
		if b.led(t) != "ns1.example" || !b.answers(t, asked) {
			t.Errorf("it leads to %s, and answers: %v", b.led(t), b.answers(t, asked))
		}
	})
}

func TestAMoveThatFailsLeavesTheAddressWhereItWas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, WithFailingTasks())
		ch := b.plan(t, rented(account.DedicatedServer, "ns1.example", "gra4"))
		err := ch.Carry(t.Context(), func(ovh.Step) {})
		if err == nil || !strings.Contains(err.Error(), "ovhError") || b.led(t) != "ns2.example" {
			t.Errorf("it leads to %s: %v", b.led(t), err)
		}
		if ch := b.plan(t, rented(account.DedicatedServer, "ns1.example", "gra4")); ch.Refused != "" {
			t.Errorf("after the failure it is refused: %s", ch.Refused)
		}
	})
}

// A move whose answer is lost may have been ordered, and is not ordered again before that is known.
func TestAMoveWhoseAnswerIsLostIsNotSentAgain(t *testing.T) {
	for name, c := range map[string]struct {
		fault   Fault
		refused string // the next attempt
		leads   string // in the end
	}{
		"too late": {Fault{Delay: time.Hour}, "", "ns2.example"},
		"ordered":  {Fault{Lost: true}, "OVHcloud is moving it to ns1.example already", "ns1.example"},
		"cut":      {Fault{Cut: true}, "", "ns2.example"},
		"an error": {Fault{Status: 500}, "", "ns2.example"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c.fault.Rule, c.fault.Times = Rule{"POST", "/ip/*"}, 1
				b := newBench(t, WithFaults(c.fault))
				to := rented(account.DedicatedServer, "ns1.example", "gra4")
				err := b.plan(t, to).Carry(t.Context(), func(ovh.Step) {})
				if _, uncertain := errors.AsType[*account.UncertainError](err); !uncertain {
					t.Errorf("error = %v", err)
				}
				time.Sleep(taskTodo)
				ch := b.plan(t, to)
				if (ch.Refused == "") != (c.refused == "") || !strings.Contains(ch.Refused, c.refused) {
					t.Errorf("refused: %q, want %q", ch.Refused, c.refused)
				}
				time.Sleep(taskDone)
				if got := b.led(t); got != c.leads {
					t.Errorf("it leads to %s", got)
				}
			})
		})
	}
}

func TestWhereAnAddressCannotGo(t *testing.T) {
	b := newBench(t)
	to := rented(account.DedicatedServer, "ns9.example", "gra4")
	if ch := b.plan(t, to); !strings.Contains(ch.Refused, "It offers: ns1.example, ns3.example, vps1.example.") {
		t.Errorf("refused: %q", ch.Refused)
	}
	if ch := b.plan(t, rented(account.DedicatedServer, "ns2.example", "sbg2")); !strings.Contains(ch.Refused, "leads there already") {
		t.Errorf("refused: %q", ch.Refused)
	}
	ch := b.plan(t, rented(account.VPS, "vps1.example", "sbg3"))
	if ch.Refused != "" || !strings.Contains(strings.Join(ch.Warnings, " "), "stand on the same campus") {
		t.Errorf("refused %q, warned %q", ch.Refused, ch.Warnings)
	}
	plain, err := goovh.NewAccessTokenClient("https://"+Host+"/1.0", NewKeys().AccessToken)
	if err != nil {
		t.Fatal(err)
	}
	plain.Client = b.web
	const move = "/ip/192.0.2.40%2F32/move"
	for _, c := range []struct {
		path string
		body object
		code int
		want string
	}{
		{move, object{}, 400, "[to] Missing"},
		{move, object{"to": "ns9.example"}, 400, "cannot be moved to ns9.example"},
		{move, object{"to": "ns2.example"}, 400, "cannot be moved to ns2.example"},
		{move, object{"to": "ns1.example", "nexthop": "x"}, 400, "no next hop x"},
		{"/ip/192.0.2.41%2F32/move", object{"to": "ns1.example"}, 404, "does not exist"},
		{"/ip/192.0.2.48%2F32/move", object{"to": "ns1.example"}, 400, "cannot be moved"},
		{move, object{"to": "ns1.example"}, 0, ""},
		{move, object{"to": "ns1.example"}, 409, "under way"},
	} {
		err := plain.Post(c.path, c.body, nil)
		api, no := errors.AsType[*goovh.APIError](err)
		if c.code == 0 && err != nil || c.code != 0 && (!no || api.Code != c.code || !strings.Contains(api.Message, c.want)) {
			t.Errorf("%s %v: %v, want %d %q", c.path, c.body, err, c.code, c.want)
		}
	}
}
