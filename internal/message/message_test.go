package message_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/internal/estate"
	"vigie/internal/message"
	"vigie/internal/result"
)

var update = flag.Bool("update", false, "write the drafts down as they are")

func cet(t *testing.T) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		t.Skipf("this machine knows no time zones: %v", err)
	}
	return loc
}

// night is the fire as a shop knew it some hours later.
func night(t *testing.T) message.Facts {
	loc := cet(t)
	at := func(h, m int) time.Time { return time.Date(2021, 3, 10, h, m, 0, 0, loc) }
	i := estate.Incident{
		ID: "20210310-0120-sbg2", Opened: at(2, 20),
		Verdict:  estate.Verdict{Cause: estate.CauseDatacenter, Where: "ovh/sbg2", Confidence: 0.95},
		Official: estate.Official{Said: true, FirstPost: at(3, 42), Lag: 82 * time.Minute},
		Promises: []estate.Promise{{ETA: time.Date(2021, 3, 15, 12, 0, 0, 0, loc)}},
		Entries:  []estate.Entry{{Kind: "ticket", Text: "we wrote"}},
		Remarks:  []estate.Remark{{Expense: estate.Expense{Amount: 1_205_000, Currency: "EUR"}}},
	}
	return message.Facts{
		Incident: i, Now: at(8, 10),
		Sites: []message.Site{
			{Name: "Boutique", Failure: result.TCPTimeout, From: at(2, 20)}, {Name: "Courriel", Failure: result.SMTPTimeout, From: at(2, 21)},
		},
		Spared: []string{"Vitrine"},
		House: message.House{
			Company: "Aux Belles Étoffes", Contact: "bonjour@etoffes.example", Phone: "+32 2 555 01 00", Follow: "facebook.example/etoffes",
			Meanwhile: map[string]string{"fr": "Nos magasins sont ouverts.", "nl": "Onze winkels zijn open."},
		},
	}
}

// states are the same outage as it goes on.
func states(t *testing.T) map[message.State]message.Facts {
	all := make(map[message.State]message.Facts)
	f := night(t)
	all[message.Identified] = f
	f.Incident.Official, f.Incident.Verdict.Confidence, f.Incident.Promises = estate.Official{}, 0.6, nil
	all[message.Investigating] = f
	f = night(t)
	f.Sites = append([]message.Site(nil), f.Sites...)
	for n := range f.Sites {
		f.Sites[n].To = f.Now.Add(-2 * time.Minute)
	}
	all[message.Monitoring] = f
	f.Incident.Closed = f.Now.Add(-2 * time.Minute)
	all[message.Resolved] = f
	return all
}

func TestDraftsAreAsTheyWereApproved(t *testing.T) {
	for state, f := range states(t) {
		for _, to := range message.Audiences() {
			for _, language := range []string{"en", "fr", "nl"} {
				d, err := message.Write(f, to, language)
				if err != nil {
					t.Fatal(err)
				}
				if d.State != state {
					t.Errorf("it is %s, want %s", d.State, state)
				}
				short, err := message.Short(f, language)
				if err != nil || len([]rune(short)) > 160 {
					t.Errorf("%v: %d characters: %s", err, len([]rune(short)), short)
				}
				got := fmt.Sprintf("%s\n\n%s\n\n[short] %s\n[missing] %s\n", d.Subject, d.Body, short, strings.Join(d.Missing, "; "))
				file := filepath.Join("testdata", fmt.Sprintf("%s-%s-%s.txt", state, to, language))
				if *update {
					if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				if want, err := os.ReadFile(file); err != nil || string(want) != got {
					t.Errorf("%s has changed (%v); go test ./internal/message -update approves it:\n%s", file, err, got)
				}
			}
		}
	}
}

// What the facts do not hold is in no draft, and no sentence has a hole.
func TestADraftSaysNothingThatIsNotKnown(t *testing.T) {
	for state, full := range states(t) {
		bare := full
		bare.House, bare.Spared, bare.Incident.Promises = message.House{}, nil, nil
		for _, to := range message.Audiences() {
			for _, language := range []string{"en", "fr", "nl"} {
				d, err := message.Write(bare, to, language)
				if err != nil {
					t.Fatal(err)
				}
				for _, hole := range []string{"%!", "%s", "%d", "<nil>", "0001", "15 March", "15 mars", "15 maart", "Étoffes", "Vitrine", "  "} {
					if strings.Contains(d.Subject+d.Body, hole) {
						t.Errorf("%s, %s, %s holds %q:\n%s", state, to, language, hole, d.Body)
					}
				}
				if len(d.Missing) == 0 {
					t.Errorf("%s, %s, %s misses nothing", state, to, language)
				}
			}
		}
	}
}

func TestTheCauseIsNamedOnlyWhereItIsSure(t *testing.T) {
	f := states(t)[message.Investigating]
	d, err := message.Write(f, message.Customers, "en")
	if err != nil || strings.Contains(d.Body, "OVHcloud") || strings.Contains(d.Body, "provider") {
		t.Errorf("%v: %s", err, d.Body)
	}
}

func TestWhoAsksForWhatThereIsNotIsTold(t *testing.T) {
	if _, err := message.Write(message.Facts{}, message.Customers, "de"); err == nil || !strings.Contains(err.Error(), "en, fr or nl") {
		t.Error(err)
	}
	if _, err := message.Write(message.Facts{}, "press", "en"); err == nil || !strings.Contains(err.Error(), "insurer") {
		t.Error(err)
	}
}
