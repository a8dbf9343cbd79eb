package names

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"vigie/internal/result"
	"vigie/probes/words"
)

// longestChain is how many aliases are followed: no resolver follows more.
const longestChain = 16

// Answer is what a server said to a question, with the aliases in it followed. Its records come as the library reads them.
type Answer struct {
	*dns.Msg
	Server  Server   // that gave it
	Records []dns.RR // of the type that was asked for, where the aliases end
	TTL     int      // how long it may be remembered, in seconds; -1 when it does not say

	asked   Question
	aliases []string // what the name is an alias of, one after the other
	circle  bool     // they lead back to one that was there before
	endless bool     // they are more than any resolver follows
}

// readAnswer follows the aliases in an answer from the name that was asked for, in whatever order they stand.
func readAnswer(m *dns.Msg, q Question, s Server) Answer {
	a := Answer{Msg: m, Server: s, TTL: -1, asked: q}
	at := dns.Fqdn(q.Name)
	if len(m.Question) == 1 { // the same, as its records will write it
		at = m.Question[0].Name
	}
	seen := []string{at}
	for next := alias(m, at, q.Type); next != nil && !a.Astray(); next = alias(m, at, q.Type) {
		a.remember(next)
		at = next.Target
		a.circle = slices.ContainsFunc(seen, func(name string) bool { return strings.EqualFold(name, at) })
		a.endless = len(seen) > longestChain
		a.aliases, seen = append(a.aliases, strings.TrimSuffix(at, ".")), append(seen, at)
	}
	for _, rr := range m.Answer {
		if h := rr.Header(); !a.Astray() && h.Rrtype == q.Type && strings.EqualFold(h.Name, at) {
			a.Records = append(a.Records, rr)
			a.remember(rr)
		}
	}
	if len(a.Records) == 0 {
		a.TTL = negativeTTL(m)
	}
	return a
}

// Astray tells whether its aliases lead nowhere: in a circle, or on and on.
func (a Answer) Astray() bool { return a.circle || a.endless }

// Alias is where its aliases lead; empty where there are none, or where they lead nowhere.
func (a Answer) Alias() string {
	if len(a.aliases) == 0 || a.Astray() {
		return ""
	}
	return a.aliases[len(a.aliases)-1]
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

// remember counts a record in: the shortest life among them is that of the answer.
func (a *Answer) remember(rr dns.RR) {
	if ttl := int(rr.Header().Ttl); a.TTL < 0 || ttl < a.TTL {
		a.TTL = ttl
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
func (a Answer) about() string {
	name := strings.TrimSuffix(a.asked.Name, ".")
	if to := a.Alias(); to != "" {
		return name + ", an alias of " + to + ","
	}
	return name
}

// code is the answer's code, with what the server said more exactly (RFC 8914).
func (a Answer) code() string {
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
		for _, said := range []string{dns.ExtendedErrorCodeToString[e.InfoCode], words.Cut(e.ExtraText, 100)} {
			if said != "" && said != dns.ExtendedErrorCodeToString[dns.ExtendedErrorCodeOther] {
				code += ", " + said
			}
		}
	}
	return code
}

// Failure says what an answer means that has no Records.
func (a Answer) Failure() *LookupError { return a.lacks(dns.TypeToString[a.asked.Type] + " record") }

// lacks is Failure where something else was wanted than a record of the type that was asked for.
func (a Answer) lacks(wanted string) *LookupError {
	about := a.about()
	switch {
	case a.circle:
		return &LookupError{result.DNSEmpty, fmt.Sprintf("the aliases of the name %s lead in a circle: %s", about, strings.Join(a.aliases, ", "))}
	case a.endless:
		return &LookupError{result.DNSEmpty, fmt.Sprintf("the name %s is an alias of an alias, and so on more than %d times", about, longestChain)}
	case a.Rcode == dns.RcodeSuccess:
		return &LookupError{result.DNSEmpty, fmt.Sprintf("the name %s exists, but has no %s", about, wanted)}
	case a.Rcode == dns.RcodeNameError:
		return &LookupError{result.DNSNXDomain, fmt.Sprintf("the name %s does not exist, says %s", about, a.Server)}
	case a.Rcode == dns.RcodeRefused:
		return &LookupError{result.DNSRefused, fmt.Sprintf("%s refuses to answer about %s (%s)", a.Server, about, a.code())}
	default:
		return &LookupError{result.DNSServFail, fmt.Sprintf("%s could not find out about %s (%s)", a.Server, about, a.code())}
	}
}

// addresses are those that records hold.
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

// Values are the Records as text, without their header.
func (a Answer) Values() []string {
	var list []string
	for _, rr := range a.Records {
		if txt, ok := rr.(*dns.TXT); ok { // one text, sent in pieces of at most 255 bytes
			list = append(list, strings.Join(txt.Txt, ""))
			continue
		}
		list = append(list, strings.TrimPrefix(rr.String(), rr.Header().String()))
	}
	return list
}

// Text is the answer as evidence: its code, whether the server speaks for the zone (AA) and has verified its
// signatures (AD), and its records; of an empty one, who says that there is nothing.
func (a Answer) Text() string {
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
