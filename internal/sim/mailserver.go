package sim

import (
	"bufio"
	"io"
	"strings"
)

// next is what a mail server does after an answer.
type next int

const (
	listens next = iota
	encrypts
	hangsUp
)

// mailTalk is what a mail server says in one protocol.
type mailTalk struct {
	greets  func(wanted []string) string // with words that a check looks for
	refuses func(status int) string      // instead of greeting
	answers func(line string, secured bool) (string, next)
}

// talkOf is what is spoken by a service; it tells whether it is one of mail.
func talkOf(s service) (talk mailTalk, secured, isMail bool) {
	switch s {
	case smtpServer, secureSMTP:
		return smtpTalk(), s == secureSMTP, true
	case imapServer, secureIMAP:
		return imapTalk(), s == secureIMAP, true
	case pop3Server, securePOP3:
		return pop3Talk(), s == securePOP3, true
	}
	return mailTalk{}, false, false
}

// mail holds a conversation with a mail program: from the greeting to its goodbye.
func (s *session) mail(talk mailTalk, secured bool) {
	var stream io.ReadWriter = s.conn
	if secured {
		encrypted := s.secure()
		if err := encrypted.Handshake(); err != nil {
			return // the probe has gone
		}
		stream = encrypted
	}
	s.conn.linger(s.condition.slow)
	greeting := talk.greets(strings.Split(strings.TrimSpace(s.port.says), "\r\n"))
	if s.condition.what == "status" {
		greeting = talk.refuses(s.condition.status)
	}
	if _, err := io.WriteString(stream, greeting); err != nil {
		return // the probe has gone, or does not like our certificate
	}
	for in := bufio.NewReader(stream); ; {
		line, err := in.ReadString('\n')
		if err != nil {
			return // as above
		}
		answer, then := talk.answers(strings.TrimSpace(line), secured)
		if _, err := io.WriteString(stream, answer); err != nil || then == hangsUp {
			return
		}
		if then == encrypts {
			stream, secured = s.secure(), true
			in.Reset(stream)
		}
	}
}

// greeting puts the words that a check looks for into a greeting, as far as they are not there already.
func greeting(text string, wanted []string) string {
	for _, w := range wanted {
		if !strings.Contains(text, w) {
			text += " " + w
		}
	}
	return text + "\r\n"
}
