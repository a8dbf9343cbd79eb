package ovhapi

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/internal/yamlread"
)

// ParseFault reads a fault, such as GET /vps/*: status=429, retry-after=5s. What goes wrong is one or several of
// status, delay, retry-after, html, truncated, cut, names, expired and skew; from says when it begins.
func ParseFault(s string) (Fault, error) {
	call, what, both := strings.Cut(s, ": ")
	method, path, named := strings.Cut(strings.TrimSpace(call), " ")
	if !both || !named || !strings.HasPrefix(path, "/") {
		return Fault{}, fmt.Errorf("%q is no fault: write one such as GET /vps/*: status=500", s)
	}
	f := Fault{Method: method, Path: strings.TrimSpace(path)}
	if methods := []string{"*", "GET", "POST", "PUT", "DELETE"}; !slices.Contains(methods, method) {
		return Fault{}, fmt.Errorf("%q is no method%s", method, yamlread.DidYouMean(method, methods))
	}
	for word := range strings.SplitSeq(what, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(word), "=")
		if err := f.set(name, value); err != nil {
			return Fault{}, fmt.Errorf("the fault %q: %w", s, err)
		}
	}
	return f, nil
}

// set reads one word of a fault.
func (f *Fault) set(name, value string) error {
	flags := map[string]*bool{
		"html": &f.HTML, "truncated": &f.Truncated, "cut": &f.Cut, "names": &f.Names, "expired": &f.Expired,
	}
	times := map[string]*time.Duration{"delay": &f.Delay, "retry-after": &f.RetryAfter, "skew": &f.Skew, "from": &f.From}
	switch {
	case flags[name] != nil && value != "":
		return fmt.Errorf("%s has no value", name)
	case flags[name] != nil:
		*flags[name] = true
	case times[name] != nil:
		d, err := time.ParseDuration(value)
		if err != nil || d < 0 && name != "skew" {
			return fmt.Errorf("%s needs a time such as 5s, not %q", name, value)
		}
		*times[name] = d
	case name == "status":
		n, err := strconv.Atoi(value)
		if err != nil || n < http.StatusBadRequest || n > 599 {
			return fmt.Errorf("status needs one from 400 to 599, not %q", value)
		}
		f.Status = n
	case name == "":
		return errors.New("nothing goes wrong in it")
	default:
		known := slices.Concat([]string{"status"}, slices.Sorted(maps.Keys(flags)), slices.Sorted(maps.Keys(times)))
		return fmt.Errorf("%q is nothing that can go wrong%s", name, yamlread.DidYouMean(name, known))
	}
	return nil
}
