package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// helpdesk is the support part of an API, after its published schema.
type helpdesk struct {
	t   *testing.T
	dir string

	mu      sync.Mutex
	tickets []*sampleTicket
	writes  []string // method, path and body of each
	down    bool     // every call fails
	lose    bool     // writes are done, and their connections cut
	choke   bool     // writes are not done, and answered with 500
}

type sampleTicket struct {
	ID      int64
	Subject string
	Service string
	State   string
	Thread  [][2]string // from, body
}

var at0 = time.Date(2021, 3, 10, 1, 0, 0, 0, time.UTC)

// newHelpdesk serves two tickets, and writes a configuration that uses it.
func newHelpdesk(t *testing.T, more string) *helpdesk {
	t.Helper()
	h := &helpdesk{t: t, dir: t.TempDir(), tickets: []*sampleTicket{
		{1, "Disk replaced", "ns1.example", "closed", [][2]string{{"customer", "sda has réallocated sectors"}, {"support", "It was replaced."}}},
		{2, "Server does not answer", "ns2.example", "open", [][2]string{{"customer", "It is down."}}},
	}}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	config := fmt.Sprintf("references: []\nproviders:\n  - ovh: { endpoint: '%s/1.0', application_key: app, application_secret: s3cr3t-secret, consumer_key: s3cr3t-key%s }\n", srv.URL, more)
	if err := os.WriteFile(filepath.Join(h.dir, "vigie.yaml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *helpdesk) find(id string) *sampleTicket {
	for _, k := range h.tickets {
		if strconv.FormatInt(k.ID, 10) == id {
			return k
		}
	}
	return nil
}

func (h *helpdesk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	w.Header().Set("X-Ovh-QueryID", "EU.ext-7")
	path := strings.TrimPrefix(r.URL.Path, "/1.0")
	switch {
	case h.down:
		w.WriteHeader(http.StatusServiceUnavailable)
		io.WriteString(w, "<html>down</html>")
	case path == "/auth/time":
		fmt.Fprint(w, time.Now().Unix())
	case r.Method == http.MethodPost:
		h.write(w, r, strings.TrimPrefix(path, "/support/tickets/"))
	case path == "/support/tickets":
		ids := []int64{}
		for _, k := range h.tickets {
			if s := r.URL.Query().Get("status"); s == "" || s == k.State {
				ids = append(ids, k.ID)
			}
		}
		json.NewEncoder(w).Encode(ids)
	default:
		h.read(w, strings.Split(strings.TrimPrefix(path, "/support/tickets/"), "/"))
	}
}

func (h *helpdesk) read(w http.ResponseWriter, parts []string) {
	k := h.find(parts[0])
	switch {
	case k == nil:
		w.WriteHeader(http.StatusNotFound)
		io.WriteString(w, `{"class":"Client::NotFound","message":"The requested object does not exist"}`)
	case len(parts) == 1:
		at := at0.Add(time.Duration(len(k.Thread)) * time.Minute)
		if k.State == "closed" {
			at = at.Add(time.Second)
		}
		json.NewEncoder(w).Encode(map[string]any{
			"ticketId": k.ID, "ticketNumber": 1000000 + k.ID, "accountId": "ab1-ovh", "subject": k.Subject, "state": k.State,
			"type": "genericRequest", "category": nil, "product": nil, "serviceName": k.Service, "canBeClosed": k.State == "open" && len(k.Thread) > 1,
			"lastMessageFrom": k.Thread[len(k.Thread)-1][0], "score": "", "creationDate": at0, "updateDate": at,
		})
	default:
		var list []map[string]any
		for i, m := range k.Thread {
			at := at0.Add(time.Duration(i+1) * time.Minute)
			list = append(list, map[string]any{"messageId": i, "ticketId": k.ID, "from": m[0], "body": m[1], "creationDate": at, "updateDate": at})
		}
		json.NewEncoder(w).Encode(list)
	}
}

func (h *helpdesk) write(w http.ResponseWriter, r *http.Request, path string) {
	b, _ := io.ReadAll(r.Body)
	h.writes = append(h.writes, r.Method+" "+path+" "+string(b))
	if h.choke {
		w.WriteHeader(http.StatusInternalServerError)
		io.WriteString(w, `{"message":"Internal server error"}`)
		return
	}
	var body map[string]string
	if len(b) > 0 && json.Unmarshal(b, &body) != nil {
		h.t.Errorf("the body is %s", b)
	}
	var answer any
	id, what, _ := strings.Cut(path, "/")
	switch k := h.find(id); {
	case path == "create":
		k = &sampleTicket{int64(len(h.tickets) + 1), body["subject"], body["serviceName"], "open", [][2]string{{"customer", body["body"]}}}
		h.tickets = append(h.tickets, k)
		answer = map[string]any{"ticketId": k.ID, "messageId": 1, "ticketNumber": 1000000 + k.ID, "additionalNotice": nil}
	case what == "close":
		k.State = "closed"
	default:
		k.State = "open"
		k.Thread = append(k.Thread, [2]string{"customer", body["body"]})
	}
	if h.lose {
		panic(http.ErrAbortHandler)
	}
	json.NewEncoder(w).Encode(answer)
}

// set changes how the API behaves.
func (h *helpdesk) set(change func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change()
}

// wrote are the writes so far.
func (h *helpdesk) wrote() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]string(nil), h.writes...)
}

// run runs a command of vigie, and gives its exit code and what it printed.
func (h *helpdesk) run(stdin string, args ...string) (code int, stdout, stderr string) {
	h.t.Helper()
	root := newRoot()
	var out, complaints bytes.Buffer
	root.SetIn(strings.NewReader(stdin))
	root.SetOut(&out)
	root.SetErr(&complaints)
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetArgs(append(args, "--config", filepath.Join(h.dir, "vigie.yaml"), "--state", filepath.Join(h.dir, "state")))
	err := root.ExecuteContext(h.t.Context())
	var e exit
	switch {
	case err == nil:
	case errors.As(err, &e):
		code = e.code
	default:
		code = exitUsage
	}
	if err != nil {
		complaints.WriteString(err.Error())
	}
	for _, s := range []string{out.String(), complaints.String()} {
		if strings.Contains(s, "s3cr3t") {
			h.t.Errorf("a secret was printed: %s", s)
		}
	}
	return code, out.String(), complaints.String()
}

// want fails unless a command ended with a code and printed some words.
func (h *helpdesk) want(code int, words []string, stdin string, args ...string) string {
	h.t.Helper()
	got, out, complaints := h.run(stdin, args...)
	if got != code {
		h.t.Fatalf("%v ended with %d, want %d:\n%s\n%s", args, got, code, out, complaints)
	}
	for _, w := range words {
		if !strings.Contains(out+complaints, w) {
			h.t.Errorf("%v does not say %q:\n%s\n%s", args, w, out, complaints)
		}
	}
	return out
}

func says(w ...string) []string { return w }
