package cost

import (
	"fmt"
	"strings"
	"time"
)

// LineKind sorts the lines of a reckoning.
type LineKind string

// The kinds of line.
const (
	Derived LineKind = "derived" // a number, and how it came about
	Assumed LineKind = "assumed" // what was taken for granted
	Asked   LineKind = "asked"   // what is not known and would change the result: a person can tell it
)

// Line is one step of a reckoning, for a person to check. It is kept in parts, so that other languages can say it.
type Line struct {
	Kind   LineKind
	Format string // English, as of fmt, with %s for every part
	Parts  []any  // Money, Bounds, Spell, Ratio, time.Time, string, int
}

// Money is an amount with its currency.
type Money struct {
	Amount   Amount
	Currency string
}

// Bounds are a range with its currency: the central amount, and the others where they differ from it.
type Bounds struct {
	Range
	Currency string
}

// Spell is how long something lasted.
type Spell time.Duration

// Text is the line in English, with times on the clock that they carry.
func (l Line) Text() string {
	words := make([]any, len(l.Parts))
	for i, p := range l.Parts {
		words[i] = word(p)
	}
	return fmt.Sprintf(l.Format, words...)
}

func word(p any) string {
	switch p := p.(type) {
	case Money:
		return p.Amount.In(p.Currency, "en")
	case Ratio:
		return p.Percent()
	case time.Time:
		return p.Format("2 Jan 2006 15:04 MST")
	}
	return fmt.Sprint(p)
}

// String is the amount in English, with its bounds in brackets where they differ from it.
func (b Bounds) String() string {
	low, central, high := b.Low.In(b.Currency, "en"), b.Central.In(b.Currency, "en"), b.High.In(b.Currency, "en")
	if low == central && central == high {
		return central
	}
	return fmt.Sprintf("%s (from %s to %s)", central, low, high)
}

// String is the time in its greatest units: 76 h, 14 h 20 min, 5 min, 40 s.
func (s Spell) String() string {
	d := time.Duration(s).Round(time.Second)
	if d < time.Minute {
		return fmt.Sprintf("%d s", int(d/time.Second))
	}
	var parts []string
	for _, u := range []struct {
		name string
		unit time.Duration
	}{{"h", time.Hour}, {"min", time.Minute}, {"s", time.Second}} {
		if n := d / u.unit; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", int(n), u.name))
			d %= u.unit
		}
	}
	return strings.Join(parts, " ")
}

// note is a reckoning in the making.
type note struct {
	lines    []Line
	currency string
}

func (n *note) say(kind LineKind, format string, parts ...any) {
	for i, p := range parts {
		switch p := p.(type) {
		case Amount:
			parts[i] = Money{p, n.currency}
		case Range:
			parts[i] = Bounds{p, n.currency}
		}
	}
	n.lines = append(n.lines, Line{Kind: kind, Format: format, Parts: parts})
}
