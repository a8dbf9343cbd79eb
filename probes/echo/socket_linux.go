package echo

import (
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"os"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
	"golang.org/x/sys/unix"
)

// socket is a socket for echoes. A privileged one hears all of ICMP; the other hears the replies to its own echoes,
// and keeps refusals in a queue for errors (ip(7), IP_RECVERR).
type socket struct {
	*os.File
	conn  syscall.RawConn
	six   bool
	raw   bool
	extra []byte // what the system tells beside a message: when it came, who refused
}

func openSocket(six, raw bool) (*socket, error) {
	family, kind, protocol := unix.AF_INET, unix.SOCK_DGRAM, unix.IPPROTO_ICMP
	if six {
		family, protocol = unix.AF_INET6, unix.IPPROTO_ICMPV6
	}
	if raw {
		kind = unix.SOCK_RAW
	}
	fd, err := unix.Socket(family, kind|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, protocol)
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	if err := prepare(fd, six, raw); err != nil {
		_ = unix.Close(fd) // it is of no use
		return nil, os.NewSyscallError("setsockopt", err)
	}
	s := &socket{File: os.NewFile(uintptr(fd), "icmp"), six: six, raw: raw, extra: make([]byte, 512)}
	if s.conn, err = s.SyscallConn(); err != nil {
		_ = s.Close() // as above
		return nil, err
	}
	return s, nil
}

// prepare asks the system for what it is to tell, and to spare us what says nothing of echoes.
func prepare(fd int, six, raw bool) error {
	_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, 1<<20) // as much of it as may be: many may answer at once
	if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1); err != nil {
		return err
	}
	switch {
	case raw && six:
		pass := map[int]uint32{}
		for _, t := range []ipv6.ICMPType{ipv6.ICMPTypeEchoReply, ipv6.ICMPTypeDestinationUnreachable, ipv6.ICMPTypeTimeExceeded} {
			pass[int(t)/32] |= 1 << (t % 32)
		}
		var blocked unix.ICMPv6Filter
		for i := range blocked.Data {
			blocked.Data[i] = ^pass[i]
		}
		return unix.SetsockoptICMPv6Filter(fd, unix.IPPROTO_ICMPV6, unix.ICMPV6_FILTER, &blocked)
	case raw:
		pass := 1<<ipv4.ICMPTypeEchoReply | 1<<ipv4.ICMPTypeDestinationUnreachable | 1<<ipv4.ICMPTypeTimeExceeded
		return unix.SetsockoptInt(fd, unix.SOL_RAW, unix.ICMP_FILTER, ^pass)
	case six:
		return unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_RECVERR, 1)
	default:
		return unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_RECVERR, 1)
	}
}

// send sends a message. A refusal of an earlier echo makes the system fail whatever is done next, so it is tried again.
func (s *socket) send(message []byte, to netip.Addr) error {
	var err error
	for range 3 {
		if e := s.conn.Write(func(fd uintptr) bool {
			err = unix.Sendto(int(fd), message, 0, socketAddress(to))
			return !errors.Is(err, unix.EAGAIN)
		}); e != nil {
			return e
		}
		if err == nil || s.raw {
			break
		}
	}
	return os.NewSyscallError("sendto", err)
}

func socketAddress(ip netip.Addr) unix.Sockaddr {
	if ip.Is4() {
		return &unix.SockaddrInet4{Addr: ip.As4()}
	}
	return &unix.SockaddrInet6{Addr: ip.As16(), ZoneId: zoneID(ip.Zone())}
}

// zoneID is the number of the interface over which a link-local address is reached.
func zoneID(zone string) uint32 {
	if i, err := net.InterfaceByName(zone); err == nil {
		return uint32(i.Index) //nolint:gosec // an index is small
	}
	n, _ := strconv.ParseUint(zone, 10, 32) // 0 is any
	return uint32(n)
}

// receive waits for a message until the deadline. Of one that is no news it returns nothing, and no error. late is how
// long it had been there before it was read: on a busy machine that is longer than the way.
func (s *socket) receive(buf []byte) (said news, late time.Duration, err error) {
	waited := s.conn.Read(func(fd uintptr) bool {
		for range 16 { // errors that are told here are of single echoes, and told in the queue too
			n, extra, _, from, e := unix.Recvmsg(int(fd), buf, s.extra, 0)
			if err = e; e == nil {
				said, _ = s.read(buf[:n], addressOf(from))
				late = lateness(s.extra[:extra])
				return true
			}
			var queued bool
			if said, queued = s.refused(int(fd), buf); queued {
				err = nil
				return true
			}
			if errors.Is(e, unix.EAGAIN) {
				return false
			}
		}
		return true
	})
	if waited != nil {
		return news{}, 0, waited
	}
	return said, late, os.NewSyscallError("recvmsg", err)
}

// read reads a message; a privileged socket of IPv4 gives it with the header of its packet.
func (s *socket) read(b []byte, from netip.Addr) (news, bool) {
	if s.raw && !s.six {
		if len(b) < ipv4.HeaderLen || len(b) < int(b[0]&0xf)*4 {
			return news{}, false
		}
		b = b[int(b[0]&0xf)*4:]
	}
	return readNews(s.six, b, from)
}

// refused takes a refusal from the queue for errors; false when there is none.
func (s *socket) refused(fd int, buf []byte) (news, bool) {
	if s.raw {
		return news{}, false
	}
	n, extra, _, to, err := unix.Recvmsg(fd, buf, s.extra, unix.MSG_ERRQUEUE)
	if err != nil {
		return news{}, false
	}
	messages, err := unix.ParseSocketControlMessage(s.extra[:extra])
	if err != nil {
		return news{}, true
	}
	for _, m := range messages {
		isError := m.Header.Level == unix.IPPROTO_IP && m.Header.Type == unix.IP_RECVERR ||
			m.Header.Level == unix.IPPROTO_IPV6 && m.Header.Type == unix.IPV6_RECVERR
		if !isError {
			continue
		}
		said, ok := quotedEcho(s.six, buf[:n])
		if said.from, said.refused = refusalOf(m.Data); !ok || said.refused == "" {
			break
		}
		said.to = addressOf(to)
		return said, true
	}
	return news{}, true
}

// refusalOf reads what the system keeps of a refusal: struct sock_extended_err, and the address of who refused. It
// is empty where no ICMP message was the reason.
func refusalOf(b []byte) (from netip.Addr, why string) {
	const size = 16
	if len(b) < size {
		return from, ""
	}
	origin, kind, code := b[4], int(b[5]), int(b[6])
	switch {
	case origin == unix.SO_EE_ORIGIN_ICMP && len(b) >= size+8:
		from, _ = netip.AddrFromSlice(b[size+4 : size+8]) // struct sockaddr_in
	case origin == unix.SO_EE_ORIGIN_ICMP6 && len(b) >= size+24:
		from, _ = netip.AddrFromSlice(b[size+8 : size+24]) // struct sockaddr_in6
	default:
		return from, ""
	}
	return from, refusal(origin == unix.SO_EE_ORIGIN_ICMP6, kind, code)
}

// lateness is how long ago the system took a message from the network. Its stamp is of the clock on the wall, so an
// age that cannot be is none.
func lateness(extra []byte) time.Duration {
	messages, err := unix.ParseSocketControlMessage(extra)
	if err != nil {
		return 0
	}
	for _, m := range messages {
		if m.Header.Level == unix.SOL_SOCKET && m.Header.Type == unix.SCM_TIMESTAMPNS && len(m.Data) >= 16 {
			stamp := time.Unix(int64(binary.NativeEndian.Uint64(m.Data)), int64(binary.NativeEndian.Uint64(m.Data[8:]))) //nolint:gosec // struct timespec
			if age := time.Since(stamp); age > 0 && age < time.Second {
				return age
			}
		}
	}
	return 0
}

func addressOf(a unix.Sockaddr) netip.Addr {
	switch a := a.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrFrom4(a.Addr)
	case *unix.SockaddrInet6:
		return netip.AddrFrom16(a.Addr)
	}
	return netip.Addr{}
}
