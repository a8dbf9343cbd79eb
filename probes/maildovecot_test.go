//go:build linux

package probes

import (
	"crypto/x509"
	"fmt"
	"net"
	"os/exec"
	"strings"
	"testing"

	"vigie/internal/result"
)

// startDovecot runs a Dovecot at three addresses: with a certificate that is fine, one that has expired and one of
// another name.
func startDovecot(t *testing.T, passwords string, fine, expired, other string) (pool *x509.CertPool) {
	t.Helper()
	path, home := mailHome(t, "dovecot")
	if version, err := exec.Command(path, "--version").Output(); err != nil || !strings.HasPrefix(string(version), "2.3.") {
		t.Skipf("this Dovecot is %q, and the configuration here is for 2.3: %v", version, err)
	}
	pool = writeChains(t, home)
	config := `base_dir = HOME/run
state_dir = HOME/state
log_path = HOME/log
protocols = imap pop3
listen = FINE, EXPIRED, OTHER
ssl = yes
ssl_cert = <HOME/fine.crt
ssl_key = <HOME/fine.key
local EXPIRED {
  ssl_cert = <HOME/expired.crt
  ssl_key = <HOME/expired.key
}
local OTHER {
  ssl_cert = <HOME/other.crt
  ssl_key = <HOME/other.key
}
passdb {
  PASSWORDS
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=HOME
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
`
	for _, protocol := range []string{"imap", "pop3"} {
		config += fmt.Sprintf(`service %[1]s-login {
  chroot =
  inet_listener %[1]s {
    port = %[2]s
  }
  inet_listener %[1]ss {
    port = %[3]s
    ssl = yes
  }
}
`, protocol, dovecotPorts()[protocol], dovecotPorts()[protocol+"s"])
	}
	config = strings.NewReplacer("HOME", home, "PASSWORDS", passwords, "FINE", fine, "EXPIRED", expired, "OTHER", other).Replace(config)
	writeMailFile(t, home+"/dovecot.conf", config)
	runMailServer(t, home, net.JoinHostPort(fine, dovecotPorts()["imap"]), path, "-F", "-c", home+"/dovecot.conf")
	return pool
}

func dovecotPorts() map[string]string {
	return map[string]string{"imap": "1430", "imaps": "9930", "pop3": "1100", "pop3s": "9950"}
}

// dovecotAt asks one port of a Dovecot.
func dovecotAt(host, port string, s MailServer) Prober {
	s.Address = net.JoinHostPort(host, dovecotPorts()[port])
	s.Implicit = strings.HasSuffix(port, "s")
	s.Policy.ServerName = "localhost"
	s.Kind = result.KindPOP3
	if strings.HasPrefix(port, "imap") {
		s.Kind = result.KindIMAP
	}
	return &s
}

func TestPeerDovecot(t *testing.T) {
	t.Parallel()
	fine, expired, other := ownAddress(2), ownAddress(3), ownAddress(4)
	pool := startDovecot(t, "driver = static\n  args = nopassword=y", fine, expired, other)
	for _, port := range []string{"imap", "imaps", "pop3", "pop3s"} {
		for host, c := range map[string]struct {
			failure result.Failure
			reason  string
		}{fine: {"", ""}, expired: {result.TLSExpired, "2 days ago"}, other: {result.TLSName, "is for other.example"}} {
			t.Run(port+" at "+host, func(t *testing.T) {
				r := askOnce(t, here(), dovecotAt(host, port, MailServer{Policy: TLSPolicy{Roots: pool}}))
				if r.Failure != c.failure {
					t.Errorf("%s %q (%s)\n%s", r.State, r.Failure, r.Reason, evidenceOf(r, "dialogue"))
				}
				saysIn(t, r, c.reason)
				if r.Mail == nil || !r.Mail.Secured || r.TLS.Expires.IsZero() || r.State == result.Up && len(r.Mail.Offers) < 3 {
					t.Errorf("%+v, %+v", r.Mail, r.TLS)
				}
			})
		}
	}
	t.Run("nobody may log in in the open", func(t *testing.T) {
		r := askOnce(t, here(), dovecotAt(fine, "imap", MailServer{StartTLS: StartTLSOff}))
		wants(t, r, result.Up, "")
		if !strings.Contains(evidenceOf(r, "note"), "LOGINDISABLED") {
			t.Errorf("it offers %q; the notes are %q", r.Mail.Offers, evidenceOf(r, "note"))
		}
	})
}

// A Dovecot that cannot read its passwords takes connections, and then says goodbye.
func TestPeerDovecotWithoutItsPasswords(t *testing.T) {
	t.Parallel()
	startDovecot(t, "driver = pam\n  args = nonsense=1 dovecot", ownAddress(5), ownAddress(6), ownAddress(7))
	for port, want := range map[string]result.Failure{"imap": result.IMAPBanner, "pop3": result.POP3Banner} {
		t.Run(port, func(t *testing.T) {
			t.Parallel()
			r := askOnce(t, here(), dovecotAt(ownAddress(5), port, MailServer{}))
			wants(t, r, result.Down, want)
			saysIn(t, r, "sends us away", "Auth process broken")
		})
	}
}
