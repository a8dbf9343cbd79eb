package sim

import (
	"net/netip"
	"slices"
	"strings"
)

// machine is something with an address.
type machine struct {
	scopes []scope // from the widest to the narrowest; of a shared address, what its resources have in common
	ports  map[uint16]*port
	edge   string // what it calls itself, where it stands in front of others and passes on what they say
	portal bool   // it answers instead of all others, until somebody has logged in
	moved  bool   // its address led elsewhere before: what is served here is no longer on the machine that it was on
}

// port is what listens there.
type port struct {
	service service
	sites   []*webSite // that are asked for here, one for each name
	says    string     // what a greeter says; what checks look for in the greeting of a mail server
}

// meets are the scopes that a connection to a port lies in. A site that is alone on its port is met with the
// connection already; which of several is meant is known only once its name is said, and what stands behind an edge is not met at all.
func (m *machine) meets(p *port, at netip.Addr) []scope {
	if m.edge != "" || len(p.sites) != 1 {
		return m.scopes
	}
	return m.within(p.sites[0], at)
}

// within are the scopes that a site lies in for who asks for it here, at an address. What becomes of a machine that the
// address no longer leads to is not seen.
func (m *machine) within(site *webSite, at netip.Addr) []scope {
	if m.moved {
		return slices.Concat(m.scopes, site.scopes[len(site.scopes)-1:])
	}
	return slices.Concat(m.scopes, site.scopesAt(at))
}

// service is what is spoken on a port.
type service int

const (
	plainWeb service = iota + 1
	secureWeb
	greeter // says something and listens
	nameServer
	echoing // no port of its own: the machine answers echoes
	smtpServer
	imapServer
	pop3Server
	secureSMTP // encrypted from the start, as the two below
	secureIMAP
	securePOP3
)

// echoPort is where echoes are entered: no service can have it.
const echoPort = 0

// Addresses of the world itself: our resolver and another one, and what tells whether our own line works.
const (
	resolverAddr   = "203.0.113.53"
	secondResolver = "203.0.113.54"
	referenceOne   = "203.0.113.101"
	referenceTwo   = "203.0.113.102"
)

// ownAddresses are those that nothing of a scenario can have.
func ownAddresses() []string {
	return []string{resolverAddr, secondResolver, referenceOne, referenceTwo}
}

// The ports that are open on machines of every kind, and on those that carry mail.
var (
	webPorts  = map[uint16]service{22: greeter, 80: plainWeb, 443: secureWeb}
	mailPorts = map[uint16]service{
		25: smtpServer, 587: smtpServer, 465: secureSMTP, 143: imapServer, 993: secureIMAP, 110: pop3Server, 995: securePOP3,
	}
)

// building are the scopes of something in a datacenter: all of the provider, the campus or region, the datacenter, and
// the rack or cluster in it when one is named. A place such as rbx8/R832B16 names both.
func building(datacenter, inner string) []scope {
	if dc, within, both := strings.Cut(datacenter, "/"); both {
		datacenter, inner = dc, within
	}
	datacenter, inner = strings.ToLower(datacenter), strings.ToLower(inner)
	scopes := []scope{{"places", "*"}}
	if campus := strings.TrimRight(datacenter, "0123456789"); campus != datacenter {
		scopes = append(scopes, scope{"places", campus})
	}
	scopes = append(scopes, scope{"places", datacenter})
	if inner != "" {
		scopes = append(scopes, scope{"places", datacenter + "/" + inner})
	}
	return scopes
}

// inCommon is how far two things lie in the same scopes.
func inCommon(a, b []scope) []scope {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return a[:n:n]
}

// open lets a service listen, unless something does already. What holds a conversation takes the place of what only
// says something.
func (m *machine) open(number uint16, s service) *port {
	p := m.ports[number]
	if p == nil {
		p = &port{service: s, says: banners[number]}
		m.ports[number] = p
	}
	if _, _, isMail := talkOf(s); isMail && p.service == greeter {
		p.service = s
	}
	return p
}

// banners are what greeters say first, by port.
var banners = map[uint16]string{
	22: "SSH-2.0-OpenSSH_8.4\r\n", 3306: "\x4a\x00\x00\x00\x0a10.5.8-MariaDB\x00",
}
