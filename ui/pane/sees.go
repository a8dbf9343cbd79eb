package pane

import (
	"vigie/internal/estate"
	"vigie/internal/result"
)

// kindOf is what a site is about: the kind of its first check.
func kindOf(x *estate.Site) result.Kind {
	if len(x.Checks) == 0 {
		return ""
	}
	return x.Checks[0].Kind
}

// meets is what a customer meets, with the reason behind it where w cells have room for enough of it to be read.
func meets(x *estate.Site, w int) string {
	const readable = 16
	seen, why := sees(x.Failure, kindOf(x)), x.Reason
	if x.ExplainedBy != "" {
		why = "needs " + x.ExplainedBy
	}
	switch {
	case x.State == result.Paused:
		return paused(x)
	case x.State == result.Up:
		return well(kindOf(x))
	case x.State == result.Unknown && seen != "":
		seen = "not known"
	}
	switch {
	case seen == "":
		return why
	case why == "" || w < len(seen)+min(len(why), readable)+3:
		return seen
	default:
		return seen + " · " + why
	}
}

// paused is why a site is not asked.
func paused(x *estate.Site) string {
	if x.Maintenance != "" {
		return x.Maintenance
	}
	return x.Reason
}

// well is what a customer meets where all is well: no more than was asked. A mail server that greets has not delivered.
func well(kind result.Kind) string {
	switch kind {
	case result.KindHTTP, "":
		return "your page"
	case result.KindTLS:
		return "no warning"
	case result.KindSMTP, result.KindIMAP, result.KindPOP3:
		return "a greeting"
	case result.KindFlow:
		return "every step"
	default:
		return "an answer"
	}
}

// sees is what a customer meets on a site that fails in this way, as few words as tell it. The same silence of a
// server means another thing to those who wait for a page than to those who wait for a mail.
func sees(f result.Failure, kind result.Kind) string {
	switch f {
	case "":
		return ""
	case result.LocalOffline:
		return "not known"
	case result.TLSExpiring:
		return "nothing yet"
	case result.Slow:
		return slow(kind)
	}
	switch f.Family() {
	case "content", "http", "flow":
		return seesPage(f)
	case "tls":
		return seesTLS(f, kind)
	case "smtp", "imap", "pop3":
		return seesMail(f)
	}
	switch kind {
	case result.KindSMTP:
		return seesMail(result.SMTPTimeout)
	case result.KindIMAP, result.KindPOP3:
		return seesMail(result.IMAPTimeout)
	}
	return seesName(f, kind)
}

// seesPage is for what a web server does wrong.
func seesPage(f result.Failure) string {
	switch f {
	case result.ContentBlank:
		return "white page"
	case result.ContentDefaultPage:
		return "the host's page"
	case result.ContentMissing, result.ContentForbidden, result.ContentJSON, result.ContentHeader:
		return "wrong page"
	case result.HTTPStatus:
		return "error page"
	case result.HTTPTruncated:
		return "half a page"
	case result.HTTPTooLarge:
		return "endless page"
	case result.HTTPRedirect:
		return "endless redirects"
	case result.HTTPTimeout:
		return "never loads"
	case result.FlowStep:
		return "stops half-way"
	}
	return "cannot be reached"
}

// seesTLS is for certificates: browsers and mail programs warn of them before they show anything.
func seesTLS(f result.Failure, kind result.Kind) string {
	switch {
	case f != result.TLSTimeout && f != result.TLSHandshake:
		return "security warning"
	case kind == result.KindSMTP:
		return seesMail(result.SMTPTimeout)
	case kind == result.KindIMAP || kind == result.KindPOP3:
		return seesMail(result.IMAPTimeout)
	case f == result.TLSTimeout:
		return "never loads"
	}
	return "security warning"
}

// seesMail is for mail servers: those who send meet another thing than those who read.
func seesMail(f result.Failure) string {
	switch f {
	case result.SMTPRefused:
		return "mail is refused"
	case result.SMTPStartTLS:
		return "mail not encrypted"
	case result.SMTPBanner, result.SMTPTimeout:
		return "mail not delivered"
	}
	return "mailbox not opened"
}

func slow(kind result.Kind) string {
	switch kind {
	case result.KindHTTP, result.KindTLS, "":
		return "slow page"
	case result.KindSMTP, result.KindIMAP, result.KindPOP3:
		return "slow mail"
	default:
		return "slow answer"
	}
}

// seesName is for names, connections and echoes.
func seesName(f result.Failure, kind result.Kind) string {
	switch {
	case f == result.TCPTimeout && (kind == result.KindHTTP || kind == result.KindTLS || kind == ""):
		return "never loads"
	case f == result.DNSAnswer:
		return "leads elsewhere"
	case f.Family() == "dns":
		return "cannot be found"
	case f.Family() == "tcp", f.Family() == "ping":
		return "cannot be reached"
	}
	return ""
}
