package probes

import (
	"strconv"
	"strings"

	"vigie/internal/result"
)

// imapProtocol is RFC 9051, and RFC 3501 before it.
func imapProtocol() mailProtocol {
	return mailProtocol{
		name: "IMAP", begins: "*", startTLS: "STARTTLS", usually: StartTLSOptional,
		banner: result.IMAPBanner, away: result.IMAPBanner, timeout: result.IMAPTimeout, unsecured: result.TLSHandshake,
		greet: imapGreet, offer: imapOffer, secure: imapSecure,
		leave: func(v *mailVisit) {
			tag := v.nextTag()
			v.say(tag + " LOGOUT")
			_, _ = v.tagged(tag) // whatever it says, the visit is over
		},
	}
}

// tagged is a server's answer to one command.
type tagged struct {
	untagged []string // the lines before its end, without the star
	status   string   // OK, NO or BAD
	text     string   // what follows
	bye      string   // with which words it hangs up; empty when it does not
}

func (v *mailVisit) nextTag() string {
	v.tags++
	return "v" + strconv.Itoa(v.tags)
}

// word parts a line at its first space, the word in capitals.
func word(line string) (first, rest string) {
	first, rest, _ = strings.Cut(line, " ")
	return strings.ToUpper(first), rest
}

// tagged reads until a command is answered. Where that fails, text holds the last line.
func (d *dialogue) tagged(tag string) (tagged, error) {
	var t tagged
	for {
		line, err := d.hear()
		t.text = line
		if err != nil {
			return t, err
		}
		mark, rest := word(line)
		switch status, text := word(rest); {
		case mark == "*":
			t.untagged = append(t.untagged, rest)
			if status == "BYE" {
				t.bye = rest
			}
		case mark == strings.ToUpper(tag) && (status == "OK" || status == "NO" || status == "BAD"):
			t.status, t.text = status, text
			return t, nil
		default:
			return t, strangeLine(line)
		}
	}
}

// imapCommand says something and hears the answer.
func (v *mailVisit) imapCommand(command string) (tagged, bool) {
	tag := v.nextTag()
	v.say(tag + " " + command)
	t, err := v.tagged(tag)
	switch {
	case err == nil:
		return t, true
	case t.bye != "":
		v.gone = true
		return t, v.fails(v.away, "%s sends us away: %s", v.conn.address, quote(t.bye))
	default:
		return t, v.breaks(command, t.text, err)
	}
}

func imapGreet(v *mailVisit) bool {
	line, err := v.hear()
	star, rest := word(line)
	status, _ := word(rest)
	if err == nil && (star != "*" || status != "OK" && status != "PREAUTH" && status != "BYE") {
		err = strangeLine(line)
	}
	if err != nil {
		return v.breaks("", line, err)
	}
	v.greeted = true
	v.met().Greeting = line
	switch status {
	case "BYE":
		return v.fails(result.IMAPBanner, "%s sends us away: %s", v.conn.address, quote(rest))
	case "PREAUTH":
		v.notes = append(v.notes, note("%s takes us for somebody who has logged in already (PREAUTH)", v.conn.address))
	}
	return true
}

func imapOffer(v *mailVisit) bool {
	t, ok := v.imapCommand("CAPABILITY")
	if !ok {
		return false
	}
	if t.status != "OK" {
		return v.fails(result.IMAPBanner, "%s does not say what it can do: %s", v.conn.address, quote(t.status+" "+t.text))
	}
	v.met().Offers = nil
	for _, line := range t.untagged {
		if what, list := word(line); what == "CAPABILITY" {
			v.met().Offers = append(v.met().Offers, strings.Fields(strings.ToUpper(list))...)
		}
	}
	return true
}

func imapSecure(v *mailVisit) bool {
	t, ok := v.imapCommand("STARTTLS")
	if ok && t.status != "OK" {
		return v.fails(v.unsecured, "%s offers to encrypt the conversation (STARTTLS), but refuses when asked to: %s", v.conn.address, quote(t.status+" "+t.text))
	}
	return ok
}
