package sim

import (
	"fmt"
	"strings"
)

// smtpTalk is that of a server which takes mail (RFC 5321).
func smtpTalk() mailTalk {
	return mailTalk{
		greets: func(wanted []string) string { return greeting("220 mail.example ESMTP", wanted) },
		refuses: func(status int) string {
			if status == 421 {
				return "421 4.3.2 mail.example is too busy, try again later\r\n"
			}
			return fmt.Sprintf("%d mail.example does not take your mail\r\n", status)
		},
		answers: func(line string, secured bool) (string, next) {
			verb, _, _ := strings.Cut(strings.ToUpper(line), " ")
			switch {
			case verb == "EHLO":
				offers := []string{"mail.example", "PIPELINING", "SIZE 52428800", "STARTTLS", "8BITMIME"}
				if secured {
					offers[3] = "AUTH PLAIN LOGIN"
				}
				last := len(offers) - 1
				return "250-" + strings.Join(offers[:last], "\r\n250-") + "\r\n250 " + offers[last] + "\r\n", listens
			case verb == "HELO":
				return "250 mail.example\r\n", listens
			case verb == "STARTTLS" && !secured:
				return "220 2.0.0 go ahead\r\n", encrypts
			case verb == "NOOP", verb == "RSET":
				return "250 2.0.0 done\r\n", listens
			case verb == "QUIT":
				return "221 2.0.0 goodbye\r\n", hangsUp
			default:
				return "502 5.5.1 not known here\r\n", listens
			}
		},
	}
}

// imapTalk is that of a server which shows mailboxes (RFC 9051).
func imapTalk() mailTalk {
	return mailTalk{
		greets:  func(wanted []string) string { return greeting("* OK IMAP4rev1 ready", wanted) },
		refuses: func(status int) string { return fmt.Sprintf("* BYE out of order (%d), try again later\r\n", status) },
		answers: func(line string, secured bool) (string, next) {
			tag, verb, _ := strings.Cut(line, " ")
			switch verb = strings.ToUpper(verb); {
			case verb == "CAPABILITY" && secured:
				return "* CAPABILITY IMAP4rev1 IDLE AUTH=PLAIN\r\n" + tag + " OK done\r\n", listens
			case verb == "CAPABILITY":
				return "* CAPABILITY IMAP4rev1 IDLE STARTTLS LOGINDISABLED\r\n" + tag + " OK done\r\n", listens
			case verb == "STARTTLS" && !secured:
				return tag + " OK go ahead\r\n", encrypts
			case verb == "NOOP":
				return tag + " OK done\r\n", listens
			case verb == "LOGOUT":
				return "* BYE goodbye\r\n" + tag + " OK done\r\n", hangsUp
			default:
				return tag + " BAD not known here\r\n", listens
			}
		},
	}
}

// pop3Talk is that of a server which hands mail out (RFC 1939).
func pop3Talk() mailTalk {
	return mailTalk{
		greets: func(wanted []string) string { return greeting("+OK ready", wanted) },
		refuses: func(status int) string {
			return fmt.Sprintf("-ERR [SYS/TEMP] out of order (%d), try again later\r\n", status)
		},
		answers: func(line string, secured bool) (string, next) {
			switch verb := strings.ToUpper(line); {
			case verb == "CAPA" && secured:
				return "+OK what can be done\r\nUIDL\r\nUSER\r\n.\r\n", listens
			case verb == "CAPA":
				return "+OK what can be done\r\nUIDL\r\nSTLS\r\n.\r\n", listens
			case verb == "STLS" && !secured:
				return "+OK go ahead\r\n", encrypts
			case verb == "QUIT":
				return "+OK goodbye\r\n", hangsUp
			default:
				return "-ERR not known here\r\n", listens
			}
		},
	}
}
