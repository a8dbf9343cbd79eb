package ovhapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// field is one field that the body of a call may have.
type field struct {
	kind string // string, long, or a list of words that it may be, as the schemas have them
	must bool
	null bool
	any  []string // the words; nil where every one will do
}

// fields are those of one call, by name. Those that the schemas call read-only are there with the kind ignored.
type fields map[string]field

// ignored is the kind of a field that may be sent and changes nothing.
const ignored = "ignored"

// read takes the body of a call apart, and refuses what the API would refuse.
func (f fields) read(r *http.Request) (map[string]any, *refusal) {
	no := func(format string, args ...any) *refusal {
		return &refusal{http.StatusBadRequest, "", "Client::BadRequest", fmt.Sprintf(format, args...)}
	}
	body := make(map[string]any)
	if r.ContentLength != 0 {
		d := json.NewDecoder(http.MaxBytesReader(nil, r.Body, 1<<20))
		d.UseNumber()
		if err := d.Decode(&body); err != nil {
			return nil, no("Received not a valid JSON body")
		}
	}
	for name, v := range body {
		known, ok := f[name]
		switch {
		case !ok:
			return nil, no("Received unknown parameter: %s", name)
		case known.kind == ignored:
			delete(body, name)
		case v == nil && known.null:
			delete(body, name)
		case !known.fits(v):
			return nil, no("[%s] Given data (%v) is not valid for type %s", name, v, known.kind)
		}
	}
	for name, wanted := range f {
		if _, given := body[name]; wanted.must && !given {
			return nil, no("[%s] Missing parameter", name)
		}
	}
	return body, nil
}

func (f field) fits(v any) bool {
	switch {
	case strings.HasSuffix(f.kind, "[]"):
		_, ok := v.([]any)
		return ok
	case f.kind == "long":
		n, ok := v.(json.Number)
		if !ok {
			return false
		}
		_, err := n.Int64()
		return err == nil
	default:
		s, ok := v.(string)
		return ok && (f.any == nil || slices.Contains(f.any, s))
	}
}

// word is a text of a body; empty where it was not sent.
func word(body map[string]any, name string) string {
	s, _ := body[name].(string)
	return s
}

// long is a number of a body; false where it was not sent.
func long(body map[string]any, name string) (int64, bool) {
	n, ok := body[name].(json.Number)
	if !ok {
		return 0, false
	}
	v, err := n.Int64()
	return v, err == nil
}
