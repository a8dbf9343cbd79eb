package page

import (
	"bytes"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"vigie/internal/result"
)

// rule knows a page that is not the site. It is found by any of title, text, scripts, headers, lands and begins, or by its
// source where it has none of these; of source, ends, also and repeats, those that are given must hold besides. Everything
// is written in lower case, with plain apostrophes. What an ordinary page may say too counts only on a short page: an
// article about a web server is no web server's page. Nor does text count that stands in quotation marks, ends as a
// question, or comes in the middle of a sentence on a page that says more.
type rule struct {
	name    string
	says    string   // the reason
	title   []string // how the title begins; the whole title where it ends with $
	text    []string // in the visible text that is not quoted, from the beginning of a word
	scripts []string // in the address of a script that the page calls for
	headers []string // in a header of the answer, as name: value
	source  []string // in the markup, any of them, as it is written
	begins  string   // how the markup begins
	ends    string   // how the text ends; # is any number
	also    []string // in the text too, any of them
	lands   []string // in the address to which the page sends its visitor on by itself
	repeats bool     // what the title says is one word more at most, and how the text begins too
	midway  bool     // text counts in the middle of a sentence too, also on a page of more than a line
	most    int      // only on a page with at most so many visible characters; 0: on any page
}

// family is a table of rules that mean the same.
type family struct {
	failure result.Failure
	open    bool // what lies behind such a page cannot be told: it is unknown, not down
	portal  bool // it is our own line that is caught: only over plain HTTP, and never the site's fault
	rules   []rule
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
	Shrunk        = "shrunk"         // the page shows a small part of what it used to show
	ScriptMissing = "script-missing" // the script that makes the page does not come
	ParkedHost    = "parked-host"    // the page redirects to somebody who sells domains
	CaptivePortal = "captive-portal" // the line leads to a login of its own
	SoftError     = "soft-error"     // the page is an error, and its status is not
	allRules      = "all"
)

// RuleNames are the names of the rules by which a page is told not to be the site, sorted.
func RuleNames() []string {
	names := []string{Shrunk, ScriptMissing, ParkedHost, CaptivePortal}
	for _, f := range families {
		for _, r := range f.rules {
			names = append(names, r.name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Allows tells whether a list turns a rule off: it names it, or all of them.
func Allows(list []string, rule string) bool {
	return len(list) > 0 && (slices.Contains(list, rule) || slices.Contains(list, allRules))
}

// Named is the reason that comes of a rule.
func Named(says, rule string) string { return says + " (rule " + rule + ")" }

// Match is what a rule says of a page that it knows.
type Match struct {
	Rule    string // its name
	Reason  string // which names the rule
	Failure result.Failure
	Open    bool // what lies behind such a page cannot be told: it is unknown, not down
}

// Match is the first rule that knows a document that this reader has read last, by what it shows and the header of its
// answer. overHTTP says that it came without protection; the rules that a list allows are passed over.
func (r *Reader) Match(d Document, header http.Header, overHTTP bool, allow []string) (Match, bool) {
	b := book()
	seen := sight{Document: d, reader: r, book: b, header: header, article: d.Visible > line && explains(d.title)}
	for i, e := range b.rules {
		if (e.family.portal && !overHTTP) || Allows(allow, e.name) {
			continue
		}
		if seen.knows(i, e.rule) {
			return Match{Rule: e.name, Reason: Named(e.says, e.name), Failure: e.family.failure, Open: e.family.open}, true
		}
	}
	return Match{}, false
}

// entry is a rule with the family that it is of.
type entry struct {
	*rule
	family *family
}

// sight is what the rules have seen of one page so far: nothing is looked for before a rule asks.
type sight struct {
	Document
	reader  *Reader
	book    *ruleBook
	header  http.Header
	article bool    // it is more than a line, and its title says that it explains something
	titled  bool    // the title was looked through
	told    bool    // the text was looked through
	hits    hitList // by rule
}

func (s *sight) knows(i int, rule *rule) bool {
	if rule.most > 0 && s.Visible > rule.most {
		return len(rule.headers) > 0 && s.hasHeader(rule)
	}
	if len(rule.source) > 0 && !s.hasSource(rule) || rule.ends != "" && !endsWith(s.own, rule.ends) {
		return false
	}
	if rule.isSourceOnly() || len(rule.lands) > 0 && s.lands(rule) {
		return true
	}
	if len(rule.headers) > 0 && s.hasHeader(rule) || len(rule.scripts) > 0 && s.calls(rule) ||
		rule.begins != "" && bytes.HasPrefix(bytes.TrimSpace(s.Source), []byte(rule.begins)) {
		return true
	}
	if s.article && len(rule.source) == 0 && rule.ends == "" {
		return false
	}
	if len(rule.title) > 0 && s.title != "" {
		if s.lookTitle(); s.hits[i]&inTitle != 0 && (len(rule.also) == 0 || s.saysAlso(i)) && (!rule.repeats || s.repeatsTitle()) {
			return true
		}
	}
	if len(rule.text) == 0 {
		return false
	}
	s.lookText()
	said := s.hits[i]&inText != 0 || s.hits[i]&withinText != 0 && (rule.midway || s.Visible <= line)
	return said && (len(rule.also) == 0 || s.saysAlso(i))
}

// line is how many visible characters a page has that says one thing and no more.
const line = 100

// explaining are words in the titles of articles. What has failed does not explain itself.
var explaining = regexp.MustCompile(`(?i)\?|(?:^|\PL)(?:how|what|why|fix|fixed|fixing|solve|solved|explained|troubleshooting|guide|tutorial|` +
	`comment|pourquoi|que faire|réparer|résoudre|corriger|signifie|explications?|hoe|waarom|wat|oplossen|oplossing|uitleg|betekent)(?:\PL|$)`)

func explains(title string) bool { return explaining.MatchString(title) }

// isSourceOnly tells a rule that needs nothing but what stands in the markup.
func (r *rule) isSourceOnly() bool {
	return len(r.source) > 0 && r.begins == "" && len(r.title)+len(r.text)+len(r.scripts)+len(r.headers)+len(r.lands) == 0
}

// repeatsTitle tells a list of files from a page about one: its title names a folder, and the text begins with the same.
func (s *sight) repeatsTitle() bool {
	i := strings.IndexByte(s.title, '/')
	return i >= 0 && !strings.ContainsRune(s.title[i:], ' ') && bytes.HasPrefix(s.own, []byte(s.title))
}

func (s *sight) saysAlso(i int) bool {
	s.lookText()
	return s.hits[i]&alsoInText != 0
}

func (s *sight) lookTitle() {
	if !s.titled {
		s.titled = true
		if strings.Contains(s.title, "?") { // who asks does not report
			return
		}
		s.reader.folded = fold(s.reader.folded[:0], []byte(s.title))
		s.book.titles.at(s.reader.folded, 0, true, &s.hits)
	}
}

func (s *sight) lookText() {
	if !s.told {
		s.told = true
		s.reader.folded = fold(s.reader.folded[:0], s.own)
		s.reader.starts = partsOf(s.reader.starts[:0], s.reader.folded)
		s.book.texts.look(s.reader.folded, s.reader.starts, &s.hits)
	}
}

func (s *sight) hasSource(rule *rule) bool {
	return slices.ContainsFunc(rule.source, func(mark string) bool { return bytes.Contains(s.Source, []byte(mark)) })
}

func (s *sight) calls(rule *rule) bool {
	for _, script := range s.scripts {
		if slices.ContainsFunc(rule.scripts, func(mark string) bool { return strings.Contains(script.src, mark) }) {
			return true
		}
	}
	return false
}

func (s *sight) lands(rule *rule) bool {
	return slices.ContainsFunc(rule.lands, func(mark string) bool { return strings.Contains(s.Refreshes, mark) })
}

// hasHeader tells whether any of a rule's headers is in an answer. One that ends with a colon may have any value.
func (s *sight) hasHeader(rule *rule) bool {
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
