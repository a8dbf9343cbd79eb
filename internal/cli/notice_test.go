package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The night of Strasbourg is told to customers from what the demo has kept, and it is written down that it was.
func TestADraftIsMadeOfWhatWasKept(t *testing.T) {
	dir := t.TempDir()
	d, err := newStage("strasbourg-2021", 60, dir)
	if err != nil {
		t.Fatal(err)
	}
	d.play.To(t.Context(), d.start.Add(4*time.Hour))
	d.end()
	config := filepath.Join(dir, "vigie.yaml")
	text := "sites: [https://www.belles-etoffes.example/]\nnotice: { company: Aux Belles Étoffes, phone: +32 2 555 01 00, meanwhile: { fr: Nos magasins sont ouverts. } }\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ask := func(args ...string) (out, complaints string, err error) {
		root := newRoot()
		var o, e bytes.Buffer
		root.SetOut(&o)
		root.SetErr(&e)
		root.SilenceErrors, root.SilenceUsage = true, true
		root.SetArgs(append([]string{"--state", dir, "--config", config}, args...))
		err = root.ExecuteContext(t.Context())
		return o.String(), e.String(), err
	}
	out, complaints, err := ask("notice", "--lang", "fr,nl")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Boutique en ligne", "La page ne s'ouvre pas.", "OVHcloud", "Nos magasins sont ouverts.", "———", "De pagina opent niet."} {
		if !strings.Contains(out, want) {
			t.Errorf("the draft lacks %q:\n%s", want, out)
		}
	}
	if !strings.Contains(complaints, "where news is posted") {
		t.Errorf("what is missing is not asked for: %s", complaints)
	}
	if out, _, err = ask("notice", "--for", "insurer", "--json"); err != nil || !strings.HasPrefix(out, `{"incident":"20210310-0005-`) || strings.Count(out, "\n") != 1 {
		t.Errorf("%v: %s", err, out)
	}
	if out, _, err = ask("notice", "--short", "--lang", "en"); err != nil || len([]rune(strings.TrimSpace(out))) > 160 {
		t.Errorf("%v: %s", err, out)
	}
	if _, _, err = ask("notice", "--for", "press"); err == nil || !strings.Contains(err.Error(), "customers, orders, staff or insurer") {
		t.Errorf("the press was told something: %v", err)
	}
	if _, _, err = ask("notice", "sent", "--to", "customers, by mail"); err != nil {
		t.Fatal(err)
	}
	if out, _, err = ask("incidents", "show"); err != nil || !strings.Contains(out, "A message was sent: customers, by mail") {
		t.Errorf("%v: %s", err, out)
	}
}
