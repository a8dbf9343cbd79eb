package ovhapi

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// What the simulator takes in a body is what is published: every field, those that must be sent, what may be null, and
// the words that each knows. A field that is read-only is taken and changes nothing.
func TestBodiesThatAreTakenFollowThePublishedSchemas(t *testing.T) {
	all := (&api{}).writings()
	all["POST /auth/credential"] = (&api{}).keyRequest()
	for call, w := range all {
		method, path, _ := strings.Cut(call, " ")
		s := published(t, section(path))
		known := s.bodyOf(s.operation(t, method, path))
		for name, p := range known {
			f, taken := w.fields[name]
			if !taken {
				t.Errorf("%s: %s is not taken", call, name)
				continue
			}
			for _, fault := range s.differs(f, p) {
				t.Errorf("%s: %s %s", call, name, fault)
			}
		}
		for name := range w.fields {
			if _, is := known[name]; !is {
				t.Errorf("%s: %s is not in the schema", call, name)
			}
		}
	}
}

// differs lists in what a field is taken otherwise than it is published. One that is of no use to the simulation may be
// ignored.
func (s schema) differs(f field, p property) []string {
	if f.kind == ignored {
		if p.Required {
			return []string{"must be sent, and is ignored"}
		}
		return nil
	}
	var faults []string
	if p.ReadOnly {
		faults = append(faults, "is read-only, and is taken")
	}
	if f.must != p.Required {
		faults = append(faults, fmt.Sprintf("must be sent: %v, published: %v", f.must, p.Required))
	}
	if f.null != p.CanBeNull {
		faults = append(faults, fmt.Sprintf("may be null: %v, published: %v", f.null, p.CanBeNull))
	}
	var words []string
	for _, w := range s.Models[p.is()].Enum {
		words = append(words, fmt.Sprint(w))
	}
	slices.Sort(words)
	if taken := slices.Sorted(slices.Values(f.any)); !slices.Equal(words, taken) {
		faults = append(faults, fmt.Sprintf("may be %q, published: %q", taken, words))
	}
	return faults
}
