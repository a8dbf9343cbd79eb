package incident

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"vigie/internal/estate"
)

// Record is one thing that happened in an incident, as one line of the journal. Which fields it has depends on its kind.
type Record struct {
	Time     time.Time `json:"time"` // when it was known here
	Incident string    `json:"incident"`
	Kind     Kind      `json:"kind"`
	Since    time.Time `json:"since,omitzero"` // when it happened, where that was earlier; of a post, the provider's time
	Site     string    `json:"site,omitempty"`
	By       string    `json:"by,omitempty"`
	Text     string    `json:"text,omitempty"`
	Into     string    `json:"into,omitempty"`    // of merged: the incident that goes on
	Verdict  *Word     `json:"verdict,omitempty"` // of opened, reopened, verdict and apart

	Provider string      `json:"provider,omitempty"`
	Source   string      `json:"source,omitempty"` // page and ID of a notice, or the number of a ticket
	State    string      `json:"state,omitempty"`  // of the notice or the ticket
	DelayMS  *int64      `json:"delay_ms,omitempty"`
	Place    string      `json:"place,omitempty"`
	Step     estate.Step `json:"step,omitempty"`
	ETA      time.Time   `json:"eta,omitzero"`
	Replaces time.Time   `json:"replaces,omitzero"`
	Messages int         `json:"messages,omitempty"` // of a ticket, so far

	Amount   int64  `json:"amount,omitempty"` // of a cost, in ten-thousandths
	Currency string `json:"currency,omitempty"`
	Purpose  string `json:"purpose,omitempty"`

	Writer string `json:"writer,omitempty"` // which run wrote it
}

// Kind is what a record tells of.
type Kind string

// The kinds of record.
const (
	Opened       Kind = "opened"
	Changed      Kind = "verdict" // another verdict
	Joined       Kind = "joined"  // a site; without one, the cause itself is back
	Recovered    Kind = "recovered"
	Promised     Kind = "promise"
	Posted       Kind = "posted"
	Ticket       Kind = "ticket"
	Action       Kind = "action"
	Noted        Kind = "note"
	Acknowledged Kind = "acknowledged"
	TakenBack    Kind = "taken back"
	Apart        Kind = "apart" // a second verdict on a part of it: see settle
	Merged       Kind = "merged"
	Closed       Kind = "closed"
	Reopened     Kind = "reopened"
	Alerted      Kind = "alerted"
)

func (k Kind) known() bool {
	switch k {
	case Opened, Changed, Joined, Recovered, Promised, Posted, Ticket, Action, Noted, Acknowledged, TakenBack, Apart, Merged,
		Closed, Reopened, Alerted:
		return true
	}
	return false
}

// Word is a verdict as it is written down. Which sites it affects is told by the records of those; which it spares is
// in its evidence, since there may be ten thousand of them.
type Word struct {
	Cause       estate.Cause `json:"cause"`
	Where       string       `json:"where,omitempty"`
	Confidence  float64      `json:"confidence"`
	Since       time.Time    `json:"since,omitzero"`
	Summary     string       `json:"summary"`
	Evidence    []proof      `json:"evidence,omitempty"`
	FirstPost   time.Time    `json:"first_post,omitzero"`
	Notice      string       `json:"notice,omitempty"`
	WouldChange string       `json:"would_change,omitempty"`
}

type proof struct {
	For  bool                `json:"for"`
	Kind estate.EvidenceKind `json:"kind"`
	Text string              `json:"text"`
}

func wordOf(v estate.Verdict) *Word {
	w := &Word{
		Cause: v.Cause, Where: v.Where, Confidence: v.Confidence, Since: v.Since, Summary: v.Summary,
		FirstPost: v.Official.FirstPost, Notice: v.Official.Notice, WouldChange: v.WouldChange,
	}
	for _, e := range v.Evidence {
		w.Evidence = append(w.Evidence, proof(e))
	}
	return w
}

func (w *Word) verdict() estate.Verdict {
	v := estate.Verdict{
		Cause: w.Cause, Where: w.Where, Confidence: w.Confidence, Since: w.Since, Summary: w.Summary, WouldChange: w.WouldChange,
	}
	if !w.FirstPost.IsZero() {
		v.Official = estate.Official{Said: true, FirstPost: w.FirstPost, Lag: w.FirstPost.Sub(w.Since), Notice: w.Notice}
	}
	for _, e := range w.Evidence {
		v.Evidence = append(v.Evidence, estate.Evidence(e))
	}
	return v
}

// line is a record as the file holds it.
func (r Record) line() ([]byte, error) {
	for _, t := range []*time.Time{&r.Time, &r.Since, &r.ETA, &r.Replaces} {
		*t = t.UTC().Round(0)
	}
	b, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("writing a record of an incident: %w", err)
	}
	return append(b, '\n'), nil
}

// parse reads whole lines. One that is no record, or of a kind that this vigie does not know, is left out and counted.
func parse(data []byte) (list []Record, foreign int) {
	for line := range bytes.Lines(data) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		var r Record
		if json.Unmarshal(line, &r) != nil || !r.Kind.known() || r.Incident == "" || r.Time.IsZero() {
			foreign++
			continue
		}
		list = append(list, r)
	}
	return list, foreign
}
