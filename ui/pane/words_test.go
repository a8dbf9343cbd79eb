package pane

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"
	"time"

	"vigie/internal/estate"
	"vigie/internal/result"
	"vigie/ui/paint"
	"vigie/ui/theme"
)

func TestAge(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Second: "0 s", 59 * time.Second: "59 s", 61 * time.Second: "1 min", 72*time.Minute + 9*time.Second: "1 h 12 min",
		26 * time.Hour: "1 d 2 h",
	} {
		if got := Age(d); got != want {
			t.Errorf("Age(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestShareNeverRoundsAnOutageAway(t *testing.T) {
	for f, want := range map[float64]string{1: "100 %", 0.0007: "< 0.1 %", 0.9994: "99.9 %", 0.9996: "99.9 %", 0: "0.0 %", -1: "–"} {
		if got := share(f); got != want {
			t.Errorf("share(%v) = %q, want %q", f, got, want)
		}
	}
}

func TestClockNamesTheDayOfAnotherDay(t *testing.T) {
	now := time.Date(2021, time.March, 10, 1, 59, 40, 0, time.FixedZone("CET", 3600))
	if got := clock(now.Add(-time.Hour).UTC(), now); got != "00:59:40" {
		t.Errorf("an hour ago is %s", got)
	}
	if got := clock(now.Add(-3*time.Hour), now); got != "9 Mar 22:59" {
		t.Errorf("three hours ago is %s", got)
	}
}

func TestTroubledAreTheWorstInOrder(t *testing.T) {
	start := time.Date(2021, time.March, 10, 0, 0, 0, 0, time.UTC)
	var sites []*estate.Site
	for i := range 300 {
		state := []result.State{result.Up, result.Degraded, result.Down}[i%3]
		sites = append(sites, &estate.Site{State: state, Since: start.Add(time.Duration(i*7919%300) * time.Second)})
	}
	worst, n := troubled(sites)
	if n != 200 || len(worst) != listed {
		t.Fatalf("%d troubled, %d listed", n, len(worst))
	}
	for i, x := range worst {
		if x.State != result.Down {
			t.Errorf("the %d. is %s while a hundred are down", i, x.State)
		}
		if i > 0 && x.Since.Before(worst[i-1].Since) {
			t.Errorf("the %d. began before the one above it", i)
		}
	}
}

// failures are all the failure classes that there are, read from where they are declared.
func failures(t *testing.T) []result.Failure {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../internal/result/failure.go", nil, 0)
	if err != nil {
		t.Fatalf("reading the failure classes: %v", err)
	}
	var out []result.Failure
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if value, ok := spec.Values[0].(*ast.BasicLit); ok {
			class, err := strconv.Unquote(value.Value)
			if err != nil {
				t.Fatalf("%s: %v", value.Value, err)
			}
			out = append(out, result.Failure(class))
		}
		return true
	})
	if len(out) < 35 {
		t.Fatalf("only %d failure classes were found", len(out))
	}
	return out
}

func TestEveryFailureHasWordsForEveryKindOfCheck(t *testing.T) {
	kinds := []result.Kind{
		result.KindHTTP, result.KindTLS, result.KindDNS, result.KindTCP, result.KindPing, result.KindSMTP, result.KindIMAP,
		result.KindPOP3, result.KindFlow, "",
	}
	for _, f := range failures(t) {
		for _, kind := range kinds {
			if seen := sees(f, kind); seen == "" || len(seen) > 18 {
				t.Errorf("what a customer sees on %s of %s is %q", f, kind, seen)
			}
		}
	}
}

func TestSilenceMeansAnotherThingToThoseWhoWaitForMail(t *testing.T) {
	for _, c := range []struct {
		f    result.Failure
		kind result.Kind
		want string
	}{
		{result.TCPTimeout, result.KindHTTP, "never loads"},
		{result.TCPTimeout, result.KindTCP, "cannot be reached"},
		{result.TCPTimeout, result.KindSMTP, "mail not delivered"},
		{result.DNSNXDomain, result.KindSMTP, "mail not delivered"},
		{result.TLSTimeout, result.KindIMAP, "mailbox not opened"},
		{result.TLSExpired, result.KindPOP3, "security warning"},
		{result.SMTPRefused, result.KindSMTP, "mail is refused"},
		{result.Slow, result.KindSMTP, "slow mail"},
		{result.DNSAnswer, result.KindDNS, "leads elsewhere"},
		{result.PingTimeout, result.KindPing, "cannot be reached"},
	} {
		if got := sees(c.f, c.kind); got != c.want {
			t.Errorf("on %s of %s a customer sees %q, want %q", c.f, c.kind, got, c.want)
		}
	}
}

func TestEveryStateHasASymbolAWordAndALook(t *testing.T) {
	th := theme.New("dark", true)
	symbols := map[string]bool{}
	for _, state := range []result.State{result.Up, result.Degraded, result.Down, result.Unknown, result.Paused} {
		symbols[theme.Symbol(state)] = true
		if word(&estate.Site{State: state}) != string(state) {
			t.Errorf("the word of %s is %q", state, word(&estate.Site{State: state}))
		}
		if th.State(state) == (paint.Style{}) {
			t.Errorf("%s has no look", state)
		}
	}
	if len(symbols) != 5 {
		t.Errorf("five states have %d symbols", len(symbols))
	}
	flapping := &estate.Site{State: result.Up, Flapping: true, Acked: true}
	if word(flapping) != "flapping ✓" || tone(flapping) != result.Degraded {
		t.Errorf("a site that comes and goes is %q and looks %s", word(flapping), tone(flapping))
	}
}
