package overlay

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

func entries() []Entry {
	return []Entry{
		{ID: "sort", Help: "sort in another way"},
		{ID: "sites", Help: "go to the sites"},
		{ID: "situation", Help: "go to the situation"},
		{ID: "browse", Help: "open in the browser", Why: "no browser"},
	}
}

func letter(r rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: r, Text: string(r)} }

func TestPaletteFindsAndRuns(t *testing.T) {
	for typed, want := range map[string]string{"sit": "sites", "situa": "situation", "sort": "sort", "browser": "", "zzz": ""} {
		p := NewPalette("What to do", entries())
		for _, r := range typed {
			p.Key(letter(r))
		}
		if got := p.Key(tea.KeyPressMsg{Code: tea.KeyEnter}); got.Run != want || got.Close != (want != "") {
			t.Errorf("%q runs %+v, want %q", typed, got, want)
		}
	}
}

func TestInputEdits(t *testing.T) {
	var in Input
	in.Paste("état:down  old\x1b[2J")
	in.Key(tea.KeyPressMsg{Code: 'w', Mod: tea.ModCtrl})
	if got := in.String(); got != "état:down  " {
		t.Errorf("after deleting a word: %q", got)
	}
	in.Key(tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl})
	in.Key(letter('é'))
	if changed := in.Key(tea.KeyPressMsg{Code: tea.KeyBackspace}); !changed || in.String() != "" {
		t.Errorf("after deleting é: %q", in.String())
	}
	if in.Key(tea.KeyPressMsg{Code: tea.KeyBackspace}) {
		t.Error("deleting nothing changed something")
	}
}
