package names

import (
	"os"
	"testing"
	"time"

	"vigie/probes/probetest"
)

func TestTheHostsFileGoesBeforeTheServers(t *testing.T) {
	path := t.TempDir() + "/hosts"
	probetest.Write(t, path, "# comment\n192.0.2.1 www.example shop.example # and more\n2001:db8::1\tWWW.example\nno-address x.example\n127.0.0.1\n")
	var file hostsFile
	now := time.Now()
	addresses := func(host string, family Family, at time.Time) string {
		return join(ofFamily(file.lines(path, host, at), family))
	}
	for _, c := range []struct {
		host   string
		family Family
		want   string
	}{
		{"www.example", AnyFamily, "192.0.2.1"},
		{"www.example.", IPv6, "2001:db8::1"},
		{"Shop.example", IPv4, "192.0.2.1"},
		{"shop.example", IPv6, ""},
		{"x.example", AnyFamily, ""},
		{"more", AnyFamily, ""},
	} {
		if got := addresses(c.host, c.family, now); got != c.want {
			t.Errorf("%s over %s: %q, want %q", c.host, c.family, got, c.want)
		}
	}
	probetest.Write(t, path, "192.0.2.200 www.example\n")
	if got := addresses("www.example", AnyFamily, now.Add(hostsFresh)); got != "192.0.2.1" {
		t.Errorf("the file is read at every question: %s", got)
	}
	if got := addresses("www.example", AnyFamily, now.Add(2*hostsFresh)); got != "192.0.2.200" {
		t.Errorf("what was written later is not seen: %s", got)
	}
	probetest.Write(t, path, "192.0.2.201 www.example\n") // as long as before
	if err := os.Chtimes(path, now, now.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if got := addresses("www.example", AnyFamily, now.Add(4*hostsFresh)); got != "192.0.2.201" {
		t.Errorf("a change that leaves the length is not seen: %s", got)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if got := addresses("www.example", AnyFamily, now.Add(6*hostsFresh)); got != "" {
		t.Errorf("a file that is gone says %s", got)
	}
}
