package sim

import (
	"hash/fnv"
	"math"
	"strconv"
	"time"
)

// chance is a number that looks thrown, and is the same for the same address in the same second.
func chance(address string, t time.Time) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(address + " " + strconv.FormatInt(t.Unix(), 10))) // a hash never fails
	x := h.Sum64()
	x = (x ^ x>>33) * 0xff51afd7ed558ccd // neighbouring seconds must not fall beside each other
	return x ^ x>>33
}

// share is chance as a share of one.
func share(address string, t time.Time) float64 { return float64(chance(address, t)) / math.MaxUint64 }

// roundTrip is how long a packet takes to an address and back: 8 to 40 ms by the address, of which up to 3 ms
// change from second to second.
func roundTrip(address string, t time.Time) time.Duration {
	distance := 8*time.Millisecond + time.Duration(share(address, time.Time{})*float64(29*time.Millisecond))
	return distance + time.Duration(share(address, t)*float64(3*time.Millisecond))
}

// transfer is how long a page takes once its first byte is there: 1 MB in a second.
func transfer(bytes int) time.Duration { return time.Duration(bytes) * time.Microsecond }
