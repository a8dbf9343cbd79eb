package overlay

import (
	"fmt"
	"strings"

	"vigie/ui/paint"
)

// drawNaming asks for the application in whose name a key is asked for.
func (a *KeyAsk) drawNaming(p *page) {
	p.add(p.th.Text, "", "A key is asked for in the name of an application, and none is known here. Make one on this page:")
	p.add(p.th.Strong, "  ", a.offer.Create)
	p.add(p.th.Text, "", "and write here what it then shows.")
	p.gap()
	for i, l := range []struct{ name, typed string }{
		{"Application key:    ", a.key.String()},
		{"Application secret: ", strings.Repeat("*", len(a.secret.String()))},
	} {
		line := paint.NewLine(p.w).Add(p.th.Dim, l.name).Add(p.th.Text, l.typed)
		if a.second == (i == 1) {
			line.Add(p.th.Dim, "▌")
		}
		p.lines = append(p.lines, line.String())
	}
	if a.note != "" {
		p.gap()
		p.add(p.th.Text, "", a.note)
	}
}

// drawChoice shows the two keys that there can be.
func (a *KeyAsk) drawChoice(p *page) {
	p.add(p.th.Dim, "", "Nothing is asked yet. You grant the key on a page of OVHcloud's, and choose there for how long.")
	p.gap()
	for i, words := range []string{
		fmt.Sprintf("1  a key that reads: %d rights, with none of which anything is changed", len(a.offer.Read)),
		fmt.Sprintf("2  one that may change things, too: %d rights more, for tickets, names, addresses and restarts", len(a.offer.Change)),
	} {
		mark, st := "  ", p.th.Dim
		if a.wish.Change == (i == 1) {
			mark, st = "› ", p.th.Strong
		}
		p.add(st, mark, words)
	}
	p.gap()
	p.add(p.th.Text, "", a.offer.Keeps)
	p.gap()
}

// drawRights lists what is asked for, what changes something first.
func (a *KeyAsk) drawRights(p *page) {
	p.add(p.th.Dim, "", "What is asked for, at "+a.offer.Endpoint+":")
	if a.wish.Change {
		for _, r := range a.offer.Change {
			p.add(p.th.Text, "→ ", r)
		}
	}
	for _, r := range a.offer.Read {
		p.add(p.th.Dim, "→ ", r)
	}
}

// drawWaiting shows where the key is granted.
func (a *KeyAsk) drawWaiting(p *page) {
	if a.address == "" {
		p.add(p.th.Dim, "", "asking OVHcloud for a key "+a.elapsed())
		return
	}
	p.add(p.th.Text, "", "Grant the key on this page, and choose there for how long:")
	p.gap()
	p.add(p.th.Strong, "  ", a.address)
	p.gap()
	p.add(p.th.Dim, "", "waiting until somebody has "+a.elapsed())
}

// drawEnd says what came of it.
func (a *KeyAsk) drawEnd(p *page) {
	if a.fault != "" {
		p.add(p.th.Text, "✕ ", a.fault)
		return
	}
	p.add(p.th.Text, "✓ ", "Granted. "+a.said)
	p.add(p.th.Text, "  ", "The watch goes on with it.")
}
