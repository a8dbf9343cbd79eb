package probes

import (
	"errors"
	"io"
	"strings"

	"vigie/internal/result"
	"vigie/probes/neterr"
	"vigie/probes/words"
)

// fails ends a visit with a failure.
func (v *mailVisit) fails(f result.Failure, format string, args ...any) bool {
	v.r = fail(v.r, f, format, args...)
	return false
}

// breaks ends a visit in which no answer came to what was asked: heard is the last that came, and err why no more did.
func (v *mailVisit) breaks(asked, heard string, err error) bool {
	who := v.conn.address
	var strange strangeLine
	v.lost = true
	switch {
	case neterr.TimedOut(err):
		return v.runsOut(asked, heard)
	case errors.As(err, &strange):
		return v.isStrange(asked, heard)
	case errors.Is(err, errLongLine), errors.Is(err, errTalksOn):
		return v.fails(v.banner, "%s does not speak %s: it says %s, beginning %s", who, v.name, err, quote(words.Cut(heard, 60)))
	}
	v.gone = true
	switch {
	case neterr.WasReset(err):
		return v.fails(result.TCPReset, "%s cut the connection%s", who, v.instead(asked))
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return v.closes(asked, heard)
	case neterr.Alerted(err):
		return v.fails(result.TLSHandshake, "%s refused the secure connection: %s", who, neterr.Plain(err))
	default:
		return v.fails(v.banner, "%s cannot be understood%s: %s", who, v.instead(asked), neterr.Plain(err))
	}
}

// runsOut ends a visit for which there is no more time.
func (v *mailVisit) runsOut(asked, heard string) bool {
	who := v.conn.address
	switch {
	case v.greeted:
		return v.fails(v.timeout, "%s greeted, but did not answer %s within %s", who, asked, v.within)
	case heard == "":
		return v.fails(v.timeout, "%s took the connection and did not greet within %s", who, v.within)
	case strings.Contains(v.begins, heard[:1]):
		return v.fails(v.timeout, "%s began to greet, but was not done within %s: %s", who, v.within, quote(heard))
	default:
		return v.isStrange(asked, heard)
	}
}

// isStrange ends a visit to something that speaks another protocol.
func (v *mailVisit) isStrange(asked, heard string) bool {
	if v.greeted {
		return v.fails(v.banner, "%s does not answer %s as %s does, it says %s", v.conn.address, asked, v.name, quote(heard))
	}
	return v.fails(v.banner, "%s does not greet as %s does, it says %s", v.conn.address, v.name, quote(heard))
}

// closes ends a visit in which the other side hung up.
func (v *mailVisit) closes(asked, heard string) bool {
	failure, last := v.away, ""
	if !v.greeted {
		failure = v.banner
	}
	if heard != "" {
		last = ", its last words were " + quote(heard)
	}
	return v.fails(failure, "%s closed the connection%s%s", v.conn.address, v.instead(asked), last)
}

// instead says what the other side did not do.
func (v *mailVisit) instead(asked string) string {
	if !v.greeted {
		return " without a greeting"
	}
	return " instead of answering " + asked
}
