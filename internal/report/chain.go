package report

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"vigie/internal/result"
	"vigie/internal/text"
)

// Sample is one result as a report holds it. Its fields are what its hash is of.
type Sample struct {
	Time    time.Time `json:"time"`
	Site    string    `json:"site"`
	Check   string    `json:"check"`
	Target  string    `json:"target"`
	Vantage string    `json:"vantage"`
	State   string    `json:"state"`
	Failure string    `json:"failure,omitempty"`
	Reason  string    `json:"reason,omitempty"`
	Address string    `json:"address,omitempty"`
	TotalMS float64   `json:"total_ms"`
	Hash    string    `json:"hash"` // of everything before it, and of this
}

func sampleOf(r *result.Result) Sample {
	return Sample{
		Time: r.Time.UTC().Truncate(time.Millisecond), Site: text.Clean(r.Site), Check: string(r.Check), Target: text.Clean(r.Target),
		Vantage: text.Clean(r.Vantage), State: string(r.State), Failure: string(r.Failure), Reason: text.Clean(r.Reason), Address: text.Clean(r.Address),
		TotalMS: float64(r.Total.Round(10*time.Microsecond).Microseconds()) / 1000,
	}
}

// fields are a sample as text, in the order of the columns.
func (s Sample) fields() []string {
	return []string{
		s.Time.Format("2006-01-02T15:04:05.000Z"), s.Site, s.Check, s.Target, s.Vantage, s.State, s.Failure, s.Reason, s.Address,
		strconv.FormatFloat(s.TotalMS, 'f', -1, 64),
	}
}

// columns are the names of the fields.
func columns() []string {
	return []string{"time", "site", "check", "target", "vantage", "state", "failure", "reason", "address", "total_ms"}
}

// Chain is hashes that hang on each other: each is of the one before and of a row, so that no row can be changed, dropped or
// moved without all that follow it being wrong. Whoever keeps the last hash elsewhere, as in a letter or a message, can
// show that the rows are those of then.
type Chain struct {
	last  [sha256.Size]byte
	row   []byte
	Count int
}

// NewChain begins the chain of an incident: its first hash is of its number.
func NewChain(incident string) *Chain {
	return &Chain{last: sha256.Sum256([]byte("vigie report of " + incident))}
}

// Add hangs a row on the chain, and returns its hash. Its fields are kept apart by their lengths, so that no two rows of other
// fields are the same text.
func (c *Chain) Add(fields []string) string {
	c.link(fields)
	return c.Last()
}

// link is Add for who does not need the hash as text.
func (c *Chain) link(fields []string) {
	c.row = append(c.row[:0], c.last[:]...)
	for _, f := range fields {
		c.row = strconv.AppendInt(c.row, int64(len(f)), 10)
		c.row = append(append(c.row, ':'), f...)
	}
	c.last = sha256.Sum256(c.row)
	c.Count++
}

// Last is the newest hash, as hexadecimal digits.
func (c *Chain) Last() string { return hex.EncodeToString(c.last[:]) }

// Seal is how a chain begins and ends.
type Seal struct {
	Head  string `json:"head"`
	Tail  string `json:"tail"`
	Count int    `json:"count"`
}

// clean takes out of a cell what a spreadsheet would run: a text that begins like a formula is given an apostrophe.
func clean(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
