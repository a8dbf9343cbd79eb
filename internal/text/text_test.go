package text_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"vigie/internal/text"
)

func TestClean(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"plain":                   {"Aux Belles Étoffes", "Aux Belles Étoffes"},
		"an escape sequence":      {"\x1b[31mred\x1b[0m", "␛[31mred␛[0m"},
		"a title through OSC":     {"\x1b]0;owned\x07", "␛]0;owned␇"},
		"an eight-bit CSI":        {"\u009b2J", "<009B>2J"},
		"lines":                   {"one\r\ntwo\nthree", "one two three"},
		"a tab":                   {"a\tb", "a    b"},
		"text turned right round": {"abc\u202Edef", "abc<202E>def"},
		"broken UTF-8":            {"a\xffb", "a\uFFFDb"},
		"the emoji form":          {"⚠\uFE0F fire", "⚠ fire"},
		"a family joined":         {"👨\u200d👩\u200d👧!", "👨!"},
		"a soft hyphen":           {"co\u00adop", "coop"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := text.Clean(c.in); got != c.want {
				t.Errorf("Clean(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestCleanLinesKeepsEmptyLines(t *testing.T) {
	got := strings.Join(text.CleanLines("Bonjour,\r\n\r\nle disque\x1b[2J"), "|")
	if want := "Bonjour,||le disque␛[2J"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPadIsExact(t *testing.T) {
	for _, s := range []string{"", "shop", "une boutique très longue", "日本語の店", "\x1b[1mbold\x1b[m"} {
		for w := range 12 {
			if got := text.Width(text.Pad(s, w)); got != w {
				t.Errorf("Pad(%q, %d) is %d cells wide", s, w, got)
			}
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"shop", "\x1b]8;;http://x\x07", "नमस्ते", "👩🏽‍🚒", "\u0301\u0302", "ปี", "\xf0\x28", "a\u200bb"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := text.Clean(s)
		for _, r := range c {
			if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
				t.Fatalf("Clean(%q) leaves %U", s, r)
			}
		}
		if a, b := ansi.StringWidth(c), ansi.StringWidthWc(c); a != b {
			t.Fatalf("Clean(%q) = %q is %d cells by clusters, %d by characters", s, c, a, b)
		}
	})
}
