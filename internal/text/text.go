// Package text makes what comes from outside safe to draw and of known width: pages, banners, tickets, notices and
// names must never drive a terminal.
//
// It is a leaf: it imports nothing of vigie.
package text

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Clean makes one line of s: control characters become visible, line ends become spaces, and every character
// takes as many cells as any terminal believes.
func Clean(s string) string {
	if plain(s) {
		return s
	}
	return clean(strings.Join(strings.FieldsFunc(s, isLineEnd), " "))
}

// CleanLines is Clean for a text of several lines; the line ends are kept as separate elements.
func CleanLines(s string) []string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	lines := strings.FieldsFunc(strings.ReplaceAll(s, "\n", " \n"), isLineEnd)
	for i, l := range lines {
		lines[i] = strings.TrimRight(clean(l), " ")
	}
	return lines
}

// plain tells whether s is printable ASCII, which most text is.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

func isLineEnd(r rune) bool {
	return r == '\n' || r == '\r' || r == '\v' || r == '\f' || r == 0x85 || r == 0x2028 || r == 0x2029
}

func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	var b strings.Builder
	b.Grow(len(s))
	for len(s) > 0 {
		if n := plainPrefix(s); n > 0 {
			b.WriteString(s[:n])
			s = s[n:]
			continue
		}
		cluster, _ := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
		if cluster == "" {
			break
		}
		s = s[len(cluster):]
		b.WriteString(settle(visible(cluster)))
	}
	return apart(b.String())
}

// plainPrefix is the length of the printable ASCII that s begins with, without a last character that a mark could
// follow.
func plainPrefix(s string) int {
	n := 0
	for n < len(s) && s[n] >= 0x20 && s[n] < 0x7f {
		n++
	}
	if n < len(s) && s[n] >= 0x80 {
		n--
	}
	return n
}

// apart makes sure that what was settled did not join with its new neighbours: where it did, what joins is replaced,
// and where even that is not enough, all that is not ASCII.
func apart(s string) string {
	for _, replaced := range []func(rune) bool{
		func(r rune) bool { return unicode.In(r, unicode.M, unicode.Cf, unicode.Regional_Indicator, unicode.Sk) },
		func(r rune) bool { return r >= 0x80 },
	} {
		if ansi.StringWidth(s) == ansi.StringWidthWc(s) {
			return s
		}
		s = strings.Map(func(r rune) rune {
			if replaced(r) {
				return '\uFFFD'
			}
			return r
		}, s)
	}
	return s
}

// visible replaces what a terminal would obey or hide.
func visible(cluster string) string {
	if !strings.ContainsFunc(cluster, hidden) {
		return cluster
	}
	var b strings.Builder
	for _, r := range cluster {
		switch {
		case r == '\t':
			b.WriteString("    ")
		case r < 0x20:
			b.WriteRune(0x2400 + r) // ␀ … ␟
		case r == 0x7f:
			b.WriteRune('␡')
		case r == 0xfe0f, r == 0x00ad: // asks for the emoji form; a soft hyphen
		case hidden(r):
			fmt.Fprintf(&b, "<%04X>", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// hidden tells whether a terminal would obey r, or show nothing of it, or show what follows turned round.
func hidden(r rune) bool {
	return r < 0x20 || r >= 0x7f && r < 0xa0 || r == 0x00ad || r == 0xfe0f || r == 0xfeff || r >= 0xe0000 ||
		unicode.Is(unicode.Bidi_Control, r)
}

// settle makes sure that terminals which count clusters and terminals which count characters agree on the width:
// where they do not, the first character stands for the cluster.
func settle(cluster string) string {
	if ansi.StringWidth(cluster) == ansi.StringWidthWc(cluster) {
		return cluster
	}
	r, _ := utf8.DecodeRuneInString(cluster)
	if s := string(r); ansi.StringWidth(s) == ansi.StringWidthWc(s) && ansi.StringWidth(s) > 0 {
		return s
	}
	return "\uFFFD"
}

// Width is how many cells s takes. It may hold styles.
func Width(s string) int { return ansi.StringWidth(s) }

// Truncate cuts s to w cells, with … where something is missing. It may hold styles.
func Truncate(s string, w int) string {
	if w <= 0 {
		return ""
	}
	return ansi.Truncate(s, w, "…")
}

// Pad cuts or fills s to exactly w cells.
func Pad(s string, w int) string {
	s = Truncate(s, w)
	if n := w - Width(s); n > 0 {
		s += strings.Repeat(" ", n)
	}
	return s
}
