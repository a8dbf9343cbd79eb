package sim

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"github.com/miekg/dns"
)

// Our own line, and the network of guests that may catch it: it answers every name with its own address and every page
// with its login, and lets nothing else through.
const (
	portalAddr = "172.16.0.1"
	portalHost = "login.guests.example"
)

// lineDown tells whether our own machine has lost the network.
func (w *World) lineDown(t time.Time) bool { return w.current(ourLine, t) == "down" }

// lineCaught tells whether our own machine is in a network of guests and has not logged in.
func (w *World) lineCaught(t time.Time) bool { return w.current(ourLine, t) == "portal" }

// portalMachine is the machine that stands between a caught line and the world.
func portalMachine() *machine {
	m := &machine{portal: true, ports: make(map[uint16]*port)}
	m.open(80, plainWeb)
	m.open(443, secureWeb)
	return m
}

// toPortal connects to the portal, whoever is meant: it listens to names and to the web, refuses all else and loses
// datagrams.
func (d *dialing) toPortal() (net.Conn, error) {
	portal := portalMachine()
	p := portal.ports[d.to.Port()]
	switch {
	case d.to.Port() == 53:
		return newDNSConn(d, fine), nil
	case d.network == "udp":
		return newDNSConn(d, condition{what: "blackhole"}), nil
	case d.at.Add(d.trip).After(d.deadline):
		return nil, d.silence()
	}
	d.reach(d.at.Add(d.trip))
	if p == nil {
		return nil, d.fail(syscall.ECONNREFUSED)
	}
	return d.serve(portal, p, fine), nil
}

// portalName is what a portal says of any name: that it is there, and nowhere else.
func portalName(q *dns.Msg) reply {
	m := new(dns.Msg)
	m.SetReply(q)
	m.RecursionAvailable = true
	head := dns.RR_Header{Name: q.Question[0].Name, Rrtype: q.Question[0].Qtype, Class: dns.ClassINET}
	m.Answer = addressRecords([]netip.Addr{netip.MustParseAddr(portalAddr)}, head)
	return reply{msg: m}
}

// portalPage sends every visitor to the login.
func portalPage(req *http.Request) page {
	if host := requestedHost(req); host == portalHost {
		return newPage(http.StatusOK, htmlType, "<!doctype html><html><head><title>Captive portal</title></head><body>"+
			"<h1>Welcome, guest</h1><p>Please give your room number to use the network.</p></body></html>")
	}
	p := errorPage(http.StatusFound)
	asked := "http://" + req.Host + req.URL.RequestURI()
	p.header.Set("Location", "http://"+portalHost+"/?redirurl="+url.QueryEscape(asked))
	return p
}

// OverLine is next as our line lets it through: nothing while the line is down, and while it is caught only the
// certificate of the portal.
func (w *World) OverLine(next http.RoundTripper, now func() time.Time) http.RoundTripper {
	return overLine{w, next, now}
}

type overLine struct {
	world *World
	next  http.RoundTripper
	now   func() time.Time
}

// RoundTrip asks, if the line lets it. The error of a line that is down is a *net.DNSError, since no name is found then;
// that of a caught one is a *tls.CertificateVerificationError.
func (o overLine) RoundTrip(req *http.Request) (*http.Response, error) {
	switch t := o.now(); {
	case o.world.lineDown(t):
		return nil, &net.DNSError{Err: syscall.ENETUNREACH.Error(), Name: req.URL.Hostname()}
	case o.world.lineCaught(t):
		return nil, o.stranger(req.URL.Hostname())
	}
	return o.next.RoundTrip(req)
}

// stranger is what a client says of the portal's certificate.
func (o overLine) stranger(host string) error {
	leaf, err := o.world.pki.leaf(portalHost, "")
	if err != nil {
		return err
	}
	shown, err := x509.ParseCertificate(leaf.Certificate[0])
	if err != nil {
		return fmt.Errorf("reading the certificate of the portal: %w", err)
	}
	return &tls.CertificateVerificationError{
		UnverifiedCertificates: []*x509.Certificate{shown}, Err: x509.HostnameError{Certificate: shown, Host: host},
	}
}
