package probes

import (
	"regexp"
	"strings"

	"vigie/probes/page"
)

// Pattern is a text to look for: plain words, or a regular expression.
type Pattern struct {
	Text   string
	Regexp *regexp.Regexp // nil for plain words
}

// ParsePattern reads a pattern: /…/ is a regular expression, everything else is plain words.
func ParsePattern(s string) (Pattern, error) {
	if len(s) < 2 || !strings.HasPrefix(s, "/") || !strings.HasSuffix(s, "/") {
		return Pattern{Text: s}, nil
	}
	re, err := regexp.Compile(s[1 : len(s)-1])
	if err != nil {
		return Pattern{}, err
	}
	return Pattern{Text: s, Regexp: re}, nil
}

// Match tells whether the pattern is in s.
func (p Pattern) Match(s string) bool {
	if p.Regexp != nil {
		return p.Regexp.MatchString(s)
	}
	return strings.Contains(s, p.Text)
}

// in tells whether the pattern is in a document, as it is written or as a visitor sees it.
func (p Pattern) in(d page.Document) bool {
	if p.Regexp != nil {
		return d.Matches(p.Regexp)
	}
	return d.Contains(p.Text)
}

// missing are the patterns that s does not match.
func missing(patterns []Pattern, s string) []Pattern {
	var list []Pattern
	for _, p := range patterns {
		if !p.Match(s) {
			list = append(list, p)
		}
	}
	return list
}
