package probes

import (
	"strconv"
	"strings"

	"vigie/internal/result"
)

// smtpProtocol is RFC 5321, with STARTTLS of RFC 3207.
func smtpProtocol() mailProtocol {
	return mailProtocol{
		name: "SMTP", begins: "2345", startTLS: "STARTTLS", usually: StartTLSRequired,
		banner: result.SMTPBanner, away: result.SMTPRefused, timeout: result.SMTPTimeout, unsecured: result.SMTPStartTLS,
		greet: smtpGreet, offer: smtpOffer, secure: smtpSecure,
		leave: func(v *mailVisit) {
			v.say("QUIT")
			_, _ = v.reply() // whatever it says, the visit is over
		},
	}
}

// reply is a server's answer: a code, and the lines in which it stands.
type reply struct {
	code  int
	lines []string // at least one, each as it came
}

// String is the first line, and the last where that is another.
func (r reply) String() string {
	if n := len(r.lines) - 1; n > 0 {
		return quote(r.lines[0] + " … " + r.lines[n])
	}
	return quote(r.lines[0])
}

// last is the last line in which something stands.
func (r reply) last() string {
	for i := len(r.lines) - 1; i > 0; i-- {
		if r.lines[i] != "" {
			return r.lines[i]
		}
	}
	return r.lines[0]
}

// parseReplyLine reads one line of a reply: 250-more follows, 250 the end, or 250 alone.
func parseReplyLine(line string) (code int, more, ok bool) {
	if len(line) < 3 || line[0] < '2' || line[0] > '5' {
		return 0, false, false
	}
	code, err := strconv.Atoi(line[:3])
	if err != nil || len(line) > 3 && line[3] != '-' && line[3] != ' ' {
		return 0, false, false
	}
	return code, len(line) > 3 && line[3] == '-', true
}

// reply reads a whole reply. Where that fails, its lines are what there was.
func (d *dialogue) reply() (reply, error) {
	var r reply
	for {
		line, err := d.hear()
		r.lines = append(r.lines, line)
		if err != nil {
			return r, err
		}
		code, more, ok := parseReplyLine(line)
		if !ok || r.code != 0 && code != r.code {
			return r, strangeLine(line)
		}
		r.code = code
		if !more {
			return r, nil
		}
	}
}

// command says something and hears the reply.
func (v *mailVisit) command(verb, argument string) (reply, bool) {
	v.say(strings.TrimSpace(verb + " " + argument))
	r, err := v.reply()
	if err != nil {
		return r, v.breaks(verb, r.last(), err)
	}
	return r, true
}

func smtpGreet(v *mailVisit) bool {
	r, err := v.reply()
	if err != nil {
		return v.breaks("", r.last(), err)
	}
	v.greeted = true
	v.met().Greeting = r.lines[0]
	return r.code == 220 || v.sentAway(r)
}

// sentAway ends a visit to a server that does not want us, now or ever.
func (v *mailVisit) sentAway(r reply) bool {
	who := v.conn.address
	switch {
	case r.code == 421:
		return v.fails(result.SMTPRefused, "%s is closing or too busy and sends us away for now: %s", who, r)
	case r.code == 450, r.code == 451:
		v.r = degrade(v.r, result.SMTPRefused, "%s asks to come again later, as servers do with strangers (greylisting): %s", who, r)
		return false
	case r.code/100 == 4:
		v.r = degrade(v.r, result.SMTPRefused, "%s is out of order for now and asks to come again later: %s", who, r)
		return false
	case r.code/100 == 5:
		return v.fails(result.SMTPRefused, "%s refuses to speak with us: %s", who, r)
	default:
		return v.fails(result.SMTPBanner, "%s does not answer as SMTP does, it says %s", who, r)
	}
}

// smtpOffer introduces us and hears what the server can do. An old one knows only HELO, and can do nothing more.
func smtpOffer(v *mailVisit) bool {
	name := v.ourName()
	r, ok := v.command("EHLO", name)
	if ok && unknown(r) {
		if r, ok = v.command("HELO", name); ok && unknown(r) {
			return v.fails(result.SMTPBanner, "%s greets like a mail server, but knows neither EHLO nor HELO: %s", v.conn.address, r)
		}
		r.lines = r.lines[:1]
	}
	switch {
	case !ok:
		return false
	case r.code != 250:
		return v.sentAway(r)
	}
	v.met().Offers = nil
	for _, line := range r.lines[1:] { // the first is a greeting
		if offer := strings.TrimSpace(line[min(4, len(line)):]); offer != "" {
			v.met().Offers = append(v.met().Offers, strings.ToUpper(offer))
		}
	}
	return true
}

// unknown tells whether a command is one that the server does not know.
func unknown(r reply) bool { return r.code == 500 || r.code == 502 }

func smtpSecure(v *mailVisit) bool {
	r, ok := v.command("STARTTLS", "")
	if ok && r.code != 220 {
		return v.fails(result.SMTPStartTLS, "%s offers to encrypt the conversation (STARTTLS), but refuses when asked to: %s", v.conn.address, r)
	}
	return ok
}
