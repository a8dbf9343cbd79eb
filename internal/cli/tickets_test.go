package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/internal/actionlog"
)

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
	h.want(2, says("--confirm must be exactly CS1000002", "draft 1"), "", with(reply, "--confirm", "yes")...)
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
	h.want(0, says("1     sent"), "", "tickets", "drafts")
	h.want(1, says("draft 1 is sent: nothing is sent a second time"), "", "tickets", "drafts", "send", "1", "--confirm", "CS1000002")
	h.want(0, says(`"body": "Any \u003cnews\u003e?"`), "", "tickets", "drafts", "show", "1")
	h.want(0, nil, "", "tickets", "drafts", "discard", "1")
	h.want(1, says("there is no such draft"), "", "tickets", "drafts", "send", "1", "--confirm", "CS1000002")
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
	// A script that says it again does not get around that.
	h.want(1, says("draft 1", "it may still be on its way"), "", "tickets", "new", "--subject", "Fire", "--message", "It burns more.", "--confirm", "new")
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
