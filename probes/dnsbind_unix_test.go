//go:build unix

package probes

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/miekg/dns"

	"vigie/internal/result"
	"vigie/probes/probetest"
)

// startNamed starts BIND at an address, with what stands in its configuration beside the usual, and waits until it
// runs. Its files are in a folder of the test.
func startNamed(t *testing.T, dir, address, config string) *os.Process {
	t.Helper()
	program := probetest.Peer(t, "named")
	host, port, _ := strings.Cut(address, ":")
	file := filepath.Join(dir, "named-"+host+"-"+port+".conf")
	probetest.Write(t, file, fmt.Sprintf(`controls {};
options {
	directory %q; managed-keys-directory %q; pid-file none; session-keyfile none; lock-file none;
	listen-on port %s { %s; }; listen-on-v6 { none; };
	notify no; empty-zones-enable no;
	%s`, dir, dir, port, host, config))
	cmd := exec.Command(program, "-g", "-4", "-n", "1", "-c", file)
	log, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	runs, said := make(chan bool, 1), make(chan string, 1)
	go func() {
		var lines strings.Builder
		for in := bufio.NewScanner(log); in.Scan(); {
			lines.WriteString(in.Text() + "\n")
			if strings.HasSuffix(in.Text(), " running") {
				runs <- true
			}
		}
		close(runs)
		said <- lines.String()
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it has nothing to save
		if words := <-said; t.Failed() {
			t.Log(words)
		}
		_ = cmd.Wait()
	})
	if !<-runs {
		t.Fatal("named does not run")
	}
	return cmd.Process
}

// sign makes a key for a zone and signs its file, with signatures that are good between two times. It returns what a
// resolver needs to verify them.
func sign(t *testing.T, dir, zone, from, till string) (anchor string) {
	t.Helper()
	run := func(program string, args ...string) string {
		cmd := exec.Command(probetest.Peer(t, program), args...)
		cmd.Dir = dir
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v", program, err)
		}
		return strings.TrimSpace(string(out))
	}
	key := run("dnssec-keygen", "-q", "-a", "ECDSAP256SHA256", "-f", "KSK", zone)
	run("dnssec-signzone", "-q", "-z", "-S", "-P", "-s", from, "-e", till, "-o", zone, "-f", zone+".signed", zone+".zone", key)
	text, err := os.Open(filepath.Join(dir, key+".key"))
	if err != nil {
		t.Fatal(err)
	}
	defer text.Close()
	rr, err := dns.ReadRR(text, key)
	k, ok := rr.(*dns.DNSKEY)
	if !ok {
		t.Fatalf("no key was made: %v", err)
	}
	return fmt.Sprintf("%s static-key %d %d %d %q;", zone, k.Flags, k.Protocol, k.Algorithm, k.PublicKey)
}

const (
	zoneHead = "$TTL 300\n@ IN SOA ns1 root 7 3600 600 86400 60\n@ IN NS ns1\nns1 IN A 127.0.0.1\n"
	shopZone = zoneHead + "www IN A 192.0.2.10\nwww IN A 192.0.2.11\nalias IN CNAME www\nround IN CNAME again\nagain IN CNAME round\n"
)

// namedPair is BIND twice: one speaks for zones, sound and broken ones; the other is a resolver that asks it and
// verifies signatures.
func namedPair(t *testing.T) (speaker, resolver string, process *os.Process) {
	t.Helper()
	dir := t.TempDir()
	long := zoneHead + "long IN TXT " + strings.Repeat(`"`+strings.Repeat("x", 200)+`" `, 12) + "\n"
	for zone, text := range map[string]string{
		"root": zoneHead, "shop.test": shopZone + long[len(zoneHead):], "broken.test": zoneHead + "www IN A 192.0.2.1000\n",
		"private.test": shopZone, "good.test": shopZone, "expired.test": shopZone, "tampered.test": shopZone,
	} {
		probetest.Write(t, filepath.Join(dir, zone+".zone"), text)
	}
	const past, lately, later = "20200101000000", "20200201000000", "20400101000000"
	anchors := sign(t, dir, "good.test", past, later) + sign(t, dir, "expired.test", past, lately) + sign(t, dir, "tampered.test", past, later)
	signed := filepath.Join(dir, "tampered.test.signed")
	text, err := os.ReadFile(signed)
	if err != nil {
		t.Fatal(err)
	}
	probetest.Write(t, signed, strings.Replace(string(text), "192.0.2.10", "203.0.113.66", 1))

	speaker, resolver = probetest.ClosedPort(t), probetest.ClosedPort(t)
	config := "recursion no;\n};\n"
	for zone, file := range map[string]string{
		".": "root.zone", "shop.test": "shop.test.zone", "broken.test": "broken.test.zone", "good.test": "good.test.signed",
		"expired.test": "expired.test.signed", "tampered.test": "tampered.test.signed",
	} {
		config += fmt.Sprintf("zone %q { type primary; file %q; };\n", zone, file)
	}
	config += "zone \"private.test\" { type primary; file \"private.test.zone\"; allow-query { none; }; };\n"
	process = startNamed(t, dir, speaker, config)
	host, port, _ := strings.Cut(speaker, ":")
	startNamed(t, dir, resolver, fmt.Sprintf("recursion yes; forward only; forwarders { %s port %s; }; dnssec-validation yes;\n};\ntrust-anchors { %s };\n", host, port, anchors))
	return speaker, resolver, process
}

// hang stops a process, and waits until it has.
func hang(t *testing.T, process *os.Process) {
	t.Helper()
	if err := process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(process.Pid, &status, syscall.WUNTRACED, nil); err != nil || !status.Stopped() {
		t.Fatalf("it does not stop: %v", err)
	}
}

// Healthy, a zone that does not load, one that is kept from us, signatures that have expired or do not fit, an answer
// too long for a datagram, and a server that hangs: each against BIND itself.
func TestNamesAtBIND(t *testing.T) {
	speaker, resolver, process := namedPair(t)
	for _, c := range []struct {
		server  string
		check   DNS
		failure result.Failure
		reason  string // a part of it
	}{
		{speaker, DNS{Name: "www.shop.test", Answer: []string{"192.0.2.11", "192.0.2.10"}}, "", ""},
		{speaker, DNS{Name: "alias.shop.test", Answer: []string{"192.0.2.10", "192.0.2.11"}}, "", ""},
		{speaker, DNS{Name: "long.shop.test", Type: "TXT", Answer: []string{strings.Repeat("x", 2400)}}, "", ""},
		{speaker, DNS{Name: "gone.shop.test"}, result.DNSNXDomain, "does not exist"},
		{speaker, DNS{Name: "shop.test"}, result.DNSEmpty, "has no A record"},
		{speaker, DNS{Name: "round.shop.test"}, result.DNSEmpty, "lead in a circle: again.shop.test, round.shop.test"},
		{speaker, DNS{Name: "www.broken.test"}, result.DNSServFail, "works, but got no answer about www.broken.test"},
		{speaker, DNS{Name: "www.private.test"}, result.DNSRefused, "refuses to answer about www.private.test"},
		{resolver, DNS{Name: "www.good.test", Answer: []string{"192.0.2.10", "192.0.2.11"}}, "", ""},
		{resolver, DNS{Name: "www.shop.test"}, "", ""},
		{resolver, DNS{Name: "www.expired.test"}, result.DNSServFail, "the signatures of the zone of www.expired.test are wrong"},
		{resolver, DNS{Name: "www.tampered.test"}, result.DNSServFail, "the signatures of the zone of www.tampered.test are wrong"},
		{resolver, DNS{Name: "www.broken.test"}, result.DNSServFail, "works, but got no answer about www.broken.test"},
	} {
		c.check.Servers = []string{c.server}
		r := askOnce(t, here(), &c.check)
		if r.Failure != c.failure || !strings.Contains(r.Reason, c.reason) {
			t.Errorf("%s: %s %q: %s\n%v", c.check.Name, r.State, r.Failure, r.Reason, r.Evidence)
		}
		if r.DNS == nil || r.DNS.Authentic != (c.check.Name == "www.good.test") || r.Failure == "" && r.DNS.TTL != 300 {
			t.Errorf("%s: %+v", c.check.Name, r.DNS)
		}
		if bogus := strings.Contains(r.Reason, "signatures"); bogus && (len(r.Evidence) != 2 || !strings.Contains(r.Evidence[1].Text, "RRSIG")) {
			t.Errorf("%s: the evidence is %v", c.check.Name, r.Evidence)
		}
	}
	r := askOnce(t, here(), &DNS{Name: "gone.shop.test", Servers: []string{speaker}})
	if r.DNS.TTL != 60 {
		t.Errorf("that there is nothing may be remembered for %d s", r.DNS.TTL)
	}
	hang(t, process)
	r = askWithin(t, here(), &DNS{Name: "www.shop.test", Servers: []string{speaker}}, brief)
	wants(t, r, result.Down, result.DNSTimeout)
}
