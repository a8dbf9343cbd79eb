// Package kept is what was last heard of somebody, in one file for each, so that it can be shown, with its age, while
// nobody answers.
//
// It may import wholefile, and nothing else of vigie, and knows nothing of what it keeps. Keys do not belong in it.
package kept

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"time"

	"vigie/internal/wholefile"
)

// format is the number of the form in which files are written.
const format = 1

// Store is a folder of files. It may be used from many goroutines, and by many processes: a file is whole, whoever
// reads it.
type Store struct {
	dir string

	mu      sync.Mutex
	checked map[string]error // by path: why a file is left as it is; nil where it is in order
}

// Open makes a store of a folder, which is made when something is first kept.
func Open(dir string) *Store { return &Store{dir: dir, checked: make(map[string]error)} }

// sheet is a file.
type sheet struct {
	Format  int             `json:"format"`
	Subject string          `json:"subject"`
	Owner   string          `json:"owner"`
	At      time.Time       `json:"at"`
	Facts   json.RawMessage `json:"facts"`
}

// path is the file of a subject of an owner. Its name tells neither, since a subject may be an address.
func (s *Store) path(owner, subject string) string {
	sum := sha256.Sum256([]byte(owner + "\n" + subject))
	return filepath.Join(s.dir, hex.EncodeToString(sum[:8])+".json")
}

// Load reads what is kept of a subject into v, and returns of when it is; the zero time where nothing is kept, or that is
// not known. The owner says whose it is, such as an account: what is another's is never read. A file that is not in order
// is an error which says so; it is left as it is, for somebody to look at, and nothing more is kept of the subject.
func (s *Store) Load(owner, subject string, v any) (time.Time, error) {
	path := s.path(owner, subject)
	f, err := read(path)
	switch {
	case err != nil || f == nil:
	case f.Owner != owner || f.Subject != subject:
		err = errors.New("it is of something else")
	case json.Unmarshal(f.Facts, v) != nil:
		err = errDamaged
	}
	if err != nil {
		err = fmt.Errorf("what was kept in %s cannot be used: %w; take the file away to have it kept again", path, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.checked[path] = err
	if err != nil || f == nil {
		return time.Time{}, err
	}
	return f.At, nil
}

var errDamaged = errors.New("it is damaged")

// read reads a file; nil where there is none.
func read(path string) (*sheet, error) {
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil //nolint:nilnil // there is none, and that is no error
	case err != nil:
		return nil, err
	}
	var f sheet
	if json.Unmarshal(data, &f) != nil || f.Format == 0 {
		return nil, errDamaged
	}
	if f.Format != format {
		return nil, fmt.Errorf("it is written in form %d, and this vigie knows form %d", f.Format, format)
	}
	return &f, nil
}

// Save keeps what was heard of a subject, and of when that is. It replaces what was kept before, at once and as a whole;
// but not a file that is not in order, of which Load tells.
func (s *Store) Save(owner, subject string, at time.Time, v any) error {
	path := s.path(owner, subject)
	s.mu.Lock()
	err, known := s.checked[path]
	s.mu.Unlock()
	if !known {
		_, err = s.Load(owner, subject, reflect.New(reflect.TypeOf(v)).Interface())
	}
	if err != nil {
		return err
	}
	facts, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("keeping %s: %w", subject, err)
	}
	data, err := json.Marshal(sheet{Format: format, Subject: subject, Owner: owner, At: at.UTC(), Facts: facts})
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o700)
	}
	if err == nil {
		err = wholefile.Replace(path, data)
	}
	if err != nil {
		return fmt.Errorf("keeping %s: %w", subject, err)
	}
	return nil
}
