package sim

import (
	"regexp/syntax"
	"strings"

	"vigie/probes"
)

// sample is a text in which a pattern is found: the plain words themselves, or the shortest text that a regular
// expression takes.
func sample(p probes.Pattern) string {
	if p.Regexp == nil {
		return p.Text
	}
	tree, err := syntax.Parse(p.Regexp.String(), syntax.Perl)
	if err != nil {
		return "" // it was compiled before
	}
	var b strings.Builder
	spell(&b, tree)
	return b.String()
}

func spell(b *strings.Builder, tree *syntax.Regexp) {
	times := 1
	switch tree.Op {
	case syntax.OpLiteral:
		b.WriteString(string(tree.Rune))
	case syntax.OpCharClass:
		b.WriteRune(letter(tree.Rune))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte('a')
	case syntax.OpAlternate:
		spell(b, tree.Sub[0])
		return
	case syntax.OpRepeat:
		times = tree.Min
	case syntax.OpStar, syntax.OpQuest:
		return
	}
	for range times {
		for _, sub := range tree.Sub {
			spell(b, sub)
		}
	}
}

// letter picks a character of a class that can be seen, if there is one. The class is pairs of first and last.
func letter(class []rune) rune {
	for i := 0; i+1 < len(class); i += 2 {
		if first := max(class[i], '!'); first <= class[i+1] {
			return first
		}
	}
	if len(class) > 0 {
		return class[0]
	}
	return 'a'
}
