package probes

import (
	"crypto/x509"
	"net/url"
	"regexp"
	"strings"
	"time"

	"vigie/probes/cert"
	"vigie/probes/page"
)

// HTTP asks for a page and reads it as a visitor would.
type HTTP struct {
	URL *url.URL
	Request
	Family Family
	TLS    TLSPolicy
	Expect Expect

	known   cert.Known
	lastSaw remembered
}

// Request is how a page is asked for.
type Request struct {
	Method    string // GET when empty
	Header    map[string]string
	Body      string
	User      string // basic authentication, when not empty
	Password  string
	Hidden    []string // parts of the address that may not be shown
	Redirects int      // how many are followed; 0 follows none
	Protocol  Protocol // AnyProtocol when empty
}

// Protocol is the version of HTTP that is spoken.
type Protocol string

// The versions. AnyProtocol offers HTTP/2 and HTTP/1.1 as browsers do, and speaks what the server chooses; plain HTTP
// is always HTTP/1.1. HTTP/3 goes its own way, over UDP, and is spoken only where it is asked for.
const (
	AnyProtocol Protocol = "auto"
	HTTP1       Protocol = "1.1"
	HTTP2       Protocol = "2"
	HTTP3       Protocol = "3"
)

// TLS asks for a certificate and judges it.
type TLS struct {
	Address string // host:port
	Name    string // the name that the certificate must carry; the host of Address when empty
	Family  Family
	Policy  TLSPolicy
}

// TLSPolicy is how a certificate is judged.
type TLSPolicy struct {
	Roots      *x509.CertPool // nil: those of the Env
	ServerName string         // the name that is asked for and must be on the certificate; that of the host when empty
	SkipVerify bool           // facts are still collected
	ExpiresIn  time.Duration  // degraded when the chain ends sooner; 0 turns that off
}

// DNS asks for a name.
type DNS struct {
	Name          string
	Type          string   // A when empty
	Servers       []string // host:port of each, asked apart; the resolver of the Env when empty
	Authoritative bool     // every server of the zone is asked too
	Family        Family   // of the addresses at which servers are asked
	Answer        []string // what must be answered, in any order; any answer when empty
}

// Ping sends echoes.
type Ping struct {
	Host   string // a name or an address
	Family Family
	Under  time.Duration // slower on average is degraded; 0 turns that off
	Count  int           // of echoes; 3 when 0
}

// TCP connects, may say something, and may expect an answer.
type TCP struct {
	Address  string // host:port
	Family   Family
	Send     string
	Contains []Pattern
	Under    time.Duration // slower is degraded; 0 turns that off
}

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

// Pattern is a text to look for: plain words, or a regular expression.
type Pattern struct {
	Text   string
	Regexp *regexp.Regexp // nil for plain words
}

// ParsePattern reads a pattern: /…/ is a regular expression, everything else is plain words.
func ParsePattern(s string) (Pattern, error) {
	if len(s) < 2 || !strings.HasPrefix(s, "/") || !strings.HasSuffix(s, "/") {
		return Pattern{Text: s}, nil
	}
	re, err := regexp.Compile(s[1 : len(s)-1])
	if err != nil {
		return Pattern{}, err
	}
	return Pattern{Text: s, Regexp: re}, nil
}

// Match tells whether the pattern is in s.
func (p Pattern) Match(s string) bool {
	if p.Regexp != nil {
		return p.Regexp.MatchString(s)
	}
	return strings.Contains(s, p.Text)
}

// in tells whether the pattern is in a document, as it is written or as a visitor sees it.
func (p Pattern) in(d page.Document) bool {
	if p.Regexp != nil {
		return d.Matches(p.Regexp)
	}
	return d.Contains(p.Text)
}

// allows tells whether a site has turned a rule of pages off.
func (e Expect) allows(rule string) bool { return page.Allows(e.Allow, rule) }

// RuleNames are the names of the rules by which a page is told not to be the site, sorted. Any of them, or "all", may
// stand in Expect.Allow.
func RuleNames() []string { return page.RuleNames() }
