package message

import "vigie/internal/result"

// kind is what a failure looks like to who meets it.
type kind int

const (
	unreachable kind = iota
	errorPage
	whitePage
	wrongPage
	warning
	noMail
	noMailbox
	stuck
)

// kindOf reads a failure class as a visitor would.
func kindOf(f result.Failure) kind {
	switch f {
	case result.ContentBlank:
		return whitePage
	case result.HTTPStatus, result.HTTPTruncated, result.HTTPMalformed, result.HTTPRedirect, result.HTTPTooLarge:
		return errorPage
	case result.FlowStep:
		return stuck
	case result.TLSExpired, result.TLSName, result.TLSNotYetValid, result.TLSUntrusted:
		return warning
	}
	switch f.Family() {
	case "content":
		return wrongPage
	case "smtp":
		return noMail
	case "imap", "pop3":
		return noMailbox
	}
	return unreachable
}
