package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The night of Strasbourg becomes a report in every format, which is found to be as it was written until a row is changed.
func TestAReportIsMadeAndChecked(t *testing.T) {
	dir := t.TempDir()
	if keep := os.Getenv("VIGIE_KEEP"); keep != "" {
		dir = keep
	}
	d, err := newStage("strasbourg-2021", 60, dir)
	if err != nil {
		t.Fatal(err)
	}
	d.play.To(t.Context(), d.start.Add(9*time.Hour))
	d.end()
	config := filepath.Join(dir, "vigie.yaml")
	text := "sites:\n  - { name: Boutique en ligne, url: \"https://shop.belles-etoffes.example/\", revenue: { per_hour: 420, currency: EUR, margin: 0.45 } }\nnotice: { company: Aux Belles Étoffes }\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ask := func(args ...string) (string, error) {
		root := newRoot()
		var o bytes.Buffer
		root.SetOut(&o)
		root.SetErr(&o)
		root.SilenceErrors, root.SilenceUsage = true, true
		root.SetArgs(append([]string{"--state", dir, "--config", config}, args...))
		err := root.ExecuteContext(t.Context())
		return o.String(), err
	}
	wants := map[string][]string{
		"md":   {"Aux Belles Étoffes", "After our first failing sample", "Boutique en ligne", "€420.00 an hour", "> Missing:"},
		"html": {"<svg", "class=\"down\"", "Boutique en ligne", "16. Declarations"},
		"pdf":  {"%PDF-1"},
		"xlsx": {"PK"},
		"csv":  {"interval,", "sample,2021-03-10T", "tcp.timeout"},
		"json": {`"samples":[`, `"chain":{"head":"`},
	}
	for _, format := range reportFormats() {
		file := filepath.Join(dir, "report."+format)
		if out, err := ask("report", "--format", format, "--output", file); err != nil {
			t.Fatalf("%s: %v: %s", format, err, out)
		}
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range wants[format] {
			if !strings.Contains(string(whole), want) {
				t.Errorf("%s lacks %q", format, want)
			}
		}
		if format == "pdf" {
			if _, err := ask("report", "verify", file); err == nil || !strings.Contains(err.Error(), "cannot be checked by itself") {
				t.Errorf("a PDF: %v", err)
			}
			continue
		}
		if out, err := ask("report", "verify", file); err != nil || !strings.Contains(out, "is as it was written") {
			t.Errorf("%s: %v: %s", format, err, out)
		}
		if format == "xlsx" { // it is packed: how a change in it is found is tested where it is written
			continue
		}
		changed := strings.Replace(string(whole), "Boutique en ligne", "Boutique en lignE", 1)
		if err := os.WriteFile(file+".changed", []byte(changed), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := ask("report", "verify", file+".changed"); err == nil {
			t.Errorf("%s was changed, and is said to be as it was written: %s", format, out)
		}
	}
	if _, err := ask("report", "--format", "doc"); err == nil || !strings.Contains(err.Error(), "md, html, pdf, csv, xlsx, json") {
		t.Errorf("another format: %v", err)
	}
}
