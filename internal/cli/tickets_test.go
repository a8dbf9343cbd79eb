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

	"vigie/internal/actionlog"
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

func TestTicketsAreListedAndSearchedAlsoWithoutTheAPI(t *testing.T) {
	h := newHelpdesk(t, "")
	h.want(0, says("CS1000001", "closed", "Disk replaced", "CS1000002", "waits for OVHcloud", "no answer"), "", "tickets")
	out := h.want(0, says("CS1000001"), "", "tickets", "reallocated", "ns1")
	if strings.Contains(out, "CS1000002") {
		t.Errorf("the search found too much:\n%s", out)
	}
	h.set(func() { h.down = true })
	h.want(0, says("CS1000001", "is in trouble", "what is shown was read at"), "", "tickets", "disk")
	h.want(0, says("It was replaced.", "what is shown was read at"), "", "tickets", "show", "1000001")
	h.want(0, says("CS1000002"), "", "tickets", "--offline", "answer")
	h.want(1, says("there is no ticket"), "", "tickets", "show", "CS9")
	var line struct {
		Number    string `json:"number"`
		WaitingOn string `json:"waiting_on"`
		Answered  string `json:"answered"`
		Messages  int    `json:"messages"`
	}
	_, out, _ = h.run("", "tickets", "--json", "disk")
	if err := json.Unmarshal([]byte(out), &line); err != nil || line.Number != "CS1000001" || line.WaitingOn != "us" || line.Messages != 2 || line.Answered != "2021-03-10T01:02:00.000Z" {
		t.Errorf("the line is %s: %v", out, err)
	}
}

func TestNothingIsSentWithoutTheTypedWord(t *testing.T) {
	h := newHelpdesk(t, "")
	reply := []string{"tickets", "reply", "CS1000002", "--message", "Any <news>?"}
	with := func(args []string, more ...string) []string { return append(append([]string{}, args...), more...) }
	h.want(2, says("POST", "/support/tickets/2/reply", `"body": "Any \u003cnews\u003e?"`, "add --confirm CS1000002", "draft 1"), "CS1000002\n", reply...)
	h.want(2, says("--confirm must be exactly CS1000002", "draft 2"), "", with(reply, "--confirm", "yes")...)
	h.want(0, says("POST"), "", with(reply, "--dry-run", "--confirm", "CS1000002")...)
	if _, out, _ := h.run("", with(reply, "--dry-run", "--json")...); out != `{"method":"POST","path":"/support/tickets/2/reply","body":{"body":"Any \u003cnews\u003e?"}}`+"\n" {
		t.Errorf("--dry-run --json prints %s", out)
	}
	if w := h.wrote(); len(w) != 0 {
		t.Fatalf("something was sent: %v", w)
	}
	h.want(0, says("The answer stands in ticket CS1000002 (query EU.ext-7)"), "", with(reply, "--confirm", "CS1000002")...)
	if w := h.wrote(); len(w) != 1 || w[0] != `POST 2/reply {"body":"Any \u003cnews\u003e?"}` {
		t.Errorf("sent %v", w)
	}
	h.want(0, says("1     draft", "2     draft", "3     sent"), "", "tickets", "drafts")
	h.want(0, nil, "", "tickets", "drafts", "discard", "2")
	h.want(1, says("draft 3 is sent: nothing is sent a second time"), "", "tickets", "drafts", "send", "3", "--confirm", "CS1000002")
	h.want(0, says("Any <news>?"), "", "tickets", "show", "CS1000002", "--offline")
}

func TestTheLifeOfATicket(t *testing.T) {
	h := newHelpdesk(t, "")
	h.want(2, says("there is no message"), "", "tickets", "new", "--subject", "Question")
	h.want(0, says("Ticket CS1000003 is open"), "It burns.\n",
		"tickets", "new", "--service", "ns1.example", "--subject", "Fire", "--category", "incident", "--product", "dedicated", "--message", "-", "--confirm", "ns1.example")
	h.want(1, says(`"servers" is no product`), "", "tickets", "new", "--subject", "S", "--message", "m", "--product", "servers", "--confirm", "new")
	h.want(1, says("does not let ticket CS1000003 be closed"), "", "tickets", "close", "CS1000003", "--confirm", "CS1000003")
	h.want(0, nil, "", "tickets", "reply", "3", "--message", "It is out.", "--confirm", "CS1000003")
	h.want(1, says("is not closed"), "", "tickets", "reopen", "CS1000003", "--message", "again", "--confirm", "CS1000003")
	h.want(0, says("Ticket CS1000003 is closed"), "", "tickets", "close", "CS1000003", "--confirm", "CS1000003")
	h.want(1, says("is closed already"), "", "tickets", "close", "CS1000003", "--confirm", "CS1000003")
	h.want(1, says("`vigie tickets reopen CS1000003`"), "", "tickets", "reply", "CS1000003", "--message", "x", "--confirm", "CS1000003")
	h.want(0, says("Ticket CS1000003 is open again"), "", "tickets", "reopen", "CS1000003", "--message", "It burns again.", "--confirm", "CS1000003")
	if w := h.wrote(); len(w) != 4 || w[0] != `POST create {"body":"It burns.","category":"incident","product":"dedicated","serviceName":"ns1.example","subject":"Fire"}` ||
		w[2] != "POST 3/close " {
		t.Errorf("sent %q", w)
	}
	h.logged("ticket new begun", "ticket new done EU.ext-7", "ticket reply begun", "ticket reply done EU.ext-7",
		"ticket close begun", "ticket close done EU.ext-7", "ticket reopen begun", "ticket reopen done EU.ext-7")
}

// logged fails unless the log of actions holds just these.
func (h *helpdesk) logged(want ...string) {
	h.t.Helper()
	list, broken, err := actionlog.In(filepath.Join(h.dir, "state"), nil).Entries()
	var got []string
	for _, e := range list {
		got = append(got, strings.TrimSpace(e.Action+" "+string(e.State)+" "+e.QueryID))
	}
	if err != nil || broken != 0 || strings.Join(got, "\n") != strings.Join(want, "\n") {
		h.t.Errorf("logged %q, %v; want %q", got, err, want)
	}
}

// A connection that is cut after the API took a letter: it is found there, and never sent twice.
func TestALetterWhoseAnswerIsLostIsNotSentTwice(t *testing.T) {
	h := newHelpdesk(t, "")
	h.set(func() { h.lose = true })
	h.want(0, says("Ticket CS1000003 is open"), "", "tickets", "new", "--subject", "Fire", "--message", "It burns since one.", "--confirm", "new")
	h.want(0, says("The answer stands in ticket CS1000003"), "", "tickets", "reply", "CS1000003", "--message", "And now?", "--confirm", "CS1000003")
	h.want(0, says("Ticket CS1000003 is closed"), "", "tickets", "close", "CS1000003", "--confirm", "CS1000003")
	if w := h.wrote(); len(w) != 3 {
		t.Errorf("sent %q", w)
	}
	h.want(0, says("1     sent", "2     sent"), "", "tickets", "drafts")
}

func TestALetterThatIsNowhereIsNotSentAgainAtOnce(t *testing.T) {
	h := newHelpdesk(t, "")
	h.set(func() { h.choke = true })
	h.want(1, says("whether it was done is not known", "it is not there yet", "draft 1"), "", "tickets", "new", "--subject", "Fire", "--message", "It burns.", "--confirm", "new")
	h.set(func() { h.choke = false })
	h.want(0, says("1     uncertain"), "", "tickets", "drafts")
	h.want(1, says("it may still be on its way: look again in"), "", "tickets", "drafts", "send", "1", "--confirm", "new")
	if w := h.wrote(); len(w) != 1 {
		t.Errorf("sent %q", w)
	}
	h.logged("ticket new begun", "ticket new uncertain EU.ext-7")
}

func TestANewTicketIsPrefilled(t *testing.T) {
	h := newHelpdesk(t, "")
	config, err := os.ReadFile(filepath.Join(h.dir, "vigie.yaml"))
	if err == nil {
		config = append(config, "sites: [{ name: Shop, tcp: '127.0.0.1:1', recheck: 1ms }]\n"...)
		err = os.WriteFile(filepath.Join(h.dir, "vigie.yaml"), config, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	h.want(0, says(`"subject": "Shop is down since`, "127.0.0.1:1 refuses", "tcp.refused"), "", "tickets", "new", "--site", "Shop", "--dry-run")
	h.want(2, says(`the configuration has no site "Blog"`), "", "tickets", "new", "--site", "Blog", "--dry-run")
}

func TestADraftOutlivesADeadAPI(t *testing.T) {
	h := newHelpdesk(t, "")
	h.want(0, nil, "", "tickets")
	h.set(func() { h.down = true })
	h.want(1, says("draft 1", "cannot be read"), "", "tickets", "reply", "CS1000002", "--message", "Any news?", "--confirm", "CS1000002")
	h.want(1, says("draft 2", "sends it again"), "", "tickets", "new", "--subject", "Fire", "--message", "It burns.", "--confirm", "new")
	h.want(0, says("1     draft", "2     failed"), "", "tickets", "drafts")
	h.set(func() { h.down = false })
	h.want(0, says("The answer stands in ticket CS1000002"), "", "tickets", "drafts", "send", "1", "--confirm", "CS1000002")
}

func TestReadOnlyRefusesWhateverTheFlagsSay(t *testing.T) {
	h := newHelpdesk(t, ", read_only: true")
	h.want(0, says("CS1000002"), "", "tickets")
	for _, args := range [][]string{
		{"tickets", "reply", "CS1000002", "--message", "x", "--confirm", "CS1000002"},
		{"tickets", "new", "--subject", "x", "--message", "x", "--confirm", "new"},
		{"tickets", "drafts", "send", "1", "--confirm", "CS1000002"},
	} {
		h.want(1, says("nothing was sent", "read_only"), "", args...)
	}
	h.set(func() { h.tickets[1].Thread = append(h.tickets[1].Thread, [2]string{"support", "x"}) })
	h.want(1, says("read_only"), "", "tickets", "close", "CS1000002", "--confirm", "CS1000002")
	if w := h.wrote(); len(w) != 0 {
		t.Errorf("sent %q", w)
	}
}

// Nothing that is kept or printed holds a key, and no letter takes one along.
func TestNoSecretIsKept(t *testing.T) {
	h := newHelpdesk(t, "")
	h.want(1, says("the text holds a key of the account"), "", "tickets", "reply", "CS1000002", "--message", "my key is s3cr3t-key", "--confirm", "CS1000002")
	h.want(0, nil, "", "tickets", "reply", "CS1000002", "--message", "x", "--json", "--confirm", "CS1000002")
	files, err := filepath.Glob(filepath.Join(h.dir, "state", "*"))
	if err != nil || len(files) < 3 {
		t.Fatalf("the files are %v, %v", files, err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil || bytes.Contains(data, []byte("s3cr3t")) {
			t.Errorf("%s holds a secret, or cannot be read: %v", name, err)
		}
		if st, err := os.Stat(name); err != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("others may read %s: %v, %v", name, st.Mode(), err)
		}
	}
}
