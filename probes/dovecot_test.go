//go:build unix

package probes

import (
	"crypto/x509"
	"fmt"
	"net"
	"os/exec"
	"strings"
	"testing"
	"time"

	"vigie/internal/result"
)

// startDovecot runs a Dovecot whose certificate is fine at 127.0.0.1, expired at 127.0.0.2 and another's at 127.0.0.3.
func startDovecot(t *testing.T, passwords string) (ports map[string]string, pool *x509.CertPool) {
	t.Helper()
	path, home := mailHome(t, "dovecot")
	if version, err := exec.Command(path, "--version").Output(); err != nil || !strings.HasPrefix(string(version), "2.3.") {
		t.Skipf("this Dovecot is %q, and the configuration here is for 2.3: %v", version, err)
	}
	pool = writeChains(t, home)
	ports = freePorts(t, "imap", "imaps", "pop3", "pop3s")
	config := `base_dir = HOME/run
state_dir = HOME/state
log_path = HOME/log
protocols = imap pop3
listen = 127.0.0.1, 127.0.0.2, 127.0.0.3
ssl = yes
ssl_cert = <HOME/fine.crt
ssl_key = <HOME/fine.key
local 127.0.0.2 {
  ssl_cert = <HOME/expired.crt
  ssl_key = <HOME/expired.key
}
local 127.0.0.3 {
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
`, protocol, ports[protocol], ports[protocol+"s"])
	}
	config = strings.NewReplacer("HOME", home, "PASSWORDS", passwords).Replace(config)
	writeMailFile(t, home+"/dovecot.conf", config)
	runMailServer(t, home, "127.0.0.1:"+ports["imap"], path, "-F", "-c", home+"/dovecot.conf")
	return ports, pool
}

// dovecotAt asks one port of a Dovecot.
func dovecotAt(port string, s MailServer) Prober {
	s.Implicit = strings.HasSuffix(port, "s")
	s.Name = "localhost"
	if strings.HasPrefix(port, "imap") {
		p := IMAP(s)
		return &p
	}
	p := POP3(s)
	return &p
}

func TestPeerDovecot(t *testing.T) {
	t.Parallel()
	ports, pool := startDovecot(t, "driver = static\n  args = nopassword=y")
	for _, port := range []string{"imap", "imaps", "pop3", "pop3s"} {
		for host, c := range map[string]struct {
			failure result.Failure
			reason  string
		}{"127.0.0.1": {"", ""}, "127.0.0.2": {result.TLSExpired, "2 days ago"}, "127.0.0.3": {result.TLSName, "is for other.example"}} {
			t.Run(port+" at "+host, func(t *testing.T) {
				r := askOnce(t, here(), dovecotAt(port, MailServer{Address: net.JoinHostPort(host, ports[port]), Policy: TLSPolicy{Roots: pool}}), 10*time.Second)
				if r.Failure != c.failure {
					t.Errorf("%s %q (%s)\n%s", r.State, r.Failure, r.Reason, evidenceOf(r, "dialogue"))
				}
				saysIn(t, r, c.reason)
				if !r.Mail.Secured || r.TLS.Expires.IsZero() || r.State == result.Up && len(r.Mail.Offers) < 3 {
					t.Errorf("%+v, %+v", r.Mail, r.TLS)
				}
			})
		}
	}
	t.Run("nobody may log in in the open", func(t *testing.T) {
		r := askOnce(t, here(), dovecotAt("imap", MailServer{Address: "127.0.0.2:" + ports["imap"], StartTLS: StartTLSOff}), 10*time.Second)
		wants(t, r, result.Up, "")
		if !strings.Contains(evidenceOf(r, "note"), "LOGINDISABLED") {
			t.Errorf("it offers %q; the notes are %q", r.Mail.Offers, evidenceOf(r, "note"))
		}
	})
}

// A Dovecot that cannot read its passwords takes connections, and then says goodbye.
func TestPeerDovecotWithoutItsPasswords(t *testing.T) {
	t.Parallel()
	ports, _ := startDovecot(t, "driver = pam\n  args = nonsense=1 dovecot")
	for port, want := range map[string]result.Failure{"imap": result.IMAPBanner, "pop3": result.POP3Banner} {
		t.Run(port, func(t *testing.T) {
			t.Parallel()
			r := askOnce(t, here(), dovecotAt(port, MailServer{Address: "127.0.0.1:" + ports[port]}), 10*time.Second)
			wants(t, r, result.Down, want)
			saysIn(t, r, "sends us away", "Auth process broken")
		})
	}
}
