package probes

import (
	"net/http"
	"slices"
	"time"

	"vigie/probes/page"
)

// Expect is what a page must be like to be up.
type Expect struct {
	Status   []StatusRange // 200-299 when empty
	Contains []Pattern
	Lacks    []Pattern
	Visible  int           // at least so many visible characters; 0 turns white-page detection off
	Under    time.Duration // slower is degraded; 0 turns that off
	JSON     []JSONRule
	Headers  map[string]Pattern
	Allow    []string // the rules of pages that do not hold here, by name; "all" turns off every one
}

// StatusRange is a range of status codes, both ends included.
type StatusRange struct{ From, To int }

// JSONRule is a JSONPath (RFC 9535) and the value it must have, written as text.
type JSONRule struct{ Path, Value string }

// RuleNames are the names of the rules by which a page is told not to be the site, sorted. Any of them, or "all", may
// stand in Expect.Allow.
func RuleNames() []string { return page.RuleNames() }

// allows tells whether a site has turned a rule of pages off.
func (e Expect) allows(rule string) bool { return page.Allows(e.Allow, rule) }

// expects tells whether a status is one of those wanted.
func (e Expect) expects(status int) bool {
	if len(e.Status) == 0 {
		return status >= 200 && status <= 299
	}
	return slices.ContainsFunc(e.Status, func(s StatusRange) bool { return status >= s.From && status <= s.To })
}

// redirects tells whether a redirect of just this status is expected. Who expects 200-399 wants the page.
func (e Expect) redirects(status int) bool {
	return slices.ContainsFunc(e.Status, func(s StatusRange) bool { return s.From >= 300 && s.From <= status && s.To >= status })
}

// wantsNothing tells whether nothing but 204 is expected.
func (e Expect) wantsNothing() bool {
	return len(e.Status) == 1 && e.Status[0] == StatusRange{http.StatusNoContent, http.StatusNoContent}
}
