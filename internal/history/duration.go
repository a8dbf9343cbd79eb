package history

import (
	"math/bits"
	"time"
)

// steps is how many codes there are for each doubling of a duration: two neighbours are at most 0.8 % apart, so that
// a duration that went through its code is at most 0.4 % off.
const steps = 128

// maxCode is the code of the longest duration that a time.Duration can hold.
const maxCode = 47*steps + 3

// encode makes a small number of a duration: its microseconds, rounded to eight significant bits. Up to 256 µs it is
// exact; the order is kept; a negative duration, which means that something did not happen, is -1.
//
// Neighbouring answers take nearly the same time, so the difference of their codes mostly fits one byte.
func encode(d time.Duration) int64 {
	if d < 0 {
		return -1
	}
	ns := uint64(d)
	e := max(bits.Len64(ns/uint64(time.Microsecond))-8, 0)
	unit := uint64(time.Microsecond) << e
	return int64(e)*steps + int64((ns+unit/2)/unit) //nolint:gosec // at most maxCode
}

// sumUp adds durations, where negative ones did not happen. No sum of five is too large.
func sumUp(sum, d time.Duration) time.Duration { return sum + min(max(d, 0), 1<<60) }

// decode is the duration that a code stands for.
func decode(code int64) time.Duration {
	switch {
	case code < 0:
		return -1
	case code < 2*steps:
		return time.Duration(code) * time.Microsecond
	case code > maxCode:
		code = maxCode
	}
	e := code/steps - 1
	m := steps + code%steps
	return min(time.Duration(m)<<e, maxMicros) * time.Microsecond
}

// maxMicros is how many microseconds a time.Duration holds.
const maxMicros = time.Duration(1<<63-1) / time.Microsecond
