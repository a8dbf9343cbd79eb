package probes

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/miekg/dns"

	"vigie/internal/result"
	"vigie/probes/words"
)

// longestChain is how many aliases are followed: no resolver follows more.
const longestChain = 16

// dnsAnswer is what a server said to a question.
type dnsAnswer struct {
	*dns.Msg
	records []dns.RR // of the wanted type, where the chain of aliases ends
	aliases []string // what the name is an alias of, one after the other
	circle  bool     // they lead back to one that was there before
	endless bool     // they are more than any resolver follows
	ttl     int      // how long it may be remembered, in seconds; -1 when it does not say
}

// readAnswer follows the aliases in an answer from the name that was asked for, in whatever order they stand.
func readAnswer(m *dns.Msg, name string, qtype uint16) dnsAnswer {
	a := dnsAnswer{Msg: m, ttl: -1}
	at := dns.Fqdn(name)
	if len(m.Question) == 1 { // the same, as its records will write it
		at = m.Question[0].Name
	}
	seen := []string{at}
	for next := alias(m, at, qtype); next != nil && !a.circle && !a.endless; next = alias(m, at, qtype) {
		a.remember(next)
		at = next.Target
		a.circle, a.endless = contains(seen, at), len(seen) > longestChain
		a.aliases, seen = append(a.aliases, strings.TrimSuffix(at, ".")), append(seen, at)
	}
	for _, rr := range m.Answer {
		if h := rr.Header(); !a.circle && !a.endless && h.Rrtype == qtype && strings.EqualFold(h.Name, at) {
			a.records = append(a.records, rr)
			a.remember(rr)
		}
	}
	if len(a.records) == 0 {
		a.ttl = negativeTTL(m)
	}
	return a
}

// alias is the record that makes a name an alias, if there is one; who asks for aliases wants it as it is.
func alias(m *dns.Msg, name string, qtype uint16) *dns.CNAME {
	for _, rr := range m.Answer {
		if c, ok := rr.(*dns.CNAME); ok && qtype != dns.TypeCNAME && strings.EqualFold(c.Hdr.Name, name) {
			return c
		}
	}
	return nil
}

func contains(names []string, name string) bool {
	for _, n := range names {
		if strings.EqualFold(n, name) {
			return true
		}
	}
	return false
}

// remember counts a record in: the shortest life among them is that of the answer.
func (a *dnsAnswer) remember(rr dns.RR) {
	if ttl := int(rr.Header().Ttl); a.ttl < 0 || ttl < a.ttl {
		a.ttl = ttl
	}
}

// negativeTTL is how long resolvers remember that there is nothing: the lesser of what the zone says about that and
// of the life of the record that says it (RFC 2308, 5).
func negativeTTL(m *dns.Msg) int {
	for _, rr := range m.Ns {
		if soa, ok := rr.(*dns.SOA); ok {
			return int(min(soa.Minttl, soa.Hdr.Ttl))
		}
	}
	return -1
}

// about names what was asked for, and where its aliases lead.
func (a dnsAnswer) about(name string) string {
	name = strings.TrimSuffix(name, ".")
	if len(a.aliases) == 0 || a.circle || a.endless {
		return name
	}
	return name + ", an alias of " + a.aliases[len(a.aliases)-1] + ","
}

// code is the answer's code, with what the server said more exactly (RFC 8914).
func (a dnsAnswer) code() string {
	code := dns.RcodeToString[a.Rcode]
	if code == "" {
		code = fmt.Sprintf("RCODE %d", a.Rcode)
	}
	opt := a.IsEdns0()
	if opt == nil {
		return code
	}
	for _, o := range opt.Option {
		e, ok := o.(*dns.EDNS0_EDE)
		if !ok {
			continue
		}
		for _, words := range []string{dns.ExtendedErrorCodeToString[e.InfoCode], words.Cut(e.ExtraText, 100)} {
			if words != "" && words != dns.ExtendedErrorCodeToString[dns.ExtendedErrorCodeOther] {
				code += ", " + words
			}
		}
	}
	return code
}

// failure says what an answer means that holds no such thing as was wanted: an address, or a record of some type. who
// is the server that gave it, in words.
func (a dnsAnswer) failure(name, wanted, who string) *LookupError {
	about := a.about(name)
	switch {
	case a.circle:
		return &LookupError{result.DNSEmpty, fmt.Sprintf("the aliases of the name %s lead in a circle: %s", about, strings.Join(a.aliases, ", "))}
	case a.endless:
		return &LookupError{result.DNSEmpty, fmt.Sprintf("the name %s is an alias of an alias, and so on more than %d times", about, longestChain)}
	case a.Rcode == dns.RcodeSuccess:
		return &LookupError{result.DNSEmpty, fmt.Sprintf("the name %s exists, but has no %s", about, wanted)}
	case a.Rcode == dns.RcodeNameError:
		return &LookupError{result.DNSNXDomain, fmt.Sprintf("the name %s does not exist, says %s", about, who)}
	case a.Rcode == dns.RcodeRefused:
		return &LookupError{result.DNSRefused, fmt.Sprintf("%s refuses to answer about %s (%s)", who, about, a.code())}
	default:
		return &LookupError{result.DNSServFail, fmt.Sprintf("%s could not find out about %s (%s)", who, about, a.code())}
	}
}

// judgeRcode says what an answer of a resolver without the wanted records means.
func judgeRcode(m *dns.Msg, name string, qtype uint16, server string) *LookupError {
	return readAnswer(m, name, qtype).failure(name, recordOf(qtype), "the resolver "+server)
}

func recordOf(qtype uint16) string { return dns.TypeToString[qtype] + " record" }

func addresses(records []dns.RR) []netip.Addr {
	ips := make([]netip.Addr, 0, len(records))
	for _, rr := range records {
		var raw []byte
		switch x := rr.(type) {
		case *dns.A:
			raw = x.A
		case *dns.AAAA:
			raw = x.AAAA
		}
		if ip, ok := netip.AddrFromSlice(raw); ok {
			ips = append(ips, ip.Unmap())
		}
	}
	return ips
}

// values are records as text, without their header.
func values(records []dns.RR) []string {
	var list []string
	for _, rr := range records {
		if txt, ok := rr.(*dns.TXT); ok { // one text, sent in pieces of at most 255 bytes
			list = append(list, strings.Join(txt.Txt, ""))
			continue
		}
		list = append(list, strings.TrimPrefix(rr.String(), rr.Header().String()))
	}
	return list
}

// section is an answer as evidence: its code, whether the server speaks for the zone (AA) and has verified its
// signatures (AD), and its records; of an empty one, who says that there is nothing.
func (a dnsAnswer) section() string {
	var b strings.Builder
	b.WriteString(a.code())
	if a.Authoritative {
		b.WriteString(" AA")
	}
	if a.AuthenticatedData {
		b.WriteString(" AD")
	}
	b.WriteString("\n")
	records := a.Answer
	if len(records) == 0 {
		records = a.Ns
	}
	for _, rr := range records {
		b.WriteString(rr.String() + "\n")
	}
	return b.String()
}
