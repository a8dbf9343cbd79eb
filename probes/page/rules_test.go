package page

import (
	"html"
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

// Whoever writes about a message that a rule knows is not what shows it: the title explains, or the message stands in the
// middle of a sentence.
func TestAnArticleAboutAPageIsNotThatPage(t *testing.T) {
	const rest = "<p>Our shop showed this last week, and it took us two hours to find out why. Here is what we learned, step by step, so that " +
		"you do not lose the same two hours. First look at the logs, then call your host, and only then begin to change things.</p>"
	for _, f := range families {
		for i := range f.rules {
			rule := &f.rules[i]
			if rule.midway || len(rule.source) > 0 || rule.ends != "" {
				continue
			}
			for _, message := range slices.Concat(rule.title, rule.text) {
				message = html.EscapeString(strings.TrimSuffix(message, "$"))
				for _, body := range []string{
					"<title>" + message + ": what it means</title><h1>" + message + ": what it means</h1>" + rest,
					"<title>Blog</title><h1>How to deal with “" + message + "”</h1><p>When a page says " + message + " do not panic.</p>" + rest,
				} {
					if strings.Contains(message, "! ") { // a sentence of its own, which another rule may know
						continue
					}
					var r Reader
					d := r.Read([]byte(body), "text/html; charset=utf-8", false)
					if got, ok := r.Match(d, nil, true, nil); ok {
						t.Errorf("taken for %s: %s", got.Rule, body)
					}
				}
			}
		}
	}
}
