package probes

import (
	"context"
	"fmt"
	"strings"
)

// upgrade goes on encrypted where that is wanted, and asks again what the server can do: what it said in the open
// may have been put into its mouth.
func (v *mailVisit) upgrade(ctx context.Context) bool {
	want, offered := v.StartTLS, v.offers(v.startTLS)
	if want == "" {
		want = v.usually
	}
	switch {
	case want == StartTLSOff:
		return true
	case !offered && want == StartTLSRequired:
		return v.fails(v.unsecured, "%s does not offer to encrypt the conversation (%s)", v.conn.address, v.startTLS)
	case !offered:
		v.notes = append(v.notes, note("%s does not offer to encrypt the conversation (%s)", v.conn.address, v.startTLS))
		return true
	}
	if !v.secure(v) {
		return false
	}
	if n := v.in.Buffered(); n > 0 {
		v.gone = true
		return v.inTheOpen(fmt.Sprintf(", %d bytes", n))
	}
	v.lap(&v.r.Phases.Transfer)
	return v.encrypt(ctx) && v.offer(v)
}

// inTheOpen ends a visit in which plain words came where only encrypted ones may.
func (v *mailVisit) inTheOpen(howMany string) bool {
	return v.fails(v.unsecured, "%s goes on in the open after it has agreed to encrypt (%s%s): somebody may be putting words into the conversation",
		v.conn.address, v.startTLS, howMany)
}

// encrypt makes the connection a secure one and judges the certificate. A conversation whose certificate is bad can
// still be ended politely.
func (v *mailVisit) encrypt(ctx context.Context) bool {
	secured, found := v.Policy.hello(v.env, v.certificateName()).Secure(ctx, v.env.Door, v.conn)
	v.lap(&v.r.Phases.TLS)
	v.r.TLS, v.r.Evidence = found.Facts, found.Evidence
	v.gone = secured == nil
	switch {
	case found.Plain && !v.Implicit:
		return v.inTheOpen("")
	case v.gone:
		return v.fails(found.Failure, "%s", found.Reason)
	}
	v.moveTo(secured)
	v.keep("= ", "encrypted from here: "+found.Facts.Version)
	v.met().Secured = true
	if found.Failure != "" {
		return v.fails(found.Failure, "%s", found.Reason)
	}
	return true
}

// certificateName is the name that the certificate must carry.
func (v *mailVisit) certificateName() string {
	return v.Policy.name(strings.TrimSuffix(hostOnly(v.Address), "."))
}
