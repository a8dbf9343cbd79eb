package sim_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"vigie/internal/sim"
)

const zoned = `
name: names
start: 2021-03-10T00:30:00+01:00
estate:
  hostings: [{ id: shop.example, datacenter: gra2, cluster: 126, ip: 198.51.100.5 }]
  zones:    [{ id: shop.example, servers: [dns100.example, ns100.example], place: sbg2 }]
  mail:     [{ id: shop.example, platform: mxplan, place: gra2, ip: 198.51.100.7 }]
sites:
  - { name: Shop, url: "https://www.shop.example/" }
  - { name: Café, url: "https://café.shop.example/" }
`

// query asks a name server over a door, and tells how long that took in the world's time.
func query(t *testing.T, v *sim.Visit, network, server, name string, qtype uint16) (*dns.Msg, time.Duration, error) {
	t.Helper()
	start := v.Now()
	raw, err := v.Dial(t.Context(), network, server)
	if err != nil {
		return nil, v.Now().Sub(start), err
	}
	defer raw.Close()
	if err := raw.SetDeadline(start.Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	q := new(dns.Msg)
	q.SetQuestion(dns.Fqdn(name), qtype)
	packed, err := q.Pack()
	if err != nil {
		t.Fatal(err)
	}
	if network == "tcp" {
		c := &dns.Conn{Conn: raw}
		if err := c.WriteMsg(q); err != nil {
			t.Fatal(err)
		}
		m, err := c.ReadMsg()
		return m, v.Now().Sub(start), err
	}
	if _, err := raw.Write(packed); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 1500)
	n, err := raw.Read(buf)
	if err != nil {
		return nil, v.Now().Sub(start), err
	}
	m := new(dns.Msg)
	if err := m.Unpack(buf[:n]); err != nil || m.Id != q.Id {
		t.Fatalf("answer %v to %v: %v", m, q, err)
	}
	return m, v.Now().Sub(start), nil
}

// said is the code of an answer and the data of its records.
func said(m *dns.Msg) string {
	words := []string{dns.RcodeToString[m.Rcode]}
	for _, rr := range m.Answer {
		words = append(words, strings.TrimPrefix(rr.String(), rr.Header().String()))
	}
	return strings.Join(words, " ")
}

func TestTheResolverKnowsTheEstate(t *testing.T) {
	w, sc := parsed(t, zoned)
	for _, c := range []struct {
		name  string
		qtype uint16
		want  string
	}{
		{"shop.example", dns.TypeA, "NOERROR 198.51.100.5"},
		{"WWW.Shop.Example", dns.TypeA, "NOERROR 198.51.100.5"},
		{"xn--caf-dma.shop.example", dns.TypeA, "NOERROR 198.51.100.5"},
		{"shop.example", dns.TypeAAAA, "NOERROR"},
		{"shop.example", dns.TypeMX, "NOERROR 10 mx1.shop.example."},
		{"mx1.shop.example", dns.TypeA, "NOERROR 198.51.100.7"},
		{"shop.example", dns.TypeNS, "NOERROR dns100.example. ns100.example."},
		{"shop.example", dns.TypeTXT, "NOERROR"},
		{"nobody.shop.example", dns.TypeA, "NXDOMAIN"},
	} {
		for _, network := range []string{"udp", "tcp"} {
			m, took, err := query(t, w.Visit(sc.Start), network, w.Resolver(), c.name, c.qtype)
			if err != nil {
				t.Fatal(err)
			}
			if got := said(m); got != c.want {
				t.Errorf("%s %s over %s: %s, want %s", c.name, dns.TypeToString[c.qtype], network, got, c.want)
			}
			if took < 8*time.Millisecond || took > 100*time.Millisecond {
				t.Errorf("over %s it took %v", network, took)
			}
		}
	}
	m, _, err := query(t, w.Visit(sc.Start), "udp", w.Resolver(), "shop.example", dns.TypeSOA)
	if err != nil || len(m.Answer) != 1 {
		t.Fatal(m, err)
	}
	if soa, ok := m.Answer[0].(*dns.SOA); !ok || soa.Ns != "dns100.example." {
		t.Errorf("the zone begins with %v", m.Answer[0])
	}
}

func TestTroubleWithNames(t *testing.T) {
	for event, want := range map[string]string{
		"zones: { shop.example: nxdomain }":     "NXDOMAIN",
		"zones: { shop.example: servfail }":     "SERVFAIL",
		"zones: { shop.example: timeout }":      "timeout",
		"zones: { shop.example: { slow: 1s } }": "NOERROR 198.51.100.5",
		"zones: { other.example: nxdomain }":    "NOERROR 198.51.100.5",
		"places: { sbg2: blackhole }":           "SERVFAIL", // its name servers stand there
		"places: { gra2: blackhole }":           "NOERROR 198.51.100.5",
		"resolver: down":                        "timeout",
	} {
		w, sc := parsed(t, zoned+"events: [{ at: 1m, "+event+" }]")
		m, took, err := query(t, w.Visit(sc.Start.Add(time.Minute)), "udp", w.Resolver(), "www.shop.example", dns.TypeA)
		switch {
		case want == "timeout":
			if !errors.Is(err, os.ErrDeadlineExceeded) || took != 5*time.Second {
				t.Errorf("%s: %v after %v", event, err, took)
			}
		case err != nil:
			t.Errorf("%s: %v", event, err)
		case said(m) != want:
			t.Errorf("%s: %s, want %s", event, said(m), want)
		}
		if strings.Contains(event, "slow") && took < time.Second {
			t.Errorf("%s: took %v", event, took)
		}
	}
}

func TestNameServersOfAZoneAnswerFromTheirPlace(t *testing.T) {
	w, sc := parsed(t, zoned+"events: [{ at: 1m, places: { sbg2: blackhole } }]")
	m, _, err := query(t, w.Visit(sc.Start), "udp", w.Resolver(), "dns100.example", dns.TypeA)
	if err != nil || len(m.Answer) != 1 {
		t.Fatal(m, err)
	}
	server := strings.TrimPrefix(said(m), "NOERROR ") + ":53"
	m, _, err = query(t, w.Visit(sc.Start), "udp", server, "www.shop.example", dns.TypeA)
	if err != nil || said(m) != "NOERROR 198.51.100.5" || !m.Authoritative {
		t.Errorf("%v, %v", m, err)
	}
	m, _, err = query(t, w.Visit(sc.Start), "udp", server, "elsewhere.example", dns.TypeA)
	if err != nil || said(m) != "REFUSED" {
		t.Errorf("of another zone: %v, %v", m, err)
	}
	for _, network := range []string{"udp", "tcp"} {
		if _, _, err := query(t, w.Visit(sc.Start.Add(time.Minute)), network, server, "www.shop.example", dns.TypeA); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("from a burning place over %s: %v", network, err)
		}
	}
}

func TestTheServersOfAZoneKnowWhatBecameOfIt(t *testing.T) {
	const two = zoned + "  - { name: Mine, url: \"https://www.mine.example/\", host: shop.example }\n"
	for event, want := range map[string]string{
		"resolver: down":                        "NOERROR 198.51.100.5",
		"zones: { shop.example: nxdomain }":     "REFUSED",  // the zone was deleted
		"zones: { www.shop.example: nxdomain }": "NXDOMAIN", // the record was
		"zones: { shop.example: servfail }":     "SERVFAIL",
		"zones: { shop.example: refuse }":       "REFUSED",
		"zones: { shop.example: { slow: 1s } }": "NOERROR 198.51.100.5",
		"hostings: { shop.example: blackhole }": "NOERROR 198.51.100.5",
		"places: { sbg2: { slow: 1s } }":        "NOERROR 198.51.100.5",
		"zones: { shop.example: timeout }":      "i/o timeout",
		"zones: { shop.example: blackhole }":    "i/o timeout",
		"places: { sbg2: blackhole }":           "i/o timeout",
	} {
		w, sc := parsed(t, two+"events: [{ at: 1m, "+event+" }]")
		own := strings.TrimPrefix(answered(t, w, sc.Start, w.Resolver(), "dns100.example"), "NOERROR ") + ":53"
		if got := answered(t, w, sc.Start.Add(time.Minute), own, "www.shop.example"); !strings.HasSuffix(got, want) {
			t.Errorf("%s: %s, want %s", event, got, want)
		}
		if got := answered(t, w, sc.Start.Add(time.Minute), w.SecondResolver(), "www.mine.example"); !strings.HasPrefix(got, "NOERROR") {
			t.Errorf("%s: at the second resolver: %s", event, got)
		}
	}
}

func TestANameServerRefusesTheZonesOfOthers(t *testing.T) {
	w, sc := parsed(t, registered)
	other := strings.TrimPrefix(answered(t, w, sc.Start, w.Resolver(), "dns101.example"), "NOERROR ") + ":53"
	if got := answered(t, w, sc.Start, other, "www.shop.example"); got != "REFUSED" {
		t.Errorf("a server of another zone says %s", got)
	}
}
