package overlay

import (
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/text"
)

// longest is how much can be typed, in bytes: more is a mistake of the paste buffer.
const longest = 512

// Input is one line that is typed. The zero Input is empty.
type Input struct{ s string }

// String is what was typed. It is clean.
func (i *Input) String() string { return i.s }

// Set replaces what was typed.
func (i *Input) Set(s string) { i.s = text.Clean(s) }

// Paste adds a text.
func (i *Input) Paste(s string) {
	if s = text.Clean(s); len(i.s)+len(s) <= longest {
		i.s += s
	}
}

// Key edits, and tells whether it changed anything.
func (i *Input) Key(k tea.KeyPressMsg) bool {
	before := i.s
	switch k.String() {
	case "backspace", "ctrl+h":
		_, n := utf8.DecodeLastRuneInString(i.s)
		i.s = i.s[:len(i.s)-n]
	case "ctrl+u":
		i.s = ""
	case "ctrl+w":
		words := strings.TrimRight(i.s, " ")
		i.s = words[:strings.LastIndexByte(words, ' ')+1]
	default:
		i.Paste(k.Text)
	}
	return i.s != before
}
