// Package result holds the words in which a probe answers: the state of a site, the class of a failure,
// the phases of one asking and the evidence kept of it.
//
// It is a leaf: it may import nothing of vigie, so that probes, the estate and the screen can all speak of results
// without knowing each other.
package result

import "time"

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
	HTTP     *HTTP // nil where the probe spoke no HTTP
	TLS      *TLS  // nil where no certificate was seen
	Evidence []Evidence
}

// Kind names a kind of check.
type Kind string

// The kinds of check of this version.
const (
	KindHTTP Kind = "http"
	KindTLS  Kind = "tls"
	KindDNS  Kind = "dns"
	KindTCP  Kind = "tcp"
)

// Phases are the parts of one asking, in order. A negative duration means that the phase did not happen.
// The phases that happened add up to the total within 1 %.
type Phases struct {
	DNS       time.Duration // looking the name up
	Connect   time.Duration // the TCP handshake
	TLS       time.Duration // the TLS handshake
	FirstByte time.Duration // from the request to the first byte of the answer
	Transfer  time.Duration // from the first byte to the last
}

// NoPhases is the start of every probe: nothing has happened yet.
func NoPhases() Phases { return Phases{DNS: -1, Connect: -1, TLS: -1, FirstByte: -1, Transfer: -1} }

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

// Evidence is something that was seen and kept: a status line, a header, the beginning of a page, a DNS answer.
// Text is made safe for a terminal by whoever draws it; it is kept here as it came, cut at 4 KiB.
type Evidence struct {
	Name string
	Text string
}
