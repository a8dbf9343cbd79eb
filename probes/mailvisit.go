package probes

import (
	"context"
	"strings"
	"time"

	"vigie/internal/result"
	"vigie/probes/door"
	"vigie/probes/words"
)

const (
	// adieu is what is kept of the time of a visit to say goodbye, also to a server that has let the rest run out.
	adieu = 200 * time.Millisecond
	// goodbye is how long its answer is waited for. What that takes is not counted: all is known by then.
	goodbye = time.Second
)

// mailProtocol is what one protocol says at each step of a visit. A step that ends the visit returns false, with the
// visit's result saying why.
type mailProtocol struct {
	name      string                // SMTP
	begins    string                // characters with which a greeting may begin
	startTLS  string                // under which name encryption is offered
	usually   StartTLS              // where nothing is said about it
	banner    result.Failure        // of what does not speak the protocol
	away      result.Failure        // of a server that hangs up
	timeout   result.Failure        // of silence
	unsecured result.Failure        // of a conversation that cannot be encrypted
	greet     func(*mailVisit) bool // hears the greeting
	offer     func(*mailVisit) bool // asks what the server can do
	secure    func(*mailVisit) bool // asks to go on encrypted
	leave     func(*mailVisit)      // says goodbye and hears the answer
}

// mailVisit is one conversation with a mail server.
type mailVisit struct {
	*MailServer
	mailProtocol
	*dialogue
	env     Env
	conn    connection
	within  string // how long the whole visit may take
	greeted bool   // the whole greeting has come
	lost    bool   // it could not be understood, or not in time
	gone    bool   // nothing can be said any more
	tags    int    // of IMAP: how many commands were sent
	mark    time.Time
	notes   []result.Evidence
	r       result.Result
}

// Probe visits the server.
func (m *MailServer) Probe(ctx context.Context, env Env) result.Result {
	return eachFamily(ctx, env, m.Family, m.visit)
}

// About is the host.
func (m *MailServer) About() string { return hostOnly(m.Address) }

// Burdens is the port.
func (m *MailServer) Burdens() string { return m.Address }

func (m *MailServer) protocol() mailProtocol {
	switch m.Kind {
	case result.KindIMAP:
		return imapProtocol()
	case result.KindPOP3:
		return pop3Protocol()
	default:
		return smtpProtocol()
	}
}

func (m *MailServer) visit(ctx context.Context, env Env, family Family) result.Result {
	began := env.Door.Now()
	within := door.Budget(ctx, began)
	conn, bad := connect(ctx, env, m.Address, family)
	if bad != nil {
		return *bad
	}
	v := &mailVisit{
		MailServer: m, mailProtocol: m.protocol(), dialogue: newDialogue(conn), env: env, conn: conn, mark: conn.ready,
		within: words.Seconds(within), r: conn.result(),
	}
	defer func() { _ = v.stream.Close() }() // everything was read
	if within > 0 {
		v.listenUntil(ctx, began.Add(within-min(within/10, adieu)))
	}
	if v.converse(ctx) {
		v.r.Total = sum(v.r.Phases)
		v.judge()
	} else {
		v.r.Total = max(0, env.Door.Now().Sub(began))
	}
	v.part(ctx)
	v.r.Evidence = append(append(v.r.Evidence, v.notes...), v.evidence())
	return v.r
}

// listenUntil gives what is waited for another deadline. A visit that was broken off stays so.
func (v *mailVisit) listenUntil(ctx context.Context, t time.Time) {
	_ = v.conn.SetReadDeadline(t) // a closed connection needs no deadline
	if ctx.Err() != nil {
		_ = v.conn.SetReadDeadline(time.Unix(1, 0)) // as above
	}
}

// converse is the visit from the greeting to the last answer that counts.
func (v *mailVisit) converse(ctx context.Context) bool {
	if v.Implicit && !v.encrypt(ctx) {
		return false
	}
	welcome := v.greet(v)
	if v.greeted {
		v.lap(&v.r.Phases.FirstByte)
	}
	if !welcome {
		return false
	}
	good := v.offer(v) && (v.Implicit || v.upgrade(ctx))
	v.lap(&v.r.Phases.Transfer)
	return good
}

// judge holds a visit that went well against what else is expected.
func (v *mailVisit) judge() {
	switch locked := v.offers("LOGINDISABLED"); {
	case locked && v.r.Mail.Secured:
		v.notes = append(v.notes, note("%s lets nobody log in with a plain password, even encrypted (LOGINDISABLED)", v.conn.address))
	case locked:
		v.notes = append(v.notes, note("%s lets nobody log in while the conversation is not encrypted (LOGINDISABLED)", v.conn.address))
	}
	if v.Under > 0 && v.r.Total > v.Under {
		v.r = slow(v.r, v.r.Total, v.Under)
		return
	}
	v.r = v.Policy.expiring(v.r, v.certificateName(), v.env.Door.Now())
}

// part takes leave, as every protocol asks for, also of a server that has sent us away. Nothing is said to one that
// has not greeted: only robots do that.
func (v *mailVisit) part(ctx context.Context) {
	if v.gone || v.lost && !v.greeted {
		return
	}
	v.listenUntil(ctx, door.Until(ctx, v.env.Door.Now(), goodbye))
	if !v.greeted { // encrypted from the start, but with a bad certificate
		if _, err := v.hear(); err != nil {
			return
		}
	}
	v.leave(v)
}

// lap ends a phase, or a part of one.
func (v *mailVisit) lap(phase *time.Duration) {
	now := v.env.Door.Now()
	*phase = max(0, *phase) + max(0, now.Sub(v.mark))
	v.mark = now
}

// met is what is known of the server.
func (v *mailVisit) met() *result.Mail {
	if v.r.Mail == nil {
		v.r.Mail = &result.Mail{}
	}
	return v.r.Mail
}

// offers tells whether a server has said that it can do something.
func (v *mailVisit) offers(what string) bool {
	for _, offer := range v.met().Offers {
		if word, _, _ := strings.Cut(offer, " "); word == what {
			return true
		}
	}
	return false
}
