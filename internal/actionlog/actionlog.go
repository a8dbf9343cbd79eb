// Package actionlog writes down what vigie changes at a provider, or was asked to: who, when, what exactly was sent, what
// was answered, and the number of the call that the provider's support asks for.
//
// It is a file of JSON Lines that is only ever added to. An action has a line before anything is sent and another one
// with what came of it, so that a crash between the two can be seen. It may import wholefile, and nothing else of
// vigie; it knows no provider.
package actionlog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"vigie/internal/wholefile"
)

// Entry is one line.
type Entry struct {
	Time     time.Time `json:"time"`
	ID       string    `json:"id"`  // of the action: its lines share it
	Who      string    `json:"who"` // may be empty
	Provider string    `json:"provider"`
	Account  string    `json:"account"`
	Action   string    `json:"action"` // ticket reply
	Target   string    `json:"target"` // CS1000001
	Method   string    `json:"method"`
	Path     string    `json:"path"`
	Body     string    `json:"body,omitempty"` // as it was sent
	State    State     `json:"state"`
	Answer   string    `json:"answer,omitempty"` // the provider's, or why it was not sent
	QueryID  string    `json:"query_id,omitempty"`
}

// State is how far an action has come.
type State string

// The states of an action.
const (
	Begun     State = "begun"     // it is about to be sent
	Done      State = "done"      // the provider said yes
	Failed    State = "failed"    // it was not done
	Uncertain State = "uncertain" // it was sent, and the answer was lost
)

// fileName is where it is, in the state folder.
const fileName = "actions.jsonl"

// Log is the file. It may be used from many goroutines, and several processes may add to it.
type Log struct {
	path string
	hide func(string) string

	mu sync.Mutex
}

// In is the log in a state folder. hide takes secrets out of whatever is written; nil: there are none.
func In(dir string, hide func(string) string) *Log {
	if hide == nil {
		hide = func(s string) string { return s }
	}
	return &Log{path: filepath.Join(dir, fileName), hide: hide}
}

// Path is where the file is.
func (l *Log) Path() string { return l.path }

// Add writes one line and waits until the disk has it. A line that a crash cut off does not spoil the next one.
func (l *Log) Add(e Entry) error {
	e.Time = e.Time.UTC().Round(time.Millisecond)
	for _, s := range []*string{&e.Who, &e.Target, &e.Path, &e.Body, &e.Answer} {
		*s = l.hide(*s)
	}
	line, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("writing the action log: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.add(append(line, '\n')); err != nil {
		return fmt.Errorf("writing the action log: %w", err)
	}
	return nil
}

func (l *Log) add(line []byte) error {
	if err := os.MkdirAll(filepath.Dir(l.path), 0o700); err != nil {
		return err
	}
	if err := wholefile.Append(l.path, line); err != nil {
		return err
	}
	return wholefile.Flush(l.path)
}

// Entries are all lines, the oldest first. Lines that cannot be read are left out and counted.
func (l *Log) Entries() (list []Entry, broken int, err error) {
	data, err := os.ReadFile(l.path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, 0, nil
	case err != nil:
		return nil, 0, fmt.Errorf("reading the action log: %w", err)
	}
	list, broken = parse(data)
	return list, broken, nil
}

func parse(data []byte) (list []Entry, broken int) {
	for line := range bytes.Lines(data) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var e Entry
		if json.Unmarshal(line, &e) != nil || e.State == "" {
			broken++
			continue
		}
		list = append(list, e)
	}
	return list, broken
}
