package echo

import (
	"net/netip"
	"testing"
)

// FuzzEchoNews reads whatever may come to a socket for ICMP.
func FuzzEchoNews(f *testing.F) {
	for _, six := range []bool{false, true} {
		b, err := writeEcho(six, 1, 2, token{})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b, six)
		f.Add(append([]byte{3, 13, 0, 0, 0, 0, 0, 0, 0x45, 0, 0, 84, 0, 0, 0, 0, 1, 1, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1}, b...), six)
		f.Add(append([]byte{1, 1, 0, 0, 0, 0, 0, 0, 0x60, 0, 0, 0, 0, 64, 58, 1}, append(make([]byte, 32), b...)...), six)
		f.Add([]byte{11, 0, 0, 0, 0, 17, 0, 0, 0x4f, 0}, six)
	}
	from := netip.MustParseAddr("192.0.2.1")
	f.Fuzz(func(t *testing.T, b []byte, six bool) {
		n, ok := readNews(six, b, from)
		if !ok {
			return
		}
		if n.from != from || n.refused != "" && !n.to.IsValid() {
			t.Errorf("%+v", n)
		}
		n.about(from, token{1})
	})
}
