// Package arch holds the rules of who may import whom.
package arch

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// allowed is what each package may import of vigie; packages below a folder follow its rule.
// A package that is not named here may not exist: a newcomer is given a place on purpose.
var allowed = map[string][]string{
	"vigie":                       {"vigie/internal/cli"},
	"vigie/probes":                {"vigie/probes/cert", "vigie/probes/door", "vigie/probes/echo", "vigie/probes/mask", "vigie/probes/names", "vigie/probes/neterr", "vigie/probes/page", "vigie/probes/web", "vigie/probes/words", "vigie/internal/result", "vigie/internal/secretname"},
	"vigie/probes/cert":           {"vigie/probes/door", "vigie/probes/names", "vigie/probes/neterr", "vigie/probes/words", "vigie/internal/result"},
	"vigie/probes/door":           {"vigie/probes/echo"},
	"vigie/probes/echo":           {"vigie/probes/neterr"},
	"vigie/probes/mask":           {"vigie/probes/words", "vigie/internal/result", "vigie/internal/secretname"},
	"vigie/probes/names":          {"vigie/probes/door", "vigie/probes/neterr", "vigie/probes/words", "vigie/internal/result"},
	"vigie/probes/neterr":         {"vigie/internal/result"},
	"vigie/probes/page":           {"vigie/internal/result"},
	"vigie/probes/probetest":      {},
	"vigie/probes/web":            {"vigie/probes/door", "vigie/probes/neterr", "vigie/probes/words", "vigie/internal/result"},
	"vigie/probes/words":          {},
	"vigie/providers":             {"vigie/internal/account", "vigie/internal/places", "vigie/internal/text"},
	"vigie/providers/feed":        {"vigie/providers/feed/scope", "vigie/internal/account", "vigie/internal/places", "vigie/internal/text"},
	"vigie/ui":                    {"vigie/ui", "vigie/internal/estate", "vigie/internal/result", "vigie/internal/account", "vigie/internal/text"},
	"vigie/internal/account":      {},
	"vigie/internal/places":       {},
	"vigie/internal/result":       {},
	"vigie/internal/text":         {},
	"vigie/internal/yamlread":     {"vigie/internal/secretname"},
	"vigie/internal/secretname":   {},
	"vigie/internal/arch":         {},
	"vigie/internal/bench":        {"vigie"},
	"vigie/internal/dbfile":       {},
	"vigie/internal/history":      {"vigie/internal/dbfile", "vigie/internal/estate", "vigie/internal/result", "vigie/internal/text"},
	"vigie/internal/uitest":       {"vigie/internal/estate", "vigie/internal/result", "vigie/internal/account", "vigie/internal/text"},
	"vigie/internal/desk":         {"vigie/internal/account", "vigie/internal/dbfile", "vigie/internal/estate", "vigie/internal/result", "vigie/internal/text"},
	"vigie/internal/actionlog":    {"vigie/internal/wholefile"},
	"vigie/internal/ovhconf":      {"vigie/internal/wholefile"},
	"vigie/internal/wholefile":    {},
	"vigie/internal/estate":       {"vigie/internal/account", "vigie/internal/cost", "vigie/internal/places", "vigie/internal/result", "vigie/internal/text"},
	"vigie/internal/verdict":      {"vigie/internal/account", "vigie/internal/estate", "vigie/internal/result"},
	"vigie/internal/witness":      {"vigie/internal/account", "vigie/internal/estate", "vigie/internal/result", "vigie/probes"},
	"vigie/internal/cost":         {"vigie/internal/maintenance"},
	"vigie/internal/config":       {"vigie/internal/cost", "vigie/internal/maintenance", "vigie/internal/result", "vigie/internal/secretname", "vigie/internal/yamlread", "vigie/probes"},
	"vigie/internal/jsonl":        {"vigie/internal/account", "vigie/internal/cost", "vigie/internal/desk", "vigie/internal/estate", "vigie/internal/incident", "vigie/internal/message", "vigie/internal/result"},
	"vigie/internal/report":       {"vigie/internal/account", "vigie/internal/cost", "vigie/internal/estate", "vigie/internal/result", "vigie/internal/text"},
	"vigie/internal/notify":       {"vigie/internal/estate", "vigie/internal/incident", "vigie/internal/text"},
	"vigie/internal/message":      {"vigie/internal/account", "vigie/internal/estate", "vigie/internal/result"},
	"vigie/internal/incident":     {"vigie/internal/account", "vigie/internal/estate", "vigie/internal/result", "vigie/internal/wholefile"},
	"vigie/internal/watch":        {"vigie/internal/account", "vigie/internal/config", "vigie/internal/cost", "vigie/internal/estate", "vigie/internal/history", "vigie/internal/incident", "vigie/internal/places", "vigie/internal/result", "vigie/internal/schedule", "vigie/internal/steady", "vigie/internal/verdict", "vigie/internal/witness", "vigie/probes", "vigie/providers/feed/concern"},
	"vigie/internal/schedule":     {},
	"vigie/internal/steady":       {"vigie/internal/result"},
	"vigie/internal/maintenance":  {},
	"vigie/internal/statedir":     {},
	"vigie/internal/kept":         {"vigie/internal/wholefile"},
	"vigie/internal/reload":       {"vigie/internal/config"},
	"vigie/internal/metrics":      {"vigie/internal/estate", "vigie/internal/result", "vigie/internal/text"},
	"vigie/internal/sim":          {"vigie/internal/result", "vigie/internal/sim/scenario", "vigie/internal/yamlread", "vigie/probes"},
	"vigie/internal/sim/scenario": {"vigie/internal/config", "vigie/internal/yamlread"},
	"vigie/internal/sim/ovhapi":   {"vigie/internal/sim"},
	"vigie/internal/cli":          {"vigie"},
}

// forbidden are standard packages that some folders must not know: the screen asks no network, and who reads a page neither.
var forbidden = map[string][]string{
	"vigie/probes/page":      {"net", "os"},
	"vigie/probes/mask":      {"net", "os"},
	"vigie/probes/words":     {"net", "os"},
	"vigie/ui":               {"net", "net/http", "os/exec", "database/sql"},
	"vigie/internal/estate":  {"net", "net/http", "os"},
	"vigie/internal/verdict": {"net", "net/http", "os"},
	"vigie/internal/cost":    {"net", "net/http", "os"},
}

type pkg struct {
	ImportPath string
	Imports    []string
}

func TestWhoMayImportWhom(t *testing.T) {
	for _, p := range packages(t) {
		rule, may := ruleOf(p.ImportPath)
		if rule == "" {
			t.Errorf("%s has no rule: say in this test what it may import", p.ImportPath)
			continue
		}
		for _, i := range p.Imports {
			if i == "vigie" || strings.HasPrefix(i, "vigie/") {
				if !covered(i, may) || strings.HasSuffix(i, "test") { // what plays for tests is for tests alone
					t.Errorf("%s imports %s, which it may not", p.ImportPath, i)
				}
			}
			for _, no := range forbidden[rule] {
				if i == no {
					t.Errorf("%s imports %s, which it may not", p.ImportPath, i)
				}
			}
		}
	}
}

// ruleOf finds the nearest folder that has a rule.
func ruleOf(path string) (rule string, may []string) {
	for p := path; ; {
		if may, ok := allowed[p]; ok && (p != "vigie" || path == "vigie") {
			return p, may
		}
		i := strings.LastIndexByte(p, '/')
		if i < 0 {
			return "", nil
		}
		p = p[:i]
	}
}

func covered(path string, may []string) bool {
	for _, m := range may {
		if path == m || strings.HasPrefix(path, m+"/") {
			return true
		}
	}
	return false
}

func packages(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "vigie/...").Output()
	if err != nil {
		t.Fatalf("listing the packages: %v", err)
	}
	var list []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("reading the list: %v", err)
		}
		list = append(list, p)
	}
	if len(list) < 10 {
		t.Fatalf("only %d packages were listed", len(list))
	}
	return list
}
