package probes

import (
	"context"
	"slices"
	"strings"
	"testing"

	"vigie/internal/result"
)

// lengths are how much there is of each piece of evidence, in bytes.
func lengths(list []result.Evidence) (each []int, all int) {
	for _, e := range list {
		each = append(each, len(e.Text))
		all += len(e.Text)
	}
	return each, all
}

func pieces(sizes ...int) []result.Evidence {
	var list []result.Evidence
	for _, n := range sizes {
		list = append(list, result.Evidence{Name: "page", Text: strings.Repeat("x", n)})
	}
	return list
}

// chatty has more to show than is kept.
type chatty struct{ evidence []result.Evidence }

func (c chatty) Probe(context.Context, Env) result.Result {
	return result.Result{State: result.Up, Evidence: c.evidence}
}
func (chatty) About() string   { return "192.0.2.1" }
func (chatty) Burdens() string { return "" }

func TestTheEvidenceOfOneResultIsBounded(t *testing.T) {
	r := askOnce(t, here(), chatty{pieces(10, 3*keep, keep, keep)})
	if each, all := lengths(r.Evidence); all != keepAll || each[0] != 10 || each[1] != keep || each[2] != keep {
		t.Errorf("kept are %d, %d bytes in all", each, all)
	}
}

// What one server leaves of its share is for those after it, so that the last of many is heard too.
func TestServersShareTheRoomForEvidence(t *testing.T) {
	kept := pieces(keepAll - 3000)
	for name, c := range map[string]struct{ in, want []int }{
		"all are long":         {[]int{5000, 5000, 5000}, []int{1000, 1000, 1000}},
		"the first is short":   {[]int{200, 5000, 5000}, []int{200, 1400, 1400}},
		"there is room enough": {[]int{200, 300}, []int{200, 300}},
	} {
		if got, _ := lengths(sharedOut(pieces(c.in...), kept)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	if got, _ := lengths(sharedOut(pieces(5, 5), pieces(keepAll+1))); !slices.Equal(got, []int{0, 0}) {
		t.Errorf("where there is no room, %d are kept", got)
	}
}
