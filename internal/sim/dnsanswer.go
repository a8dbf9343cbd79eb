package sim

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// reply is what a name server says to a question.
type reply struct {
	msg    *dns.Msg
	after  time.Duration // beyond the way to it and back
	silent bool
}

// gaveUp is how long a resolver tries servers of a zone that say nothing, before it says that it found nothing out.
const gaveUp = 2 * time.Second

func (w *World) resolverDown(t time.Time) bool { return w.current(ourResolver, t) == "down" }

// resolve is what a recursive resolver says at a moment.
func (w *World) resolve(q *dns.Msg, t time.Time) reply {
	m := new(dns.Msg)
	m.SetReply(q)
	m.RecursionAvailable = true
	name := hostName(q.Question[0].Name)
	c := w.zoneCondition(name, t)
	r := reply{msg: m, after: c.slow}
	switch {
	case c.what == "nxdomain", w.gone(name, t):
		m.Rcode = dns.RcodeNameError
		return r
	case c.what == "timeout":
		return reply{silent: true}
	case c.silent(name, t), c.what == "unreachable", c.what == "stall":
		r.after = gaveUp
		m.Rcode = dns.RcodeServerFailure // the resolver answers; whom it asks does not
		return r
	case c.what == "servfail", c.what == "refuse", c.what == "reset":
		m.Rcode = dns.RcodeServerFailure
		return r
	}
	w.fill(m, name, t)
	return r
}

// authority is what a name server says of its own zones. A zone that was deleted it no longer has, and refuses it like
// those of others; what the registry thinks of the domain is nothing to it.
func (w *World) authority(at netip.Addr, q *dns.Msg, t time.Time) reply {
	m := new(dns.Msg)
	m.SetReply(q)
	name := hostName(q.Question[0].Name)
	zone := w.zoneOf(name)
	c := w.zoneCondition(name, t)
	switch {
	case zone == "", !w.serves(at, zone), w.deleted(zone, t), c.what == "refuse":
		m.Rcode = dns.RcodeRefused
		return reply{msg: m}
	case c.silent(name, t), c.what == "unreachable", c.what == "stall":
		return reply{silent: true}
	}
	m.Authoritative = true
	switch c.what {
	case "nxdomain":
		m.Rcode = dns.RcodeNameError
	case "servfail", "reset":
		m.Rcode = dns.RcodeServerFailure
	default:
		w.fill(m, name, t)
	}
	return reply{msg: m, after: c.slow}
}

// serves tells whether a zone is on the server at an address.
func (w *World) serves(at netip.Addr, zone string) bool {
	return slices.ContainsFunc(w.zones[zone].Servers, func(server string) bool {
		return slices.Contains(w.names[hostName(server)], at)
	})
}

// deleted tells whether a zone of the estate is no more: that its whole name is said not to exist means that its servers
// have lost it and that nobody is sent to them any longer.
func (w *World) deleted(zone string, t time.Time) bool {
	return w.current(scope{"zones", zone}, t) == "nxdomain"
}

// nameTTL is how long the records of the world may be remembered, in seconds, where nobody has said otherwise.
const nameTTL = 300

// fill answers from what the world knows of a name at a moment.
func (w *World) fill(m *dns.Msg, name string, t time.Time) {
	q := m.Question[0]
	_, isZone := w.zones[name]
	_, hasMail := w.mail[name]
	addrs, known := w.names[name]
	ttl := uint32(nameTTL)
	if to, led := w.led(name, t); led {
		addrs, known, ttl = to.Addresses, known || to.Alias != "" || len(to.Addresses) > 0, to.TTL
		if to.Alias != "" {
			m.Answer = w.alias(q, to, t)
			return
		}
	}
	if !known && !isZone && !hasMail {
		m.Rcode = dns.RcodeNameError
	}
	head := dns.RR_Header{Name: q.Name, Rrtype: q.Qtype, Class: dns.ClassINET, Ttl: ttl}
	switch q.Qtype {
	case dns.TypeA, dns.TypeAAAA:
		m.Answer = addressRecords(addrs, head)
	case dns.TypeMX:
		for i, server := range w.mail[name] {
			m.Answer = append(m.Answer, &dns.MX{Hdr: head, Preference: uint16(10 * (i + 1)), Mx: dns.Fqdn(server)})
		}
	case dns.TypeNS:
		for _, s := range w.zones[name].Servers {
			m.Answer = append(m.Answer, &dns.NS{Hdr: head, Ns: dns.Fqdn(hostName(s))})
		}
	case dns.TypeSOA:
		if isZone {
			m.Answer = []dns.RR{w.authorityRecord(name)}
		}
	}
	if zone := w.zoneOf(name); len(m.Answer) == 0 && zone != "" {
		m.Ns = []dns.RR{w.authorityRecord(zone)} // says how long the absence may be remembered
	}
}

// alias answers for a name that stands for another one.
func (w *World) alias(q dns.Question, to Lead, t time.Time) []dns.RR {
	list := []dns.RR{&dns.CNAME{
		Hdr:    dns.RR_Header{Name: q.Name, Rrtype: dns.TypeCNAME, Class: dns.ClassINET, Ttl: to.TTL},
		Target: dns.Fqdn(to.Alias),
	}}
	addrs := w.names[hostName(to.Alias)]
	if further, led := w.led(hostName(to.Alias), t); led {
		addrs = further.Addresses // an alias of an alias is not followed
	}
	return append(list, addressRecords(addrs, dns.RR_Header{Name: dns.Fqdn(to.Alias), Rrtype: q.Qtype, Class: dns.ClassINET, Ttl: to.TTL})...)
}

func addressRecords(addrs []netip.Addr, head dns.RR_Header) []dns.RR {
	var list []dns.RR
	for _, a := range addrs {
		switch {
		case head.Rrtype == dns.TypeA && a.Is4():
			list = append(list, &dns.A{Hdr: head, A: a.AsSlice()})
		case head.Rrtype == dns.TypeAAAA && a.Is6():
			list = append(list, &dns.AAAA{Hdr: head, AAAA: a.AsSlice()})
		}
	}
	return list
}

// authorityRecord is the SOA record of a zone.
func (w *World) authorityRecord(zone string) dns.RR {
	first := zone
	if servers := w.zones[zone].Servers; len(servers) > 0 {
		first = hostName(servers[0])
	}
	return &dns.SOA{
		Hdr: dns.RR_Header{Name: dns.Fqdn(zone), Rrtype: dns.TypeSOA, Class: dns.ClassINET, Ttl: 3600},
		Ns:  dns.Fqdn(first), Mbox: dns.Fqdn("hostmaster." + zone),
		Serial: 2021010100, Refresh: 86400, Retry: 3600, Expire: 3600000, Minttl: 60,
	}
}

// zoneOf is the zone of the estate that a name is in, or nothing.
func (w *World) zoneOf(name string) string {
	for zone := name; zone != ""; _, zone, _ = strings.Cut(zone, ".") {
		if _, known := w.zones[zone]; known {
			return zone
		}
	}
	return ""
}

// zoneCondition is what whoever asks for a name meets: at the servers of its zone, or in the place where they stand.
func (w *World) zoneCondition(name string, t time.Time) condition {
	for zone := name; zone != ""; _, zone, _ = strings.Cut(zone, ".") {
		scopes := []scope{{"zones", zone}}
		if z, known := w.zones[zone]; known && z.Place != "" {
			scopes = slices.Concat(building(z.Place, ""), scopes)
		}
		if c := w.condition(scopes, 4, t); !c.ok() {
			return c
		}
	}
	return fine
}
