package probes

import (
	"time"

	"vigie/internal/result"
)

// MailServer asks a mail server: its greeting, what it can do, STARTTLS, its certificate. No mail is offered to it, and
// nobody logs in.
type MailServer struct {
	Kind     result.Kind   // what it speaks: KindSMTP, KindIMAP or KindPOP3; KindSMTP when empty
	Address  string        // host:port
	Implicit bool          // encrypted from the first byte, as on the ports 465, 993 and 995
	StartTLS StartTLS      // without Implicit; when empty, required for SMTP and optional for IMAP and POP3
	Family   Family        // of the address
	Policy   TLSPolicy     // of the certificate
	Under    time.Duration // slower is degraded; 0 turns that off
}

// Mail asks every server that takes the mail of a domain, in the order in which senders try them.
type Mail struct {
	Domain   string
	Port     int // 25 when 0
	StartTLS StartTLS
	Family   Family
	Policy   TLSPolicy     // its ServerName is not heeded: each server goes by its own
	Under    time.Duration // of one server; slower is degraded; 0 turns that off
}

// StartTLS says whether a conversation that begins in the open must go on encrypted.
type StartTLS string

// What may be asked of a server. Where it offers to encrypt and that then fails, only StartTLSOff does not mind.
const (
	StartTLSRequired StartTLS = "required"
	StartTLSOptional StartTLS = "optional" // used where it is offered
	StartTLSOff      StartTLS = "off"      // never used
)
