package config_test

import (
	"strings"
	"testing"

	"vigie/internal/config"
)

func TestTargets(t *testing.T) {
	for in, want := range map[string]string{
		"https://www.example.com":  "www.example.com: http https://www.example.com",
		"example.com":              "example.com: http https://example.com",
		"example.com:8443":         "example.com:8443: http https://example.com:8443",
		"HTTP://example.com/shop/": "example.com/shop: http http://example.com/shop/",
		"https://[2001:db8::1]/":   "[2001:db8::1]: http https://[2001:db8::1]/",
		"tcp://db.example:5432":    "db.example:5432: tcp tcp://db.example:5432",
		"tls://www.example":        "www.example: tls tls://www.example:443",
		"dns://www.example":        "www.example: dns dns://www.example",
		"ping://router.example":    "router.example: ping ping://router.example",
		"ping://192.0.2.1/":        "192.0.2.1: ping ping://192.0.2.1",
		"ping://[2001:db8::1]":     "[2001:db8::1]: ping ping://[2001:db8::1]",
		"mail://shop.example/":     "shop.example: smtp mail://shop.example",
		"smtp://mx1.example":       "mx1.example: smtp smtp://mx1.example:25",
		"smtp://mx1.example:587":   "mx1.example: smtp smtp://mx1.example:587",
		"smtps://mx1.example/":     "mx1.example: smtp smtps://mx1.example:465",
		"imap://[2001:db8::1]":     "2001:db8::1: imap imap://[2001:db8::1]:143",
		"IMAPS://imap.example":     "imap.example: imap imaps://imap.example:993",
		"pop3://pop.example":       "pop.example: pop3 pop3://pop.example:110",
		"pop3s://pop.example:9995": "pop.example: pop3 pop3s://pop.example:9995",
	} {
		s, err := config.Target(in)
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		var checks []string
		for _, c := range s.Checks {
			checks = append(checks, string(c.Kind)+" "+c.Target)
		}
		if got := s.Name + ": " + strings.Join(checks, ", "); got != want {
			t.Errorf("%s is\n%s, want\n%s", in, got, want)
		}
	}
	for _, in := range []string{"", "https://", "tcp://db.example", "gopher://x", "a b", "ping://", "ping://a:80", "dns://", "https://a.example:0", "tls://a/b", "mail://", "mail://a@b.example", "mail://192.0.2.1", "smtp://u:p@a.example", "imaps://a.example:x"} {
		if s, err := config.Target(in); err == nil {
			t.Errorf("%q is taken for an address: %+v", in, s)
		}
	}
	if _, err := config.Target("https://u:hunter2@a.example:x"); err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("the mistake shows a password: %v", err)
	}
}
