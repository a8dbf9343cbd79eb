// Package jsonl writes the JSON Lines that scripts rely on: one object a line, keys in snake_case, times in
// RFC 3339 UTC with milliseconds, durations as numbers of milliseconds under names that end in _ms.
//
// It may import estate and the leaves beneath it.
package jsonl

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"time"
	"unicode/utf8"
)

// Write writes one object as one line.
func Write(w io.Writer, v any) error {
	line, err := encode(v)
	if err == nil {
		_, err = w.Write(harmless(line))
	}
	if err != nil {
		return fmt.Errorf("writing a line of JSON: %w", err)
	}
	return nil
}

// encode leaves < > & as they are: nobody puts these lines into a page.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return b.Bytes(), err
}

// harmless escapes the control characters that JSON lets stand, DEL and U+0080 to U+009F: lines are also looked at on a
// terminal, and some terminals obey them.
func harmless(line []byte) []byte {
	obeyed := func(r rune) bool { return r >= 0x7f && r <= 0x9f }
	if !bytes.ContainsFunc(line, obeyed) {
		return line
	}
	var b []byte
	for _, r := range string(line) {
		if obeyed(r) {
			b = fmt.Appendf(b, `\u%04x`, r)
			continue
		}
		b = utf8.AppendRune(b, r)
	}
	return b
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
	return encode(string(s))
}

// list makes sure that no list is null.
func list[T any](in []T) []T {
	if in == nil {
		return []T{}
	}
	return in
}
