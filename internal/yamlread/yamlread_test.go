package yamlread_test

import (
	"slices"
	"testing"
	"time"

	"github.com/goccy/go-yaml/ast"

	"vigie/internal/yamlread"
)

func TestDurations(t *testing.T) {
	const day = 24 * time.Hour
	for in, want := range map[string]time.Duration{
		"30s": 30 * time.Second, "1m30s": 90 * time.Second, "0s": 0,
		"14d": 14 * day, "1.5d": 36 * time.Hour, "1d12h": 36 * time.Hour, "1w3d": 10 * day, "2y": 730 * day, "1y1w1d1h": 373*day + time.Hour,
		"-2h": -2 * time.Hour, "-1d12h": -36 * time.Hour,
	} {
		if got, err := yamlread.ParseDuration(in); got != want || err != nil {
			t.Errorf("%s is %v (%v), want %v", in, got, err, want)
		}
	}
	for _, in := range []string{"", "5", "d", "1x", "ten days", "1d5", "nand", "101y", "1d2w"} {
		if got, err := yamlread.ParseDuration(in); err == nil {
			t.Errorf("%q was taken for %v", in, got)
		}
	}
}

func TestTheNearestWordIsOffered(t *testing.T) {
	words := []string{"timeout", "GET", "every", "expect", "dark", "bark"}
	for in, want := range map[string]string{
		"timout": "timeout", "evrey": "every", "expekt": "expect", "Timeout": "timeout", "get": "GET",
		"park": "bark", // of two that are as near, the first of the alphabet
		"zzz":  "", "": "", "something else": "",
	} {
		question := ""
		if want != "" {
			question = `: did you mean "` + want + `"?`
		}
		if got := yamlread.DidYouMean(in, words); got != question {
			t.Errorf("for %q is offered %q, want %q", in, got, question)
		}
	}
	if !slices.Equal(words, []string{"timeout", "GET", "every", "expect", "dark", "bark"}) {
		t.Errorf("who asked has got %q back", words)
	}
}

func TestANodeBeginsWithItsFirstKey(t *testing.T) {
	r, root, err := yamlread.Parse("a.yaml", []byte("\nsites:\n  - # a comment\n    name: A\n    url: x\n  - { name: B }\n"))
	if err != nil {
		t.Fatal(err)
	}
	var lines []int
	for _, p := range r.Pairs(root, "all") {
		r.List(p.Value, "sites", func(n ast.Node) { lines = append(lines, yamlread.Line(n)) })
	}
	if yamlread.Line(root) != 2 || !slices.Equal(lines, []int{4, 6}) {
		t.Errorf("the file begins on line %d, its sites on %v", yamlread.Line(root), lines)
	}
}
