package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// helpdesk is the support part of an API, after its published schema.
type helpdesk struct {
	terminal

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
	h := &helpdesk{terminal: terminal{t, t.TempDir()}, tickets: []*sampleTicket{
		{1, "Disk replaced", "ns1.example", "closed", [][2]string{{"customer", "sda has réallocated sectors"}, {"support", "It was replaced."}}},
		{2, "Server does not answer", "ns2.example", "open", [][2]string{{"customer", "It is down."}}},
	}}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	h.account(srv.URL, more)
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
