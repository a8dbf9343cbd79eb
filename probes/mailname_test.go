package probes

import "testing"

func TestOnlyANameThatTheWorldKnowsIsOurs(t *testing.T) {
	for name, full := range map[string]bool{
		"console.example.com": true, "a-1.example": true, "Console.Example.COM": true, "console.example.com.": true,
		"": false, "console": false, "console.": false, "laptop.localdomain": false, "my_console.example.com": false, "console.exämple.com": false,
		"a b.example.com": false, "a..example.com": false,
	} {
		if isFullName(name) != full {
			t.Errorf("%q is taken for a full name: %t", name, !full)
		}
	}
}
