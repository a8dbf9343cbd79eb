package probes

import (
	"strings"

	"vigie/internal/result"
)

// pop3Protocol is RFC 1939, with CAPA of RFC 2449 and STLS of RFC 2595.
func pop3Protocol() mailProtocol {
	return mailProtocol{
		name: "POP3", begins: "+-", startTLS: "STLS", usually: StartTLSOptional,
		banner: result.POP3Banner, away: result.POP3Banner, timeout: result.POP3Timeout, unsecured: result.TLSHandshake,
		greet: pop3Greet, offer: pop3Offer, secure: pop3Secure,
		leave: func(v *mailVisit) {
			v.say("QUIT")
			_, _ = v.hear() // whatever it says, the visit is over
		},
	}
}

// status reads a line that says yes or no.
func (d *dialogue) status() (line string, good bool, err error) {
	line, err = d.hear()
	if err != nil {
		return line, false, err
	}
	switch first, _ := word(line); first {
	case "+OK":
		return line, true, nil
	case "-ERR":
		return line, false, nil
	default:
		return line, false, strangeLine(line)
	}
}

// list reads lines until the one with only a dot. Where that fails, the last of them is what there was.
func (d *dialogue) list() ([]string, error) {
	var lines []string
	for {
		line, err := d.hear()
		if err == nil && line == "." {
			return lines, nil
		}
		lines = append(lines, strings.TrimPrefix(line, "."))
		if err != nil {
			return lines, err
		}
	}
}

// pop3Command says something and hears whether it was heeded. Answered is false where the visit has ended.
func (v *mailVisit) pop3Command(command string) (line string, good, answered bool) {
	v.say(command)
	line, good, err := v.status()
	if err != nil {
		return line, false, v.breaks(command, line, err)
	}
	return line, good, true
}

func pop3Greet(v *mailVisit) bool {
	line, good, err := v.status()
	if err != nil {
		return v.breaks("", line, err)
	}
	v.greeted = true
	v.met().Greeting = line
	if !good {
		return v.fails(result.POP3Banner, "%s sends us away: %s", v.conn.address, quote(line))
	}
	return true
}

// pop3Offer asks what the server can do. An old one does not know the question, and can do nothing more.
func pop3Offer(v *mailVisit) bool {
	_, good, answered := v.pop3Command("CAPA")
	if !answered {
		return false
	}
	v.met().Offers = nil
	if !good {
		return true
	}
	lines, err := v.list()
	if err != nil {
		return v.breaks("CAPA", lines[len(lines)-1], err)
	}
	for _, line := range lines {
		v.met().Offers = append(v.met().Offers, strings.ToUpper(line))
	}
	return true
}

func pop3Secure(v *mailVisit) bool {
	line, good, answered := v.pop3Command("STLS")
	if answered && !good {
		return v.fails(v.unsecured, "%s offers to encrypt the conversation (STLS), but refuses when asked to: %s", v.conn.address, quote(line))
	}
	return answered
}
