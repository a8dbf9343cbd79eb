// Package jsonl writes the JSON Lines that scripts rely on: one object a line, keys in snake_case, times in
// RFC 3339 UTC with milliseconds, durations as numbers of milliseconds under names that end in _ms.
//
// It may import estate and the leaves beneath it.
package jsonl

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"time"
)

// Write writes one object as one line.
func Write(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("writing a line of JSON: %w", err)
	}
	return nil
}

// stamp is a time as the lines carry it; the zero time is null.
type stamp time.Time

// MarshalJSON writes RFC 3339 in UTC with milliseconds.
func (t stamp) MarshalJSON() ([]byte, error) {
	if time.Time(t).IsZero() {
		return []byte("null"), nil
	}
	return []byte(time.Time(t).UTC().Format(`"2006-01-02T15:04:05.000Z"`)), nil
}

// ms is a duration in milliseconds, to the microsecond; a negative one did not happen and is null.
type ms time.Duration

// MarshalJSON writes a number.
func (d ms) MarshalJSON() ([]byte, error) {
	if d < 0 {
		return []byte("null"), nil
	}
	return number(time.Duration(d))
}

// signedMS is a duration in milliseconds that may be negative.
type signedMS time.Duration

// MarshalJSON writes a number.
func (d signedMS) MarshalJSON() ([]byte, error) { return number(time.Duration(d)) }

func number(d time.Duration) ([]byte, error) {
	return json.Marshal(math.Round(float64(d)/float64(time.Microsecond)) / 1000)
}

// text is a string that is null when empty.
type text string

// MarshalJSON writes a string or null.
func (s text) MarshalJSON() ([]byte, error) {
	if s == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(s))
}

// list makes sure that no list is null.
func list[T any](in []T) []T {
	if in == nil {
		return []T{}
	}
	return in
}
