package sim_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"vigie/internal/sim"
)

// fetch asks for a page over TLS with nothing but the door, and returns the answer with its body read.
func fetch(t *testing.T, v *sim.Visit, w *sim.World, address, url string) (*http.Response, string, error) {
	t.Helper()
	ctx, cancel := v.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	raw, err := v.Dial(ctx, "tcp", address)
	if err != nil {
		return nil, "", err
	}
	defer raw.Close()
	if deadline, ok := ctx.Deadline(); !ok || raw.SetDeadline(deadline) != nil {
		t.Fatal("no deadline")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	stream := raw
	if req.URL.Scheme == "https" {
		stream = tls.Client(raw, &tls.Config{ServerName: req.URL.Hostname(), RootCAs: w.Roots(), Time: v.Now})
	}
	if err := req.Write(stream); err != nil {
		return nil, "", err
	}
	resp, err := http.ReadResponse(bufio.NewReader(stream), req)
	if err != nil {
		return nil, "", err
	}
	body, err := io.ReadAll(resp.Body)
	return resp, string(body), err
}

func TestDialMeetsWhatTheScenarioSays(t *testing.T) {
	defer goleak.VerifyNone(t)
	for what, want := range map[string]struct {
		err      error
		deadline bool // it takes all of the time
	}{
		"blackhole":                            {os.ErrDeadlineExceeded, true},
		"refuse":                               {syscall.ECONNREFUSED, false},
		"unreachable":                          {syscall.EHOSTUNREACH, false},
		"{ loss: 100% }":                       {os.ErrDeadlineExceeded, true},
		"{ status: 503 }":                      {},
		"{ loss: 0% }":                         {},
		"{ slow: 3s }":                         {},
		"{ condition: refuse, families: [6] }": {},
	} {
		w, sc := world(t, "events: [{ at: 0s, servers: { ns1: "+what+" } }]")
		v := w.Visit(sc.Start)
		ctx, cancel := v.WithTimeout(t.Context(), 7*time.Second)
		conn, err := v.Dial(ctx, "tcp", "192.0.2.10:443")
		cancel()
		if conn != nil {
			conn.Close()
		}
		took := v.Now().Sub(sc.Start)
		var op *net.OpError
		if !errors.Is(err, want.err) || err != nil && !errors.As(err, &op) {
			t.Errorf("%s: %v, want %v", what, err, want.err)
		}
		if want.deadline && took != 7*time.Second || !want.deadline && (took < 8*time.Millisecond || took > 40*time.Millisecond) {
			t.Errorf("%s: took %v", what, took)
		}
	}
}

func TestWhatIsConnectedMayStillFail(t *testing.T) {
	defer goleak.VerifyNone(t)
	for what, want := range map[string]error{
		"reset": syscall.ECONNRESET, "stall": os.ErrDeadlineExceeded, "truncate": io.ErrUnexpectedEOF,
		"{ slow: 9990ms }": os.ErrDeadlineExceeded,
	} {
		w, sc := world(t, "events: [{ at: 0s, servers: { ns1: "+what+" } }]")
		for _, scheme := range []string{"http", "https"} {
			port := map[string]string{"http": "80", "https": "443"}[scheme]
			v := w.Visit(sc.Start)
			_, _, err := fetch(t, v, w, "192.0.2.10:"+port, scheme+"://shop.example/")
			if !errors.Is(err, want) {
				t.Errorf("%s over %s: %v, want %v", what, scheme, err, want)
			}
			if took := v.Now().Sub(sc.Start); errors.Is(want, os.ErrDeadlineExceeded) && took != 10*time.Second {
				t.Errorf("%s over %s: gave up after %v", what, scheme, took)
			}
		}
	}
}

func TestSlowIsSlowInTheWorldsTime(t *testing.T) {
	w, sc := world(t, "events: [{ at: 1h, servers: { ns1: { slow: 4s } } }]")
	took := func(at time.Duration) time.Duration {
		v := w.Visit(sc.Start.Add(at))
		if _, _, err := fetch(t, v, w, "192.0.2.10:443", "https://shop.example/"); err != nil {
			t.Fatal(err)
		}
		return v.Now().Sub(sc.Start.Add(at))
	}
	before, after := took(0), took(time.Hour)
	if before > 300*time.Millisecond || after < 4*time.Second || after > 4*time.Second+300*time.Millisecond {
		t.Errorf("%v before, %v after", before, after)
	}
}

func TestADeadConversationEndsAtTheDeadlineThatIsSetLater(t *testing.T) {
	defer goleak.VerifyNone(t)
	w, sc := world(t, "events: [{ at: 0s, servers: { ns1: stall } }]")
	v := w.Visit(sc.Start)
	conn, err := v.Dial(t.Context(), "tcp", "192.0.2.10:80")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() {
		_, err := conn.Read(make([]byte, 1))
		ended <- err
	}()
	if err := conn.SetDeadline(time.Unix(1, 0)); err != nil { // what a cancelled probe does
		t.Fatal(err)
	}
	if err := <-ended; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error(err)
	}
	if _, err := conn.Write([]byte("x")); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a write after the deadline: %v", err)
	}
	if v.Now().After(sc.Start.Add(time.Second)) {
		t.Errorf("a deadline in the past has moved the clock to %v", v.Now())
	}
	conn.Close()
	if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
		t.Errorf("a read after Close: %v", err)
	}
}

func TestAContextOfTheWorldEndsWithItsParentOnly(t *testing.T) {
	w, sc := world(t, "")
	v := w.Visit(sc.Start)
	parent, cancelParent := context.WithCancel(t.Context())
	outer, cancelOuter := v.WithTimeout(parent, time.Second)
	defer cancelOuter()
	inner, cancelInner := v.WithTimeout(outer, time.Minute)
	defer cancelInner()
	if deadline, ok := inner.Deadline(); !ok || !deadline.Equal(sc.Start.Add(time.Second)) {
		t.Errorf("the inner deadline is %v", deadline)
	}
	if inner.Err() != nil {
		t.Error("it has ended by itself, in another time")
	}
	cancelParent()
	if _, err := v.Dial(inner, "tcp", "192.0.2.10:443"); !errors.Is(err, context.Canceled) {
		t.Errorf("dialling with a cancelled context: %v", err)
	}
}

func TestLossHitsItsShareOfTheAttempts(t *testing.T) {
	w, sc := world(t, "events: [{ at: 0s, servers: { ns1: { loss: 40% } } }]")
	lost := 0
	for second := range 1000 {
		at := sc.Start.Add(time.Duration(second) * time.Second)
		var got [2]bool
		for i := range got {
			v := w.Visit(at)
			ctx, cancel := v.WithTimeout(t.Context(), time.Second)
			conn, err := v.Dial(ctx, "tcp", "192.0.2.10:22")
			cancel()
			if got[i] = err == nil; got[i] {
				conn.Close()
			}
		}
		if got[0] != got[1] {
			t.Fatalf("the same attempt goes two ways at %v", at)
		}
		if !got[0] {
			lost++
		}
	}
	if lost < 350 || lost > 450 {
		t.Errorf("%d of 1000 are lost, of 40%%", lost)
	}
}

func TestTheLineTakesEverythingWithIt(t *testing.T) {
	w, sc := world(t, "events: [{ at: 1m, line: down }, { at: 2m, places: { \"*\": blackhole } }, { at: 3m, line: up }]")
	all := append(w.References(), w.Resolver(), "192.0.2.10:443")
	for at, want := range map[time.Duration]int{0: 4, time.Minute: 0, 2 * time.Minute: 0, 3 * time.Minute: 3} {
		answering := 0
		for _, address := range all {
			v := w.Visit(sc.Start.Add(at))
			conn, err := v.Dial(t.Context(), "tcp", address)
			if err == nil {
				answering++
				conn.Close()
			}
		}
		if answering != want {
			t.Errorf("after %v %d of 4 answer, want %d", at, answering, want)
		}
	}
}

func TestThePageIsTheSameEveryTime(t *testing.T) {
	w, sc := world(t, "")
	var pages [2]string
	var ends [2]time.Time
	for i := range pages {
		v := w.Visit(sc.Start)
		resp, body, err := fetch(t, v, w, "192.0.2.10:443", "https://shop.example/")
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatal(resp, err)
		}
		pages[i], ends[i] = body, v.Now()
	}
	if pages[0] != pages[1] || !ends[0].Equal(ends[1]) {
		t.Errorf("%q at %v, %q at %v", pages[0], ends[0], pages[1], ends[1])
	}
	if len(pages[0]) < 300 || !strings.Contains(pages[0], "panier") {
		t.Errorf("it is no page of a shop: %q", pages[0])
	}
}
