package ui

import (
	"slices"
	"testing"
)

func TestKeysAreBoundOnceAndNamed(t *testing.T) {
	seen := map[string]string{}
	var ids []string
	for _, b := range keymap() {
		if slices.Contains(ids, b.id) {
			t.Errorf("two bindings are called %s", b.id)
		}
		ids = append(ids, b.id)
		if b.help == "" || b.group == "" {
			t.Errorf("%s has no help or no group", b.id)
		}
		if (b.move == "") == (b.run == nil) {
			t.Errorf("%s must move or run", b.id)
		}
		for _, k := range b.keys {
			if other, bound := seen[k]; bound {
				t.Errorf("%s is bound to %s and to %s", k, other, b.id)
			}
			seen[k] = b.id
		}
	}
}

// The keys that users were promised.
func TestPromisedKeys(t *testing.T) {
	byKey := index(keymap())
	for _, k := range []string{
		"up", "down", "left", "right", "h", "j", "k", "l", "1", "2", "3", "4", "tab", "enter", "esc", "/", ":", "ctrl+k", "?", "s", "r", "a",
		"y", "o", "t", "z", "m", "q", "ctrl+c", "g", "G", "home", "end", "pgup", "pgdown", "ctrl+d", "ctrl+u",
	} {
		if byKey[k] == nil {
			t.Errorf("%s does nothing", k)
		}
	}
}
