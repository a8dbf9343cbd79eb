// Package result holds the words in which a probe answers: the state of a site, the class of a failure,
// the phases of one asking and the evidence kept of it.
//
// It is a leaf: it may import nothing of vigie, so that probes, the estate and the screen can all speak of results
// without knowing each other.
package result

import (
	"strings"
	"time"
)

// State is what one probe, or a site as a whole, is found to be.
type State string

// The five states. Unknown means that the question could not be asked; it is never shown as fine nor as down.
const (
	Up       State = "up"
	Degraded State = "degraded"
	Down     State = "down"
	Unknown  State = "unknown"
	Paused   State = "paused"
)

// Worse orders states by how much attention they want: down, degraded, unknown, paused, up.
func (s State) Worse(t State) bool { return s.rank() > t.rank() }

func (s State) rank() int {
	switch s {
	case Down:
		return 4
	case Degraded:
		return 3
	case Unknown:
		return 2
	case Paused:
		return 1
	default:
		return 0
	}
}

// Result is the answer of one probe.
type Result struct {
	Time     time.Time // when the probe began
	Site     string
	Check    Kind
	Target   string // as the configuration wrote it
	Vantage  string // where it was asked from; "local" is this machine
	State    State
	Failure  Failure // empty when up
	Reason   string  // one sentence for a person, with the observed value
	Address  string  // the address that was really asked, with its port
	Attempts int     // which failure in a row this is; 1 for a single asking
	Total    time.Duration
	Phases   Phases
	HTTP     *HTTP     // nil where the probe spoke no HTTP
	TLS      *TLS      // nil where no certificate was seen
	DNS      *DNS      // nil where a name itself was not the question
	Ping     *Ping     // nil where nothing was echoed
	Mail     *Mail     // nil where no mail server was spoken to
	Registry *Registry // nil where no registry was asked
	Steps    []Step    // of a flow, or of each mail server of a domain, in the order in which they were asked
	Evidence []Evidence
}

// Root is the failure at the bottom of a result: of a flow, that of the step that failed.
func (r *Result) Root() Failure {
	if r.Failure != FlowStep {
		return r.Failure
	}
	for _, s := range r.Steps {
		if s.State == Down {
			return s.Failure
		}
	}
	return r.Failure
}

// Header finds a header among what was kept of the answer of a web server, lower case; empty where it has none.
func (r *Result) Header(name string) string {
	for _, e := range r.Evidence {
		if e.Name != "answer" {
			continue
		}
		for line := range strings.Lines(e.Text) {
			if k, v, ok := strings.Cut(line, ":"); ok && strings.EqualFold(k, name) {
				return strings.ToLower(strings.TrimSpace(v))
			}
		}
	}
	return ""
}

// Kind names a kind of check.
type Kind string

// The kinds of check.
const (
	KindHTTP Kind = "http"
	KindTLS  Kind = "tls"
	KindDNS  Kind = "dns"
	KindTCP  Kind = "tcp"
	KindPing Kind = "ping"
	KindSMTP Kind = "smtp" // one server, or every MX of a domain
	KindIMAP Kind = "imap"
	KindPOP3 Kind = "pop3"
	KindFlow Kind = "flow" // requests in order
)

// Phases are the parts of one asking, in order. A negative duration means that the phase did not happen.
// The phases that happened add up to the total within 1 %.
type Phases struct {
	DNS       time.Duration // looking the name up
	Connect   time.Duration // the TCP handshake
	TLS       time.Duration // the TLS handshake
	FirstByte time.Duration // from the request to the first byte of the answer; of a mail server, to its whole greeting
	Transfer  time.Duration // from the first byte to the last; of a mail server, the dialogue after its greeting
}

// NoPhases is the start of every probe: nothing has happened yet.
func NoPhases() Phases { return Phases{DNS: -1, Connect: -1, TLS: -1, FirstByte: -1, Transfer: -1} }

// Phase is one of the phases by its name: dns, connect, tls, first_byte, transfer.
type Phase struct {
	Name string
	Took time.Duration // negative: it did not happen
}

// Each lists the phases in order.
func (p Phases) Each() [5]Phase {
	return [5]Phase{{"dns", p.DNS}, {"connect", p.Connect}, {"tls", p.TLS}, {"first_byte", p.FirstByte}, {"transfer", p.Transfer}}
}

// HTTP is what the answer of a web server was.
type HTTP struct {
	Status    int    // 0 when no status line came
	Proto     string // HTTP/1.1, HTTP/2.0
	Bytes     int64  // of the body, decoded
	Visible   int    // visible characters of the page; -1 when it was not read as a page
	Redirects []string
}

// TLS is what the handshake showed, also when the verification failed.
type TLS struct {
	Version string    // TLS 1.3
	Expires time.Time // of the certificate that ends first in the chain
	Issuer  string
}

// DNS is what a name server answered.
type DNS struct {
	Server        string   // host:port of the one that answered
	Rcode         string   // NOERROR, NXDOMAIN, SERVFAIL, REFUSED
	Answers       []string // of the type that was asked for, as text
	TTL           int      // the least of the answers, in seconds; of a negative answer, how long it will be remembered; -1 when not known
	Authoritative bool     // the server speaks for the zone (AA)
	Authentic     bool     // the resolver has verified the signatures (AD)
}

// Ping is what came of a few echoes.
type Ping struct {
	How            string // icmp; or tcp, the time that a connection takes, where this machine may send no echo
	Sent, Received int
	Least, Mean    time.Duration // of those that came back; 0 when none did
	Most           time.Duration
}

// Mail is what a mail server said of itself.
type Mail struct {
	Greeting string   // its first line
	Offers   []string // its extensions or capabilities, in capitals; those after encryption where there was one
	Secured  bool     // encrypted, from the start or by STARTTLS
}

// Registry is what the registry of a domain says of it.
type Registry struct {
	Registered bool
	Expires    time.Time // zero where it is not told
	Status     []string  // the words of RDAP (RFC 8056), lower case: active, server hold
	Servers    []string  // the names of its name servers, lower case, sorted
}

// Held is the word by which a domain is out of use; empty where it is in use.
func (r *Registry) Held() string {
	for _, s := range r.Status {
		switch s {
		case "client hold", "server hold", "redemption period", "pending delete", "inactive":
			return s
		}
	}
	return ""
}

// Step is one part of a result that asks several times: a request of a flow, one mail server of a domain.
type Step struct {
	Target  string // what was asked, without its secrets: POST https://shop.example.com/basket
	State   State
	Failure Failure
	Reason  string
	Address string
	Total   time.Duration
	Phases  Phases
	HTTP    *HTTP
	TLS     *TLS
	Mail    *Mail
}

// BrokenFamily names the evidence of which address family is broken, where the other one works: IPv4 or IPv6.
const BrokenFamily = "broken family"

// Evidence is something that was seen and kept: a status line, a header, the beginning of a page, a DNS answer, a
// dialogue.
// Text is made safe for a terminal by whoever draws it; it is kept here as it came, cut at 4 KiB.
type Evidence struct {
	Name string
	Text string
}
