// Package statedir is the folder in which a watch keeps what must outlive it, for one process at a time.
//
// It is a leaf: it imports nothing of vigie.
package statedir

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/adrg/xdg"
	"github.com/gofrs/flock"
)

// Default is the folder that is used when none is named: $XDG_STATE_HOME/vigie.
func Default() string { return filepath.Join(xdg.StateHome, "vigie") }

// Folder is a state folder that this process has to itself.
type Folder struct {
	Path string
	lock *flock.Flock
}

// owner is who has a folder; it stands in a file beside the lock, since a locked file cannot be read everywhere.
type owner struct {
	PID     int       `json:"pid"`
	Command string    `json:"command"`
	Since   time.Time `json:"since"`
}

// TakenError says that another process has the folder.
type TakenError struct {
	Path    string
	PID     int    // 0 where that could not be read
	Command string // vigie serve
	Since   time.Time
}

func (e *TakenError) Error() string {
	if e.PID == 0 {
		return fmt.Sprintf("another vigie is already watching with the state folder %s", e.Path)
	}
	return fmt.Sprintf("%s (process %d, since %s) is already watching with the state folder %s",
		e.Command, e.PID, e.Since.Local().Format("2 Jan 15:04"), e.Path)
}

const (
	lockName  = "lock"
	ownerName = "owner.json"
)

// Take makes the folder where it is missing, and takes it for this process, which runs a command. The error is a
// *TakenError when another process has it; anything else says why it cannot be used. A process that dies, however it
// does, gives it back.
func Take(path, command string, now time.Time) (*Folder, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("making the state folder: %w", err)
	}
	lock := flock.New(filepath.Join(path, lockName), flock.SetPermissions(0o600))
	taken, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("locking the state folder %s: %w", path, err)
	}
	if !taken {
		return nil, whoHas(path)
	}
	data, err := json.Marshal(owner{PID: os.Getpid(), Command: command, Since: now.UTC()})
	if err == nil {
		err = os.WriteFile(filepath.Join(path, ownerName), data, 0o600)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("writing into the state folder: %w", err), lock.Unlock())
	}
	return &Folder{Path: path, lock: lock}, nil
}

func whoHas(path string) error {
	e := &TakenError{Path: path}
	var o owner
	if data, err := os.ReadFile(filepath.Join(path, ownerName)); err == nil && json.Unmarshal(data, &o) == nil {
		e.PID, e.Command, e.Since = o.PID, o.Command, o.Since
	}
	return e
}

// Close gives the folder back.
func (f *Folder) Close() error {
	_ = os.Remove(filepath.Join(f.Path, ownerName)) // whoever comes next writes it anew
	if err := f.lock.Unlock(); err != nil {
		return fmt.Errorf("giving the state folder back: %w", err)
	}
	return nil
}
