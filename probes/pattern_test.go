package probes

import "testing"

func TestWhatIsBetweenSlashesIsAnExpression(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		fits          bool
	}{
		{"ready", "220 ready", true},
		{"r.ady", "220 ready", false},
		{"/r.ady$/", "220 ready", true},
		{"/^ready/", "220 ready", false},
		{"/basket", "go to /basket", true}, // an address
		{"basket/", "basket/ and more", true},
		{"/", "a/b", true},
		{"//", "an expression that fits everything", true},
		{"", "anything", true},
	} {
		p, err := ParsePattern(c.pattern)
		if err != nil || p.Match(c.text) != c.fits {
			t.Errorf("%q fits %q: %t (%v)", c.pattern, c.text, !c.fits, err)
		}
		if p.Text != c.pattern {
			t.Errorf("%q is told of as %q", c.pattern, p.Text)
		}
	}
	if _, err := ParsePattern("/(/"); err == nil {
		t.Error("a broken expression was taken")
	}
}
