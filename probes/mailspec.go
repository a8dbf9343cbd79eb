package probes

import "time"

// MailServer says where a mail server is and how it is spoken to; SMTP, IMAP and POP3 have it in common.
type MailServer struct {
	Address  string        // host:port
	Name     string        // the name that the certificate must carry; the host of Address when empty
	Implicit bool          // encrypted from the first byte, as on the ports 465, 993 and 995
	StartTLS StartTLS      // without Implicit; when empty, required for SMTP and optional for IMAP and POP3
	Family   Family        // of the address
	Policy   TLSPolicy     // of the certificate
	Under    time.Duration // slower is degraded; 0 turns that off
}

// SMTP asks a server that takes mail: greeting, EHLO, STARTTLS, certificate. No mail is offered to it.
type SMTP MailServer

// IMAP asks a server that shows mailboxes: greeting, CAPABILITY, STARTTLS, certificate. Nobody logs in.
type IMAP MailServer

// POP3 asks a server that hands mail out: greeting, CAPA, STLS, certificate. Nobody logs in.
type POP3 MailServer

// Mail asks every server that takes the mail of a domain, in the order in which senders try them.
type Mail struct {
	Domain   string
	Port     int // 25 when 0
	StartTLS StartTLS
	Family   Family
	Policy   TLSPolicy
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
