package overlay

import (
	"strings"
	"testing"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"vigie/ui/theme"
)

func opened(w Words) *Letter {
	l := NewLetter("A new ticket")
	l.Open(w, true, "")
	return l
}

func TestALetterIsEdited(t *testing.T) {
	l := opened(Words{Subject: "Fire", Body: "one\ntwo"})
	l.Render(theme.New("dark", true), 80, 24)
	for _, k := range []tea.KeyPressMsg{
		letter('é'),
		{Code: tea.KeyDown},
		{Code: tea.KeyEnter},
		{Code: tea.KeySpace, Text: " "},
		letter('x'),
		{Code: tea.KeyUp},
		{Code: tea.KeyUp},
		{Code: tea.KeyUp},
		letter('!'),
		{Code: tea.KeyTab},
		{Code: tea.KeyEnd},
		letter('?'),
	} {
		if r := l.Key(k); r != (Result{}) {
			t.Errorf("%s asks for %+v", k, r)
		}
	}
	if got := l.Words(); got != (Words{"Fire!", "éone?\nt\n xwo"}) {
		t.Errorf("written: %q", got)
	}
}

func TestALetterThatIsTooLongToBeEditedIsLeftAsItIs(t *testing.T) {
	for _, body := range []string{strings.Repeat("x", longestLetter+1), strings.Repeat("\n", mostLines)} {
		l := opened(Words{Body: body})
		if l.Ready() || l.Words().Body != body {
			t.Errorf("a letter of %d bytes can be written in, or was changed", len(body))
		}
		if r := l.Key(letter('x')); !r.Close {
			t.Error("a key does not close it")
		}
	}
}

func TestWhatIsTooLongIsNotPastedAndThatIsSaid(t *testing.T) {
	l := opened(Words{Subject: "Logs", Body: "here:"})
	l.Paste(strings.Repeat("a line\n", mostLines))
	box := l.Render(theme.New("none", true), 80, 24)
	if got := l.Words().Body; got != "here:" || !strings.Contains(strings.Join(box.Lines, "\n"), "That was not pasted") {
		t.Errorf("the letter has %d bytes", len(got))
	}
}

func FuzzLetter(f *testing.F) {
	th := theme.New("dark", true)
	for _, s := range []string{"one\r\n\ttwo", "\x1b[2J\x9b31m", "👨\u200d👩\u200d👧 e\u0301", "\u202eabc", "\xff\x00", "a\u0085b\u2028c", strings.Repeat("words and ", 40)} {
		f.Add(s, uint8(80), uint8(24))
	}
	f.Fuzz(func(t *testing.T, s string, w, h uint8) {
		s = s[:min(len(s), 2000)]
		l := opened(Words{Subject: s, Body: s})
		l.Paste(s)
		l.Key(tea.KeyPressMsg{Code: tea.KeyExtended, Text: s})
		l.Render(th, int(w), int(h))
		box := l.Render(th, int(w), int(h))
		for _, line := range box.Lines {
			if ansi.StringWidth(line) != box.W {
				t.Fatalf("a line is %d cells wide in a box of %d: %q", ansi.StringWidth(line), box.W, line)
			}
			if strings.ContainsFunc(ansi.Strip(line), func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }) {
				t.Fatalf("the terminal is driven by %q", line)
			}
		}
	})
}

func BenchmarkLetterKey(b *testing.B) {
	th := theme.New("dark", true)
	l := opened(Words{Body: strings.Repeat("- Service: ns3100001.ip-192-0-2.example, which does not answer\n", 100)})
	for b.Loop() {
		l.Key(letter('x'))
		l.Render(th, 120, 40)
		l.Key(tea.KeyPressMsg{Code: tea.KeyBackspace})
	}
}
