package probes

import (
	"bytes"
	"net/http"
	"slices"
	"strings"

	"vigie/internal/result"
)

// pageRule knows a page that is not the site. It is found by any of title, text, scripts, headers and begins; of
// source, ends and also, those that are given must hold besides. Everything is written in lower case, with plain
// apostrophes. What an ordinary page may say too counts only on a short page: an article about a web server is no web
// server's page.
type pageRule struct {
	name    string
	says    string   // the reason
	title   []string // how the title begins; the whole title where it ends with $
	text    []string // in the visible text that is not quoted, from the beginning of a word
	scripts []string // in the address of a script that the page calls for
	headers []string // in a header of the answer, as name: value
	source  []string // in the markup, any of them, as it is written
	begins  string   // how the markup begins
	ends    string   // how the text ends; # is any number
	also    string   // in the text too
	most    int      // only on a page with at most so many visible characters; 0: on any page
}

// family is a table of rules that mean the same.
type family struct {
	failure result.Failure
	open    bool // what lies behind such a page cannot be told: it is unknown, not down
	portal  bool // it is our own line that is caught: only over plain HTTP, and never the site's fault
	rules   []pageRule
}

// families are all the rules there are, in the order in which they are asked: a protection may stand in front of
// anything, and what is sure comes before what is likely.
var families = []family{
	{result.ContentForbidden, true, false, challengePages},
	{result.LocalOffline, true, true, portalPages},
	{result.ContentDefaultPage, false, false, serverPages},
	{result.ContentDefaultPage, false, false, hostPages},
	{result.ContentDefaultPage, false, false, parkedPages},
	{result.ContentForbidden, false, false, errorPages},
	{result.ContentForbidden, false, false, shopPages},
	{result.ContentForbidden, false, false, maintenancePages},
}

// The rules that are no table: they look at more than one page.
const (
	ruleShrunk        = "shrunk"         // the page shows a small part of what it used to show
	ruleScriptMissing = "script-missing" // the script that makes the page does not come
	ruleParkedHost    = "parked-host"    // the page redirects to somebody who sells domains
	ruleCaptivePortal = "captive-portal" // the line leads to a login of its own
	ruleSoftError     = "soft-error"     // the page is an error, and its status is not
	allRules          = "all"
)

// RuleNames are the names of the rules by which a page is told not to be the site, sorted. Any of them, or "all", may
// stand in Expect.Allow.
func RuleNames() []string {
	names := []string{ruleShrunk, ruleScriptMissing, ruleParkedHost, ruleCaptivePortal}
	for _, f := range families {
		for _, r := range f.rules {
			names = append(names, r.name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// allows tells whether a site has turned a rule off.
func (e Expect) allows(rule string) bool {
	return len(e.Allow) > 0 && (slices.Contains(e.Allow, rule) || slices.Contains(e.Allow, allRules))
}

// named is the end of every reason that comes of a rule.
func named(says, rule string) string { return says + " (rule " + rule + ")" }

// match is a rule that knows a page.
type match struct {
	*pageRule
	family *family
}

// matchRules is the first rule that knows a page, or none. Its answer's headers are looked at too.
func (r *reader) matchRules(source []byte, header http.Header, plainHTTP bool, e Expect) (match, bool) {
	b := book()
	seen := sight{reader: r, book: b, source: source, header: header}
	for i, rule := range b.rules {
		if (rule.family.portal && !plainHTTP) || e.allows(rule.name) {
			continue
		}
		if seen.knows(i, rule.pageRule) {
			return rule, true
		}
	}
	return match{}, false
}

// sight is what the rules have seen of one page so far: nothing is looked for before a rule asks.
type sight struct {
	*reader
	book   *ruleBook
	source []byte
	header http.Header
	titled bool    // the title was looked through
	told   bool    // the text was looked through
	hits   hitList // by rule
}

func (s *sight) knows(i int, rule *pageRule) bool {
	if rule.most > 0 && s.visible > rule.most {
		return len(rule.headers) > 0 && s.hasHeader(rule)
	}
	if len(rule.source) > 0 && !s.hasSource(rule) || rule.ends != "" && !endsWith(s.own, rule.ends) {
		return false
	}
	if len(rule.headers) > 0 && s.hasHeader(rule) || len(rule.scripts) > 0 && s.calls(rule) ||
		rule.begins != "" && bytes.HasPrefix(bytes.TrimSpace(s.source), []byte(rule.begins)) {
		return true
	}
	if len(rule.title) > 0 && s.title != "" {
		if s.lookTitle(); s.hits[i]&inTitle != 0 && (rule.also == "" || s.saysAlso(i)) {
			return true
		}
	}
	if len(rule.text) == 0 {
		return false
	}
	s.lookText()
	return s.hits[i]&inText != 0 && (rule.also == "" || s.saysAlso(i))
}

func (s *sight) saysAlso(i int) bool {
	s.lookText()
	return s.hits[i]&alsoInText != 0
}

func (s *sight) lookTitle() {
	if !s.titled {
		s.titled = true
		s.folded = fold(s.folded[:0], []byte(s.title))
		s.book.titles.at(s.folded, &s.hits)
	}
}

func (s *sight) lookText() {
	if !s.told {
		s.told = true
		s.folded = fold(s.folded[:0], s.own)
		s.book.texts.look(s.folded, &s.hits)
	}
}

func (s *sight) hasSource(rule *pageRule) bool {
	return slices.ContainsFunc(rule.source, func(mark string) bool { return containsString(s.source, mark) })
}

func (s *sight) calls(rule *pageRule) bool {
	for _, script := range s.scripts {
		if slices.ContainsFunc(rule.scripts, func(mark string) bool { return strings.Contains(script.src, mark) }) {
			return true
		}
	}
	return false
}

// hasHeader tells whether any of a rule's headers is in an answer. One that ends with a colon may have any value.
func (s *sight) hasHeader(rule *pageRule) bool {
	for _, h := range rule.headers {
		name, value, _ := strings.Cut(h, ": ")
		for _, got := range s.header[http.CanonicalHeaderKey(strings.TrimSuffix(name, ":"))] {
			if strings.Contains(strings.ToLower(got), value) {
				return true
			}
		}
	}
	return false
}
