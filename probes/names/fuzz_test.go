package names

import (
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// FuzzAnswer reads whatever a name server may send: it may only ever be the answer to the question, or no answer.
func FuzzAnswer(f *testing.F) {
	q := Question{Name: "www.example", Type: dns.TypeA, recurse: true, Signed: true}
	asked, err := q.pack()
	if err != nil {
		f.Fatal(err)
	}
	asked[0], asked[1] = 0, 0
	m := new(dns.Msg).SetQuestion("www.example.", dns.TypeA)
	m.Id, m.Response = 0, true
	for _, line := range []string{"www.example. 60 IN CNAME a.example.", "a.example. 60 IN CNAME www.example.", "a.example. 60 IN A 192.0.2.1", `www.example. 60 IN TXT "x"`} {
		rr, err := dns.NewRR(line)
		if err != nil {
			f.Fatal(err)
		}
		m.Answer = append(m.Answer, rr)
		m.SetEdns0(payload, true)
		m.IsEdns0().Option = []dns.EDNS0{&dns.EDNS0_EDE{InfoCode: 6, ExtraText: "x"}}
		b, err := m.Pack()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
		f.Add(b[:len(b)-3])
	}
	f.Add(asked)
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := answerTo(asked, b)
		if err != nil {
			return
		}
		for _, qtype := range []uint16{dns.TypeA, dns.TypeCNAME, dns.TypeTXT} {
			a := readAnswer(m, Question{Name: q.Name, Type: qtype}, Server{Address: "x"})
			if a.Astray() && len(a.Records) > 0 || a.TTL < -1 || len(a.aliases) > longestChain+1 {
				t.Errorf("%+v", a)
			}
			if said := a.Failure(); said.Failure == "" || said.Reason == "" || len(a.Text()) == 0 {
				t.Errorf("nothing is said about %+v", a)
			}
			_, _, _ = a.Values(), addresses(a.Records), glueOf(m)
		}
	})
}

// FuzzQuestion asks for names that came from outside, in a redirect or a record: what is sent can be read again.
func FuzzQuestion(f *testing.F) {
	for _, name := range []string{"www.example", "café.example.", ".", "", "a..b", `a\.b.example`, `\`, `\25`, `\256.x`, strings.Repeat("a.", 130)} {
		f.Add(name, true)
	}
	f.Fuzz(func(t *testing.T, name string, signed bool) {
		b, err := Question{Name: name, Type: dns.TypeMX, Signed: signed}.pack()
		if err != nil {
			return
		}
		var m dns.Msg
		if err := m.Unpack(b); err != nil || len(m.Question) != 1 || m.Question[0].Qtype != dns.TypeMX || m.IsEdns0().Do() != signed {
			t.Fatalf("%q became %v: %v", name, &m, err)
		}
		reply := append([]byte(nil), b...)
		reply[2] |= 0x80
		if _, err := answerTo(b, reply); err != nil {
			t.Errorf("%q is not its own question: %v", name, err)
		}
	})
}
