package page

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// Every row of every table can be hit, and hits as what it is. A rule whose words are written otherwise than the text
// is folded to would never fire.
func TestEveryRuleFires(t *testing.T) {
	for _, f := range families {
		for i := range f.rules {
			rule := &f.rules[i]
			for _, page := range samplesOf(rule) {
				var r Reader
				d := r.Read([]byte(page.body), "text/html; charset=utf-8", false)
				if got, ok := r.Match(d, page.header, true, nil); !ok || got.Rule != rule.name {
					t.Errorf("%s: its own page is taken for %q:\n%s", rule.name, got.Rule, page.body)
				}
				if _, ok := r.Match(d, page.header, true, []string{allRules}); ok {
					t.Errorf("%s: it fires though all rules are turned off", rule.name)
				}
			}
		}
	}
}

type sample struct {
	body   string
	header http.Header
}

// samplesOf makes a page for each of the marks of a rule.
func samplesOf(rule *rule) []sample {
	rest := "<p>" + strings.Join(rule.also[:min(1, len(rule.also))], "") + "</p>"
	for _, s := range rule.source[:min(1, len(rule.source))] {
		rest += "<i data-x='" + s + "'></i>"
	}
	if rule.ends != "" {
		rest += "<p>" + strings.ReplaceAll(rule.ends, "#", "12") + "</p>"
	}
	var list []sample
	for _, title := range rule.title {
		title = strings.TrimSuffix(title, "$")
		heading := ""
		if rule.repeats {
			heading = "<h1>" + title + "</h1>"
		}
		list = append(list, sample{body: "<title>" + title + "</title>" + heading + rest})
	}
	for _, text := range rule.text {
		list = append(list, sample{body: "<p>" + text + "</p>" + rest})
	}
	for _, src := range rule.scripts {
		list = append(list, sample{body: "<script src='https://x.example/" + src + "'></script>" + rest})
	}
	for _, h := range rule.headers {
		name, value, _ := strings.Cut(h, ":")
		list = append(list, sample{body: rest, header: http.Header{http.CanonicalHeaderKey(name): {strings.TrimSpace(value) + "x"}}})
	}
	for _, to := range rule.lands {
		list = append(list, sample{body: "<meta http-equiv='refresh' content='0; url=" + to + "'>" + rest})
	}
	if rule.isSourceOnly() {
		list = append(list, sample{body: rest})
	}
	if rule.begins != "" {
		list = append(list, sample{body: rule.begins + rest})
	}
	return list
}

func TestRulesAreWrittenAsTextIsFolded(t *testing.T) {
	rows := 0
	for _, f := range families {
		for _, rule := range f.rules {
			rows++
			for _, text := range slices.Concat(rule.title, rule.text, rule.also) {
				plainText := strings.TrimSuffix(text, "$")
				if got := string(fold(nil, []byte(plainText))); got != plainText || text != "" && len(plainText) < shortHead {
					t.Errorf("%s: %q is read as %q", rule.name, text, got)
				}
			}
			if rule.name == "" || rule.says == "" {
				t.Errorf("a rule without name or reason: %+v", rule)
			}
		}
	}
	if rows > len(hitList{}) {
		t.Errorf("%d rows, and a list of hits for %d", rows, len(hitList{}))
	}
	if names := RuleNames(); !slices.Contains(names, Shrunk) || !slices.Contains(names, "nginx-welcome") || !slices.IsSorted(names) {
		t.Errorf("the names are %v", names)
	}
}
