package incident

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"vigie/internal/wholefile"
)

// fileName is where the journal is, in the state folder.
const fileName = "incidents.jsonl"

// Journal is the file of whoever has the state folder. It is used by one goroutine; other processes may add to the file
// meanwhile. What cannot be written is kept and tried again.
type Journal struct {
	path   string
	writer string
	read   int64    // how much of the file is known
	lines  [][]byte // that are not written yet
	err    error    // why not
	syncer syncer
}

// Open reads the journal of a state folder, mends a last line that a crash cut off, and goes on writing it. Lines that
// are no records are counted as foreign and left as they are. A nil Journal may be used: it keeps nothing.
func Open(dir string) (j *Journal, records []Record, foreign int, err error) {
	name := make([]byte, 4)
	_, _ = rand.Read(name) // it never fails
	j = &Journal{path: filepath.Join(dir, fileName), writer: hex.EncodeToString(name)}
	data, err := os.ReadFile(j.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, 0, fmt.Errorf("reading the incidents: %w", err)
	}
	records, foreign = parse(data)
	j.read = int64(len(data))
	if len(data) > 0 && data[len(data)-1] != '\n' {
		if err := wholefile.Append(j.path, nil); err != nil {
			return nil, nil, 0, fmt.Errorf("mending the file of the incidents: %w", err)
		}
		j.read++
	}
	return j, records, foreign, nil
}

// Read is what the journal of a state folder holds, for a process that does not have the folder. A last line that is
// still being written is counted as foreign. A folder without one holds nothing.
func Read(dir string) (records []Record, foreign int, err error) {
	data, err := os.ReadFile(filepath.Join(dir, fileName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, 0, fmt.Errorf("reading the incidents: %w", err)
	}
	records, foreign = parse(data)
	return records, foreign, nil
}

// Add writes records into the journal of a state folder and waits until the disk has them. Whoever has the folder is
// told of them by Follow.
func Add(dir string, records ...Record) error {
	var lines []byte
	for _, r := range records {
		line, err := r.line()
		if err != nil {
			return err
		}
		lines = append(lines, line...)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("making the state folder: %w", err)
	}
	path := filepath.Join(dir, fileName)
	err := wholefile.Append(path, lines)
	if err == nil {
		err = wholefile.Flush(path)
	}
	if err != nil {
		return fmt.Errorf("writing the incidents: %w", err)
	}
	return nil
}

// Append writes records. They are safe from the end of this process when it returns, and soon after from that of the
// machine: a disk that takes its time holds up nobody.
func (j *Journal) Append(records ...Record) {
	if j == nil || len(records) == 0 {
		return
	}
	for _, r := range records {
		r.Writer = j.writer
		line, err := r.line()
		if err != nil { // a time that no calendar has
			j.err = err
			continue
		}
		j.lines = append(j.lines, line)
	}
	j.write()
}

func (j *Journal) write() {
	if len(j.lines) == 0 {
		return
	}
	if j.err = wholefile.Append(j.path, bytes.Join(j.lines, nil)); j.err != nil {
		j.err = fmt.Errorf("the incidents cannot be written down: %w", j.err)
		return
	}
	j.lines = nil
	j.syncer.want(j.path)
}

// Err is why records wait to be written; nil where none do.
func (j *Journal) Err() error {
	if j == nil {
		return nil
	}
	return j.err
}

// Close waits until the disk has everything.
func (j *Journal) Close() error {
	if j == nil {
		return nil
	}
	j.write()
	return errors.Join(j.err, j.syncer.end())
}

// syncer has a file written to the disk, in its own time.
type syncer struct {
	mu      sync.Mutex
	running bool
	again   bool
	err     error
	work    sync.WaitGroup
}

func (s *syncer) want(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running {
		s.again = true
		return
	}
	s.running = true
	s.work.Go(func() {
		for more := true; more; {
			err := wholefile.Flush(path)
			s.mu.Lock()
			s.err, more = err, s.again
			s.again, s.running = false, more
			s.mu.Unlock()
		}
	})
}

func (s *syncer) end() error {
	s.work.Wait()
	return s.err
}
