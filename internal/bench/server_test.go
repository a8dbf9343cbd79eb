package bench

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/miekg/dns"
)

// page is what every site of the server shows: about a kilobyte, as a small page is.
var page = "<!doctype html><html><head><title>A shop</title><style>body{margin:2em}</style></head><body><h1>Welcome</h1>" +
	strings.Repeat("<p>Cloth by the metre, cut as you wish, <a href=\"/basket\">add to basket</a>.</p>", 10) + "</body></html>"

// arrival is when a request came, by the clock of this machine.
type arrival struct {
	host string
	at   time.Time
}

type server struct {
	mu       sync.Mutex
	arrivals []arrival
	faulty   map[string]*faulty
}

// failed is set when everything has begun to fail.
var failed atomic.Bool

// runServer answers names, pages over http and https, and questions on stdin, until stdin ends.
func runServer() {
	s := &server{}
	names, err := net.ListenPacket("udp", "127.0.0.1:0")
	check(err)
	go func() {
		check((&dns.Server{PacketConn: names, Handler: dns.HandlerFunc(answerName)}).ActivateAndServe())
	}()
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	secure, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	web := &http.Server{Handler: s, ErrorLog: log.New(io.Discard, "", 0)}
	go func() { check(web.Serve(plain)) }()
	certificate, ca := authority()
	web.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}}
	go func() { check(web.ServeTLS(secure, "", "")) }()
	s.faulty = make(map[string]*faulty)
	addresses := make(map[string]string)
	for kind := range faults {
		s.faulty[kind] = newFaulty(kind)
		addresses[kind] = s.faulty[kind].address
	}
	reply(map[string]any{
		"dns": names.LocalAddr().String(), "http": plain.Addr().String(), "https": secure.Addr().String(), "ca": ca,
		"faulty": addresses,
	})
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		s.command(in.Text())
	}
	check(os.Remove(ca))
}

// command answers a line of stdin: "forget", "arrivals", "fail".
func (s *server) command(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch line {
	case "forget":
		s.arrivals = nil
	case "fail":
		failed.Store(true)
		for _, f := range s.faulty {
			f.failing.Store(true)
		}
		for _, f := range s.faulty {
			f.close()
		}
	case "arrivals":
		byHost := make(map[string][]int64)
		for _, a := range s.arrivals {
			byHost[a.host] = append(byHost[a.host], a.at.UnixNano())
		}
		reply(byHost)
		return
	}
	reply("done")
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.arrivals = append(s.arrivals, arrival{r.Host, time.Now()})
	s.mu.Unlock()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = io.WriteString(w, page) // whoever asked may have gone
}

func answerName(w dns.ResponseWriter, q *dns.Msg) {
	m := new(dns.Msg).SetReply(q)
	if failed.Load() && strings.HasPrefix(q.Question[0].Name, "name") {
		m.Rcode = dns.RcodeNameError
	} else if len(q.Question) == 1 && q.Question[0].Qtype == dns.TypeA {
		m.Answer = []dns.RR{&dns.A{
			Hdr: dns.RR_Header{Name: q.Question[0].Name, Rrtype: dns.TypeA, Class: dns.ClassINET, Ttl: 60},
			A:   net.IPv4(127, 0, 0, 1),
		}}
	}
	_ = w.WriteMsg(m) // whoever asked may have gone
}

// authority makes a certificate for every name of the server, and a file with the authority behind it.
func authority() (tls.Certificate, string) {
	root, rootKey := sign(&x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Bench Authority"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign,
	}, nil, nil)
	leaf, leafKey := sign(&x509.Certificate{
		SerialNumber: big.NewInt(2), DNSNames: []string{"*.example"}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, root, rootKey)
	file, err := os.CreateTemp("", "vigie-bench-*.pem")
	check(err)
	check(pem.Encode(file, &pem.Block{Type: "CERTIFICATE", Bytes: root.Raw}))
	check(file.Close())
	return tls.Certificate{Certificate: [][]byte{leaf.Raw, root.Raw}, PrivateKey: leafKey}, file.Name()
}

func sign(c, parent *x509.Certificate, signer *ecdsa.PrivateKey) (*x509.Certificate, *ecdsa.PrivateKey) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(err)
	c.NotBefore, c.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(365*24*time.Hour)
	if parent == nil {
		parent, signer = c, key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, key.Public(), signer)
	check(err)
	made, err := x509.ParseCertificate(der)
	check(err)
	return made, key
}

// runPlain is the client beside which vigie is measured: net/http without keep-alive, evenly paced, which throws away
// what it gets. Its arguments are the resolver (or "" for literal addresses), the base address, how many names, how many requests a second, and
// the authority to trust.
func runPlain() {
	resolver, base, ca := os.Args[1], os.Args[2], os.Args[5]
	names, err := strconv.Atoi(os.Args[3])
	check(err)
	rate, err := strconv.Atoi(os.Args[4])
	check(err)
	transport := &http.Transport{DisableKeepAlives: true, ForceAttemptHTTP2: true}
	dialer := &net.Dialer{}
	dialer.Resolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, resolver)
	}}
	transport.DialContext = dialer.DialContext
	if ca != "" {
		trusted, err := os.ReadFile(ca)
		check(err)
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(trusted)
		transport.TLSClientConfig = &tls.Config{RootCAs: pool, ServerName: "s.example"}
	}
	client := &http.Client{Transport: transport, Timeout: 10 * time.Second}
	u, err := url.Parse(base)
	check(err)
	tick := time.NewTicker(time.Second / time.Duration(rate))
	for i := 0; ; i++ {
		<-tick.C
		go func() {
			req, err := http.NewRequest(http.MethodGet, fmt.Sprintf("%s://s%05d.example:%s/", u.Scheme, i%names, u.Port()), nil)
			check(err)
			if resolver == "" { // the address is known, the name only asked for
				req.URL.Host, req.Host = u.Host, req.URL.Host
			}
			r, err := client.Do(req)
			check(err)
			_, err = io.Copy(io.Discard, r.Body)
			check(err)
			check(r.Body.Close())
		}()
	}
}

func reply(v any) {
	check(json.NewEncoder(os.Stdout).Encode(v))
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
