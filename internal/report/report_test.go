package report

import (
	"bytes"
	"encoding/csv"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"vigie/internal/estate"
	"vigie/internal/result"
)

var night = time.Date(2021, 3, 10, 2, 20, 0, 0, time.UTC)

// fire is an incident with some samples of two sites.
func fire(samples int) Facts {
	i := estate.Incident{
		ID: "20210310-0220-sbg2", Opened: night, Closed: night.Add(5 * time.Hour),
		Verdict: estate.Verdict{Cause: estate.CauseDatacenter, Where: "ovh/sbg2", Confidence: 0.9, Summary: "All of them in SBG2."},
		Members: []estate.Member{{Site: "Shop", From: night, To: night.Add(5 * time.Hour)}},
		Remarks: []estate.Remark{{Time: night, By: "gil", Text: "<script>alert(1)</script>", Expense: estate.Expense{Amount: 1_205_000, Currency: "EUR", Purpose: "hosting"}}},
		Entries: []estate.Entry{{Time: night, Kind: "note", By: "gil", Text: "=HYPERLINK(\"http://evil.example\")"}},
	}
	return Facts{
		Incident: i, Firm: "Aux Belles Étoffes", Made: night.Add(6 * time.Hour), Version: "test",
		Sites: []Site{{
			Name: "Shop", Targets: []string{"http https://shop.example/"}, Uptime: 0.9,
			Outages: []estate.Outage{{From: night, To: night.Add(5 * time.Hour), Failure: result.TCPTimeout, Reason: "=1+1"}},
		}},
		Samples: func() iter.Seq2[result.Result, error] {
			of := func(site string, first time.Time) iter.Seq2[result.Result, error] {
				return func(yield func(result.Result, error) bool) {
					for n := range samples {
						r := result.Result{
							Time: first.Add(time.Duration(n) * time.Minute), Site: site, Check: result.KindHTTP, Target: "https://shop.example/",
							Vantage: "local", State: result.Down, Failure: result.TCPTimeout, Reason: "no answer \x1b[2J <b>", Total: 10 * time.Second,
						}
						if !yield(r, nil) {
							return
						}
					}
				}
			}
			return Merge([]iter.Seq2[result.Result, error]{of("Shop", night), of("Mail", night.Add(30*time.Second))})
		},
	}
}

func write(t *testing.T, format string, f Facts) []byte {
	t.Helper()
	var b bytes.Buffer
	d := Make(f)
	seal, err := SealOf(d, f)
	switch format {
	case "csv":
		_, err = WriteCSV(&b, d, f)
	case "json":
		_, err = WriteJSON(&b, d, f)
	case "md":
		err = errors.Join(err, WriteMarkdown(&b, d, seal))
	case "html":
		err = errors.Join(err, WriteHTML(&b, d, seal))
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAReportHasSixteenGroupsAndSaysWhatIsMissing(t *testing.T) {
	d := Make(fire(1))
	if len(d.Groups) != 16 {
		t.Errorf("it has %d", len(d.Groups))
	}
	for _, g := range d.Groups {
		if len(g.Facts)+len(g.Tables)+len(g.Missing) == 0 {
			t.Errorf("%s is empty, and does not say what is missing", g.Title)
		}
	}
	if from, to := Period(fire(1).Incident, night.Add(48*time.Hour)); from != night.Add(-around) || to != night.Add(5*time.Hour+around) {
		t.Errorf("it spans %s to %s", from, to)
	}
}

func TestSamplesOfSeveralSitesComeInTheOrderOfTheirTime(t *testing.T) {
	var times []time.Time
	for r, err := range fire(20).Samples() {
		if err != nil {
			t.Fatal(err)
		}
		times = append(times, r.Time)
	}
	if len(times) != 40 || !slices.IsSortedFunc(times, time.Time.Compare) {
		t.Errorf("%d, in another order", len(times))
	}
	stopped := 0
	for range fire(20).Samples() {
		if stopped++; stopped == 3 {
			break
		}
	}
}

func TestEveryChangeIsFoundAndNamed(t *testing.T) {
	for _, format := range []string{"csv", "json"} {
		whole := write(t, format, fire(10))
		seal, err := Verify(bytes.NewReader(whole))
		if err != nil || seal.Count < 20 || seal.Head == seal.Tail {
			t.Fatalf("%s: %v, %+v", format, err, seal)
		}
		lines := strings.SplitAfter(string(whole), "\n")
		middle := len(lines) / 2
		for name, change := range map[string]func([]string) []string{
			"changed": func(l []string) []string { l[middle] = strings.Replace(l[middle], "down", "up", 1); return l },
			"dropped": func(l []string) []string { return slices.Delete(l, middle, middle+1) },
			"swapped": func(l []string) []string { l[middle], l[middle+1] = l[middle+1], l[middle]; return l },
			"doubled": func(l []string) []string { return slices.Insert(l, middle, l[middle]) },
		} {
			_, err := Verify(strings.NewReader(strings.Join(change(slices.Clone(lines)), "")))
			var broken *BrokenError
			if !errors.As(err, &broken) || broken.Row < middle-4 || broken.Row > middle+2 {
				t.Errorf("%s, row %d %s: %v", format, middle, name, err)
			}
		}
	}
	rows := strings.SplitAfter(string(write(t, "csv", fire(10))), "\n")
	if _, err := Verify(strings.NewReader(strings.Join(rows[:len(rows)-4], ""))); err == nil || !strings.Contains(err.Error(), "at its end were dropped") {
		t.Errorf("a shortened CSV: %v", err)
	}
	for _, format := range []string{"md", "html"} {
		whole := write(t, format, fire(3))
		if _, err := Verify(bytes.NewReader(whole)); err != nil {
			t.Errorf("%s: %v", format, err)
		}
		if _, err := Verify(bytes.NewReader(bytes.Replace(whole, []byte("Shop"), []byte("Shoe"), 1))); err == nil {
			t.Errorf("%s was changed, and nobody saw it", format)
		}
	}
}

// What a reader might believe must be what was checked: JSON that says a thing twice, and columns under other names.
func TestNothingIsHiddenBesideWhatIsChecked(t *testing.T) {
	whole := string(write(t, "json", fire(3)))
	for name, changed := range map[string]string{
		"samples twice": strings.Replace(whole, "\"samples\":[", "\"samples\":[],\n\"samples\":[", 1),
		"a key twice":   strings.Replace(whole, "\"state\":\"down\"", "\"state\":\"up\",\"state\":\"down\"", 1),
		"another key":   strings.Replace(whole, "\"state\":\"down\"", "\"State\":\"down\"", 1),
		"an extra one":  strings.Replace(whole, "\"state\":\"down\"", "\"state\":\"down\",\"x\":1", 1),
		"more after it": whole + " ",
	} {
		if _, err := Verify(strings.NewReader(changed)); err == nil || changed == whole {
			t.Errorf("%s: it is said to be as it was written", name)
		}
	}
	rows := string(write(t, "csv", fire(3)))
	if _, err := Verify(strings.NewReader(strings.Replace(rows, "state,failure", "failure,state", 1))); err == nil {
		t.Error("the names of two columns were swapped, and nobody saw it")
	}
}

func TestAChangedCellOfAWorkbookIsFound(t *testing.T) {
	f := fire(10)
	var b bytes.Buffer
	seal, err := WriteXLSX(&b, Make(f), f)
	if err != nil {
		t.Fatal(err)
	}
	whole := b.Bytes()
	if got, err := Verify(bytes.NewReader(whole)); err != nil || got != seal {
		t.Fatalf("%v: %+v, want %+v", err, got, seal)
	}
	book, err := excelize.OpenReader(bytes.NewReader(whole))
	if err != nil {
		t.Fatal(err)
	}
	if err := book.SetCellStr(rowSheet, "G8", "up"); err != nil {
		t.Fatal(err)
	}
	var changed bytes.Buffer
	if _, err := book.WriteTo(&changed); err != nil {
		t.Fatal(err)
	}
	var broken *BrokenError
	if _, err := Verify(&changed); !errors.As(err, &broken) || broken.Row != 8 {
		t.Errorf("%v, want row 8", err)
	}
}

func TestAPDFHoldsTheNamesOfWesternEurope(t *testing.T) {
	var b bytes.Buffer
	f := fire(1)
	if err := WritePDF(&b, Make(f), Seal{Head: "a", Tail: "b"}); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(b.Bytes(), []byte("%PDF-")) || b.Len() < 3000 {
		t.Errorf("%d bytes", b.Len())
	}
}

func TestWhatComesFromOutsideRunsNowhere(t *testing.T) {
	page := string(write(t, "html", fire(1)))
	if strings.Contains(page, "<script") || strings.Contains(page, "\x1b") {
		t.Error("a note runs in the page")
	}
	if md := string(write(t, "md", fire(1))); strings.Contains(md, "<script") || strings.Contains(md, "\x1b") {
		t.Error("a note runs in the Markdown")
	}
	rows, err := csv.NewReader(bytes.NewReader(write(t, "csv", fire(1)))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		for _, c := range row {
			if c != "" && strings.ContainsRune("=+-@\t\x1b", rune(c[0])) {
				t.Errorf("a spreadsheet would run %q", c)
			}
		}
	}
}

func FuzzVerify(f *testing.F) {
	facts := fire(2)
	for _, format := range []string{"csv", "json", "md", "html"} {
		var b bytes.Buffer
		d := Make(facts)
		switch format {
		case "csv":
			_, _ = WriteCSV(&b, d, facts)
		case "json":
			_, _ = WriteJSON(&b, d, facts)
		case "md":
			_ = WriteMarkdown(&b, d, Seal{Head: "a", Tail: "b"})
		default:
			_ = WriteHTML(&b, d, Seal{Head: "a", Tail: "b"})
		}
		f.Add(b.Bytes())
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		if seal, err := Verify(bytes.NewReader(file)); err == nil && seal.Tail == "" {
			t.Error("a report without an end was taken for whole")
		}
	})
}

// The samples of fifteen days, two million of them.
func BenchmarkFifteenDays(b *testing.B) {
	f := fire(1_000_000)
	d := Make(f)
	for b.Loop() {
		if _, err := SealOf(d, f); err != nil {
			b.Fatal(err)
		}
	}
}
