package result

import "strings"

// Failure is the class of a failure, as family.detail.
type Failure string

// The failure classes.
const (
	DNSNXDomain Failure = "dns.nxdomain" // the name does not exist
	DNSServFail Failure = "dns.servfail" // the resolver could not get an answer
	DNSRefused  Failure = "dns.refused"  // the resolver refuses to answer
	DNSTimeout  Failure = "dns.timeout"  // the resolver said nothing
	DNSEmpty    Failure = "dns.empty"    // the name exists, but not with this type
	DNSAnswer   Failure = "dns.answer"   // answers, but not as expected

	TCPRefused     Failure = "tcp.refused"
	TCPTimeout     Failure = "tcp.timeout"
	TCPReset       Failure = "tcp.reset"
	TCPUnreachable Failure = "tcp.unreachable"

	TLSExpired     Failure = "tls.expired"
	TLSNotYetValid Failure = "tls.not_yet_valid"
	TLSName        Failure = "tls.name"
	TLSUntrusted   Failure = "tls.untrusted"
	TLSHandshake   Failure = "tls.handshake"
	TLSTimeout     Failure = "tls.timeout"

	HTTPStatus    Failure = "http.status"
	HTTPTimeout   Failure = "http.timeout" // connected, but headers or body did not come in time
	HTTPMalformed Failure = "http.malformed"
	HTTPTruncated Failure = "http.truncated"
	HTTPRedirect  Failure = "http.redirect"
	HTTPTooLarge  Failure = "http.too_large"
	HTTPReset     Failure = "http.reset"

	ContentBlank       Failure = "content.blank" // a white page
	ContentMissing     Failure = "content.missing"
	ContentForbidden   Failure = "content.forbidden"
	ContentDefaultPage Failure = "content.default_page" // the host's own page, not the site
	ContentJSON        Failure = "content.json"
	ContentHeader      Failure = "content.header"

	SMTPBanner   Failure = "smtp.banner"   // what answers does not greet as a mail server does
	SMTPRefused  Failure = "smtp.refused"  // it greets, and sends us away
	SMTPStartTLS Failure = "smtp.starttls" // it does not offer to secure the connection, or fails to
	SMTPTimeout  Failure = "smtp.timeout"
	IMAPBanner   Failure = "imap.banner"
	IMAPTimeout  Failure = "imap.timeout"
	POP3Banner   Failure = "pop3.banner"
	POP3Timeout  Failure = "pop3.timeout"

	PingTimeout     Failure = "ping.timeout"
	PingUnreachable Failure = "ping.unreachable" // a router on the way says that no way leads there

	FlowStep Failure = "flow.step" // the step's own class stands in Result.Steps and in the reason

	Slow         Failure = "slow"
	TLSExpiring  Failure = "tls.expiring"
	LocalOffline Failure = "local.offline" // this machine has no network: unknown, never down
)

// Family is the part before the dot: dns, tcp, tls, http, content, smtp, imap, pop3, ping, flow, local.
func (f Failure) Family() string {
	family, _, _ := strings.Cut(string(f), ".")
	return family
}

// Silent tells whether nothing at all came back, which is also what a broken line of our own looks like.
func (f Failure) Silent() bool {
	switch f {
	case DNSTimeout, TCPTimeout, TCPUnreachable, PingTimeout, PingUnreachable:
		return true
	}
	return false
}
