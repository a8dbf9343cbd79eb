package desk

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/internal/account"
)

func TestSearchFindsWordsNumbersAndPartsOfNames(t *testing.T) {
	s := open(t, t.TempDir())
	put(
		t, s,
		ticket(1, "Disk replaced", "ns3100001.ip-192-0-2.eu", "smartctl reports reallocated sectors on sda.", "The disk was replaced at 04:10."),
		ticket(2, "Panne électrique à Strasbourg", "vps-1a2b3c4d.vps.ovh.net", "Plus rien ne répond. 100% perdu, \"tout\" est noir."),
		ticket(3, "Invoice of February", "", "Could you confirm the address? It is about disk space."),
	)
	for words, want := range map[string]string{
		"":                    "3 2 1",
		"disk":                "3 1",
		"disk replaced":       "1",
		"DISK rep":            "1",
		"re dis":              "1",
		"electrique":          "2",
		"Électrique STRAS":    "2",
		"repond":              "2",
		"CS1000002":           "2",
		"cs100000":            "3 2 1",
		"1000003":             "3",
		"0003":                "3",
		"ns3100001":           "1",
		"3100001":             "1",
		"00001.ip-192":        "1",
		"ip-192-0-2":          "1",
		"2b3c4d.vps":          "2",
		"vps-1a2b3c4d.vps.ov": "2",
		"04:10":               "1",
		"100%":                "3 2 1", // two numbers begin so inside
		`"tout"`:              "2",
		"nothing":             "",
		"disk AND":            "",
		"disk OR invoice":     "",
		"!":                   "3 2 1",
		"* ) ( NEAR":          "",
		"body:disk":           "",
		"dísk":                "3 1",
	} {
		if got := strings.Join(found(t, s, words), " "); got != want {
			t.Errorf("%q finds %q, want %q", words, got, want)
		}
	}
}

func TestWhatChangesIsFoundByItsNewWordsAndComesFirst(t *testing.T) {
	s := open(t, t.TempDir())
	a, b := ticket(1, "Old subject", "", "apple"), ticket(2, "Other", "", "apple")
	put(t, s, a, b)
	a.Updated = t0.Add(time.Hour)
	a.ThreadAt = a.Updated
	a.Thread = append(a.Thread, account.Message{Time: a.Updated, From: account.Provider, Body: "pear"})
	put(t, s, a, b)
	if got := found(t, s, "apple"); !slices.Equal(got, []string{"1", "2"}) {
		t.Errorf("apple finds %v", got)
	}
	if got := found(t, s, "pear"); !slices.Equal(got, []string{"1"}) {
		t.Errorf("pear finds %v", got)
	}
	older := ticket(1, "Old subject", "", "apple")
	put(t, s, older)
	if got := found(t, s, "pear"); !slices.Equal(got, []string{"1"}) {
		t.Errorf("an older reading replaced a newer one: pear finds %v", got)
	}
	k, there, err := s.Ticket(context.Background(), "CS1000001")
	if err != nil || !there || len(k.Thread) != 2 || k.Thread[1] != a.Thread[1] || !k.CanBeClosed || k.WaitingOn != account.Provider {
		t.Errorf("the ticket is %+v, %v", k, err)
	}
	if k, there, _ = s.Ticket(context.Background(), "1000002"); !there || k.ID != "2" {
		t.Errorf("by its number without letters: %+v", k)
	}
}

func TestTheIndexIsMadeAnewFromTheRows(t *testing.T) {
	ctx := context.Background()
	for name, harm := range map[string][]string{
		"missing":        {"DROP TABLE words1"},
		"emptied":        {"DELETE FROM words1_docsize"},
		"a broken leaf":  {"UPDATE words1_data SET block = x'0001020304' WHERE id > 10"},
		"a broken root":  {"UPDATE words1_data SET block = x'ffffffff' WHERE id = 10"},
		"no parts":       {"DROP TABLE words1_data"},
		"unknown number": {"UPDATE fact SET value = 99 WHERE name = 'index'"},
		"no number":      {"DELETE FROM fact WHERE name = 'index'"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir)
			put(t, s, ticket(1, "Disk", "ns1", "apple"), ticket(2, "Memory", "ns2", "pear"))
			for _, q := range harm {
				if _, err := s.writer.ExecContext(ctx, q); err != nil {
					t.Fatal(err)
				}
			}
			if got := found(t, s, "apple"); !slices.Equal(got, []string{"1"}) && name != "a broken root" { // which says nothing
				t.Errorf("while it is open apple finds %v", got)
			}
			s.Close()
			s = open(t, dir)
			if got := found(t, s, "pear"); !slices.Equal(got, []string{"2"}) {
				t.Errorf("after it was opened again pear finds %v", got)
			}
			changed := ticket(1, "Disk", "ns1", "apple")
			changed.Updated = t0.Add(time.Hour)
			put(t, s, changed, ticket(3, "Network", "", "cherry"))
			if got := found(t, s, "cherry"); !slices.Equal(got, []string{"3"}) {
				t.Errorf("a new ticket: cherry finds %v", got)
			}
		})
	}
}

func TestADamagedIndexIsNoReasonToLoseATicket(t *testing.T) {
	s := open(t, t.TempDir())
	put(t, s, ticket(1, "Disk", "ns1", "apple"))
	if _, err := s.writer.ExecContext(context.Background(), "UPDATE words1_data SET block = x'0001020304'"); err != nil {
		t.Fatal(err)
	}
	changed := ticket(1, "Disk", "ns1", "pear")
	changed.Updated = t0.Add(time.Hour)
	put(t, s, changed, ticket(2, "Memory", "", "cherry"))
	if got := found(t, s, "pear"); !slices.Equal(got, []string{"1"}) {
		t.Errorf("pear finds %v", got)
	}
}

func FuzzSearch(f *testing.F) {
	s := open(f, f.TempDir())
	put(f, s, ticket(1, "Disk replaced", "ns3100001.ip-192-0-2.eu", "apple"))
	for _, seed := range []string{"disk", `"`, "a* OR b", "NEAR(a b)", "\x00", "é́", "-", "col:x", "^a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, words string) {
		if _, err := s.Search(context.Background(), words, 10); err != nil {
			t.Errorf("%q: %v", words, err)
		}
	})
}

// many is a desk with ten thousand tickets of four messages.
func many(b *testing.B) *Store {
	b.Helper()
	s := open(b, b.TempDir())
	words := strings.Fields("server disk backup network latency reboot failed invoice domain certificate mail queue snapshot rack power cooling" +
		" address route firewall kernel memory controller array rebuild support please confirm thank you team investigating incident")
	list := make([]account.Ticket, 10_000)
	for n := range list {
		var bodies []string
		for m := range 4 {
			var body []string
			for w := range 60 {
				body = append(body, words[(n*7+m*13+w*w)%len(words)])
			}
			bodies = append(bodies, fmt.Sprintf("%s reference%d", strings.Join(body, " "), n))
		}
		list[n] = ticket(n, fmt.Sprintf("%s %s on server", words[n%len(words)], words[n/7%len(words)]), fmt.Sprintf("ns%d.ip-192-0-%d.eu", 3100000+n%500, n%200), bodies...)
	}
	began := time.Now()
	put(b, s, list...)
	b.Logf("keeping 10,000 tickets took %v", time.Since(began).Round(time.Millisecond))
	if st, err := os.Stat(s.path); err == nil {
		b.Logf("the file has %d MB", st.Size()>>20)
	}
	return s
}

func BenchmarkSearchAsYouType(b *testing.B) {
	s := many(b)
	ctx := context.Background()
	for _, words := range []string{"s", "se", "server", "server disk", "s d", "power coo", "reference7", "CS10012", "100", "3100123", "ip-192-0-7", "nothing"} {
		b.Run(strings.ReplaceAll(words, " ", "+"), func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Search(ctx, words, 100); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("ids of all", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Find(ctx, "server", 1000); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("all tickets", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Tickets(ctx); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// Several processes read and write at once: the console, and commands beside it.
func TestSeveralProcessesShareADesk(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for p := range 4 {
		s := open(t, dir)
		wg.Go(func() {
			ctx := context.Background()
			for n := range 15 {
				id := n*4 + p
				if err := s.Put(ctx, []account.Ticket{ticket(id, "Disk", "ns1", fmt.Sprintf("apple number%d", id)), ticket(1000, "Shared", "", "pear")}, t0); err != nil {
					t.Errorf("keeping: %v", err)
				}
				if _, err := s.Search(ctx, "apple", 10); err != nil {
					t.Errorf("searching: %v", err)
				}
				if _, err := s.Save(ctx, Draft{Letter: letter("x")}); err != nil {
					t.Errorf("saving: %v", err)
				}
			}
		})
	}
	wg.Wait()
	s := open(t, dir)
	if got := found(t, s, "apple"); len(got) != 60 {
		t.Errorf("%d tickets are found of 60", len(got))
	}
	if got := found(t, s, "pear"); len(got) != 1 {
		t.Errorf("the shared one is found %d times", len(got))
	}
	if list, err := s.Drafts(context.Background()); err != nil || len(list) != 60 {
		t.Errorf("%d drafts, %v", len(list), err)
	}
}
