package estate

import (
	"time"

	"vigie/internal/result"
)

// SparkLen is how many samples of latency a site keeps for its sparkline: as many as a wide table shows.
const SparkLen = 40

// Sample is one point of a sparkline: the state that an asking ended with and how long it took, packed into four bytes,
// since ten thousand sites keep SparkLen of them each.
type Sample uint32

// A sample is a code of its state in the lowest bits, and microseconds in the others.
const (
	stateBits  = 3
	mostMicros = 1<<(32-stateBits) - 1 // some nine minutes; what takes longer is kept as that
)

// NewSample packs a sample.
func NewSample(s result.State, took time.Duration) Sample {
	micros := uint32(max(0, min(took.Microseconds(), mostMicros)))
	return Sample(micros<<stateBits | stateCode(s))
}

// Took is how long the asking took, to the microsecond.
func (s Sample) Took() time.Duration { return time.Duration(s>>stateBits) * time.Microsecond }

// State is what the asking ended with.
func (s Sample) State() result.State {
	switch s & (1<<stateBits - 1) {
	case 1:
		return result.Up
	case 2:
		return result.Degraded
	case 3:
		return result.Down
	case 4:
		return result.Paused
	default:
		return result.Unknown
	}
}

func stateCode(s result.State) uint32 {
	switch s {
	case result.Up:
		return 1
	case result.Degraded:
		return 2
	case result.Down:
		return 3
	case result.Paused:
		return 4
	default:
		return 0
	}
}
