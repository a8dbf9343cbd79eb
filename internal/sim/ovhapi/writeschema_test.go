package ovhapi

import (
	"bytes"
	"encoding/json"
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
	"vigie/providers/ovh"
)

// wrote is a call that changed something, with its answer.
type wrote struct {
	method, path string
	body, answer []byte
}

// recorder writes down what is changed through it.
type recorder struct {
	next  http.RoundTripper
	mu    sync.Mutex
	wrote []wrote
}

// RoundTrip makes a call and writes it down.
func (x *recorder) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodGet {
		return x.next.RoundTrip(r)
	}
	w := wrote{method: r.Method, path: strings.TrimPrefix(r.URL.Path, "/1.0")}
	var err error
	if r.Body != nil {
		if w.body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		r.Body = io.NopCloser(bytes.NewReader(w.body))
	}
	resp, err := x.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if w.answer, err = io.ReadAll(resp.Body); err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(w.answer))
	if resp.StatusCode != http.StatusOK {
		w.answer = fmt.Appendf(nil, "it was refused: %s", w.answer)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.wrote = append(x.wrote, w)
	return resp, nil
}

// Each write that the client makes has a body that is published, and each that the simulator takes an answer that is: the
// required fields, none that is unknown or read-only, the right types and words, null only where allowed.
func TestWritesAndTheirAnswersFollowThePublishedSchemas(t *testing.T) {
	published(t, "me") // skips where there are none
	x := new(recorder)
	synctest.Test(t, func(t *testing.T) { everyWrite(t, x) })
	left := allWritings()
	for _, w := range x.wrote {
		path := templateOf(left, w)
		if path == "" {
			t.Errorf("%s %s is not simulated", w.method, w.path)
			continue
		}
		left[w.method+" "+path] = true
		s := published(t, section(path))
		op := s.operation(t, w.method, path)
		for _, fault := range append(s.checkBody(op, w.body), s.checkAnswer(op, w.answer)...) {
			t.Errorf("%s %s: %s", w.method, w.path, fault)
		}
	}
	for call, seen := range left {
		if !seen {
			t.Errorf("%s was not made", call)
		}
	}
}

// allWritings are the calls that change something in the simulation.
func allWritings() map[string]bool {
	all := map[string]bool{"POST /auth/credential": false}
	for call := range (&api{}).writings() {
		all[call] = false
	}
	return all
}

// templateOf is the published path of a call; empty where the simulation has none.
func templateOf(known map[string]bool, w wrote) string {
	for call := range known {
		method, path, _ := strings.Cut(call, " ")
		fits := slices.EqualFunc(strings.Split(path, "/"), splitBlock(w.path), func(want, got string) bool {
			return want == got || strings.HasPrefix(want, "{")
		})
		if method == w.method && fits {
			return path
		}
	}
	return ""
}

// splitBlock takes a path apart, in which a block of addresses is one part although it has a slash in it.
func splitBlock(path string) []string {
	return strings.Split(strings.Replace(path, failover, "block", 1), "/")
}

// everyWrite lets the client make every kind of change there is, with a key that has the rights that it asks for and no
// others.
func everyWrite(t *testing.T, x *recorder) {
	t.Helper()
	var rules []Rule
	for _, right := range ovh.ActionRights().Words() {
		method, path, _ := strings.Cut(right, " ")
		rules = append(rules, Rule{method, path})
	}
	b := benchOf(t, rules, WithValidationAfter(time.Second))
	x.next = b.web.Transport
	b.web = &http.Client{Transport: x}
	var err error
	if b.client, err = ovh.New(b.options()); err != nil {
		t.Fatal(err)
	}
	for _, r := range []account.Resource{rented(account.DedicatedServer, "ns1.example", "gra4"), rented(account.VPS, "vps1.example", "rbx2")} {
		for _, how := range []ovh.Boot{ovh.Rescue, ovh.Disk, ovh.Restart} {
			ch, err := b.client.Boot(t.Context(), r, how, ovh.Surroundings{})
			b.carry(t, ch, err)
		}
	}
	b.carry(t, b.plan(t, rented(account.DedicatedServer, "ns1.example", "gra4")), nil)
	b.everyFallback(t)
	for _, l := range []account.Letter{
		{Kind: account.NewTicket, Subject: "Bare", Body: "Nothing else is said."},
		{
			Kind: account.NewTicket, Subject: "Shop is down", Body: "Since 00:47.", Service: "ns1.example", Category: "incident",
			Product: "dedicated", Subcategory: "down", Type: "genericRequest", Urgency: "high", Impact: "high",
		},
		{Kind: account.Reply, Ticket: "1", Body: "Any news?"},
		{Kind: account.Close, Ticket: "1"},
		{Kind: account.Reopen, Ticket: "1", Body: "It is down again."},
	} {
		if _, err := b.client.SendLetter(t.Context(), l); err != nil {
			t.Errorf("%s: %v", l.Kind, err)
		}
		time.Sleep(time.Minute)
	}
	if _, err := ovh.RequestKey(t.Context(), b.options(), ovh.ActionRights(), func(string) {}); err != nil {
		t.Error(err)
	}
}

// carry carries a change out.
func (b *bench) carry(t *testing.T, ch *ovh.Change, err error) {
	t.Helper()
	if err == nil {
		err = ch.Carry(t.Context(), func(ovh.Step) {})
	}
	if err != nil {
		t.Error(err)
	}
	time.Sleep(5 * time.Minute)
}

// everyFallback leads a name to an address, to another name and to a page, and back.
func (b *bench) everyFallback(t *testing.T) {
	t.Helper()
	copied, err := b.client.Export(t.Context(), "shop.example")
	if err != nil {
		t.Fatal(err)
	}
	serve := func() *ovh.Served {
		s, err := b.client.Served(t.Context(), "www.shop.example", b)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for _, to := range []string{"198.51.100.9", "status.example", "https://status.example/"} {
		ch, err := b.client.Fallback(serve(), to, ovh.Surroundings{})
		b.carry(t, ch, err)
	}
	b.carry(t, b.client.Restore(serve(), copied, b.now()), nil)
}

// checkBody lists what is wrong with the body of a call.
func (s schema) checkBody(op operation, body []byte) []string {
	var sent map[string]any
	if len(body) > 0 {
		d := json.NewDecoder(bytes.NewReader(body))
		d.UseNumber()
		if err := d.Decode(&sent); err != nil {
			return []string{"the body is no JSON object: " + err.Error()}
		}
	}
	known := s.bodyOf(op)
	var faults []string
	for name, v := range sent {
		p, is := known[name]
		switch {
		case !is:
			faults = append(faults, name+" is not in the schema")
		case p.ReadOnly:
			faults = append(faults, name+" is read-only")
		default:
			faults = append(faults, s.check(p.is(), p.CanBeNull, v, name)...)
		}
	}
	for name, p := range known {
		if _, given := sent[name]; p.Required && !given {
			faults = append(faults, name+" is missing")
		}
	}
	return faults
}

// bodyOf are the fields that the body of a call may have.
func (s schema) bodyOf(op operation) map[string]property {
	all := make(map[string]property)
	for _, p := range op.Parameters {
		switch {
		case p.In != "body":
		case p.Name == "":
			return s.Models[p.Type].Properties
		default:
			all[p.Name] = property{Type: p.Type, Required: p.Required, CanBeNull: !p.Required} // what is not said, null says
		}
	}
	return all
}

// checkAnswer lists what is wrong with the answer of a call.
func (s schema) checkAnswer(op operation, answer []byte) []string {
	var v any
	d := json.NewDecoder(bytes.NewReader(answer))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return []string{string(answer)}
	}
	if op.Response != "void" {
		return s.check(op.Response, false, v, "the answer")
	}
	if v != nil {
		return []string{fmt.Sprintf("the answer is %v, and should be null", v)}
	}
	return nil
}
