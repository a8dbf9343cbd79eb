// Package names looks names up: a DNS client of its own, which tells apart a name that does not exist, one without what is
// asked for, a server that fails, one that refuses and one that is silent; the resolver that probes ask, with the hosts
// file of this machine before it; and who speaks for a zone.
//
// It goes through a Door, and knows nothing of sites and probes. Of vigie it may import only internal/result, for the
// classes of failures, and below probes door, neterr and words.
package names

import (
	"crypto/rand"
	"encoding/binary"
	"errors"

	"github.com/miekg/dns"
)

// payload is how large an answer over UDP may be, in bytes: what passes every network in one piece.
const payload = 1232

// Question is what a name server is asked. A probe asks many, so a question is written into its bytes once, by hand; only
// names need a library.
type Question struct {
	Name   string // as it is, without any search list
	Type   uint16 // of the records, such as dns.TypeA
	Signed bool   // DO: say whether the signatures of the zone were verified, and show them
	Last   bool   // nothing follows its answer: it may take all the time that is left

	recurse bool // RD: find out, where it is not yours
	trust   bool // CD: say what you found, however wrong its signatures are
	plain   bool // without EDNS, for servers that do not know it
}

// The bits of a message's header, the first of its flags on the left.
const (
	flagResponse  = 1 << 15
	flagTruncated = 1 << 9
	flagRecurse   = 1 << 8
	flagTrust     = 1 << 4
	maskOpcode    = 0xf << 11
	maskRcode     = 0xf
)

const (
	headerLen      = 12
	longestName    = 255             // in bytes
	longestWritten = 4 * longestName // each of them as \123, or as a letter of some script
)

var (
	errNoName  = errors.New("no name that could exist")
	errNotOurs = errors.New("not the answer to the question")
	errGarbled = errors.New("an answer that cannot be read")
)

// pack writes a question with a number of its own that nobody can guess.
func (q Question) pack() ([]byte, error) {
	name := dns.Fqdn(ASCII(q.Name))
	if len(name) > longestWritten+1 {
		return nil, errNoName
	}
	b := make([]byte, headerLen+len(name)+1+4+11) // escapes in a name only shorten it
	rand.Read(b[:2])                              // it never fails
	var flags uint16
	if q.recurse {
		flags |= flagRecurse
	}
	if q.trust {
		flags |= flagTrust
	}
	binary.BigEndian.PutUint16(b[2:], flags)
	b[5] = 1 // question
	end, err := dns.PackDomainName(name, b, headerLen, nil, false)
	if err != nil || end-headerLen > longestName {
		return nil, errNoName
	}
	b = binary.BigEndian.AppendUint16(b[:end], q.Type)
	b = binary.BigEndian.AppendUint16(b, dns.ClassINET)
	if q.plain {
		return b, nil
	}
	b[11] = 1 // additional record: the root, OPT, how large an answer may be, its flags, no options
	b = append(b, 0, 0, byte(dns.TypeOPT))
	b = binary.BigEndian.AppendUint16(b, payload)
	var extended uint32
	if q.Signed {
		extended = 1 << 15 // DO
	}
	b = binary.BigEndian.AppendUint32(b, extended)
	return append(b, 0, 0), nil
}

// answerTo reads an answer. What belongs to another question is errNotOurs, and what belongs to this one but cannot
// be read is errGarbled, unless it says of itself that it was cut short.
func answerTo(asked, b []byte) (*dns.Msg, error) {
	if len(b) < headerLen || b[0] != asked[0] || b[1] != asked[1] {
		return nil, errNotOurs
	}
	flags := binary.BigEndian.Uint16(b[2:])
	if flags&flagResponse == 0 || flags&maskOpcode != 0 || !sameQuestion(asked, b, flags) {
		return nil, errNotOurs
	}
	m := new(dns.Msg)
	err := m.Unpack(b)
	m.Truncated = flags&flagTruncated != 0
	if whole := err == nil && len(m.Answer) == int(binary.BigEndian.Uint16(b[6:])); !whole && !m.Truncated {
		return nil, errGarbled
	}
	return m, nil
}

// sameQuestion tells whether an answer repeats the question, in whatever case; an old server that only complains may
// leave it out. The bytes that give the lengths of labels are no letters, so all of a name can be compared alike.
func sameQuestion(asked, b []byte, flags uint16) bool {
	switch binary.BigEndian.Uint16(b[4:]) {
	case 0:
		rcode := int(flags & maskRcode)
		return rcode == dns.RcodeFormatError || rcode == dns.RcodeNotImplemented
	case 1:
	default:
		return false
	}
	end := headerLen
	for asked[end] != 0 {
		end += 1 + int(asked[end])
	}
	end++
	if len(b) < end+4 || string(b[end:end+4]) != string(asked[end:end+4]) {
		return false
	}
	for i := headerLen; i < end; i++ {
		if lower(b[i]) != lower(asked[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
