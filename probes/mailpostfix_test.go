//go:build linux

package probes

import (
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"vigie/internal/result"
	"vigie/probes/probetest"
)

// startPostfix runs one Postfix whose ports are healthy and broken in different ways.
func startPostfix(t *testing.T) (addresses map[string]string, pool *x509.CertPool) {
	t.Helper()
	_, home := mailHome(t, "postfix")
	owner, err := user.Lookup("postfix")
	if err != nil {
		t.Skipf("this machine has no user of Postfix: %v", err)
	}
	uid, _ := strconv.Atoi(owner.Uid)
	for _, folder := range []string{"conf", "data", "queue", "queue/pid", "queue/private", "queue/public"} {
		path := filepath.Join(home, folder)
		if err := os.Mkdir(path, 0o755); err != nil {
			t.Fatal(err)
		}
		if folder == "data" || folder == "queue/private" || folder == "queue/public" {
			if err := os.Chown(path, uid, -1); err != nil {
				t.Fatal(err)
			}
		}
	}
	pool = writeChains(t, home)
	master := "anvil unix - - n - 1 anvil\ntlsmgr unix - - n 1000? 1 tlsmgr\npostlog unix-dgram n - n - 1 postlogd\n"
	addresses = make(map[string]string)
	for name, options := range map[string]string{
		"fine":    "",
		"smtps":   "-o smtpd_tls_wrappermode=yes",
		"no TLS":  "-o smtpd_tls_security_level=none",
		"expired": "-o smtpd_tls_chain_files=" + home + "/expired.key," + home + "/expired.crt",
		"554":     "-o smtpd_delay_reject=no -o smtpd_client_restrictions=reject",
		"450":     "-o smtpd_delay_reject=no -o smtpd_client_restrictions=defer",
		"421":     "-o smtpd_client_connection_count_limit=1 -o smtpd_client_event_limit_exceptions=",
	} {
		addresses[name] = fmt.Sprintf("%s:%d", ownAddress(1), 2500+len(addresses))
		master += fmt.Sprintf("%s inet n - n - - smtpd %s\n", addresses[name], options)
	}
	writeMailFile(t, home+"/conf/master.cf", master)
	writeMailFile(t, home+"/conf/main.cf", strings.ReplaceAll(`compatibility_level = 3.6
queue_directory = HOME/queue
data_directory = HOME/data
myhostname = mx.example.com
mydestination =
inet_interfaces = all
inet_protocols = ipv4
local_recipient_maps =
alias_maps =
smtpd_tls_security_level = may
smtpd_tls_chain_files = HOME/fine.key,HOME/fine.crt
maillog_file = HOME/log
maillog_file_prefixes = HOME
`, "HOME", home))
	daemons, err := exec.Command(probetest.Peer(t, "postconf"), "-dh", "daemon_directory").Output()
	if err != nil {
		t.Fatal(err)
	}
	runMailServer(t, home, addresses["fine"], filepath.Join(strings.TrimSpace(string(daemons)), "master"), "-d", "-c", home+"/conf")
	return addresses, pool
}

func TestPeerPostfix(t *testing.T) {
	t.Parallel()
	addresses, pool := startPostfix(t)
	busy, err := net.Dial("tcp", addresses["421"]) // the one connection that it allows
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	_, _ = io.ReadAtLeast(busy, make([]byte, 100), 4)
	for name, c := range map[string]struct {
		state   result.State
		failure result.Failure
		reason  string
	}{
		"fine":    {result.Up, "", ""},
		"smtps":   {result.Up, "", ""},
		"no TLS":  {result.Down, result.SMTPStartTLS, "does not offer to encrypt"},
		"expired": {result.Down, result.TLSExpired, "2 days ago"},
		"554":     {result.Down, result.SMTPRefused, "554 5.7.1"},
		"450":     {result.Degraded, result.SMTPRefused, "450 4.3.2"},
		"421":     {result.Down, result.SMTPRefused, "421 4.7.0 mx.example.com Error: too many connections"},
	} {
		t.Run(name, func(t *testing.T) {
			r := askOnce(t, here(), &MailServer{Kind: result.KindSMTP, Address: addresses[name], Implicit: name == "smtps", Policy: TLSPolicy{Roots: pool, ServerName: "localhost"}})
			wants(t, r, c.state, c.failure)
			saysIn(t, r, c.reason)
			if !strings.Contains(evidenceOf(r, "dialogue"), "> QUIT\n< 221 2.0.0 Bye") && name != "421" {
				t.Errorf("the dialogue is\n%s", evidenceOf(r, "dialogue"))
			}
			if c.state == result.Up && (!r.Mail.Secured || r.TLS.Version != "TLS 1.3" || !strings.Contains(strings.Join(r.Mail.Offers, " "), "8BITMIME")) {
				t.Errorf("%+v, %+v", r.Mail, r.TLS)
			}
		})
	}
}
