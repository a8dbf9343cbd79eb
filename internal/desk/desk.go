// Package desk is where the tickets of one account lie: what was read of them, an index over their words, and what we
// are writing ourselves.
//
// It is one SQLite file for each account, beside the history. What was read answers when the provider's API does not;
// a draft outlives a crash at any moment, and is sent once: a letter whose answer was lost is looked up before it is
// offered again (see Send). Several processes may have the file open. A file that is damaged is left as it is, and what
// would have been kept in it is refused with the reason; the index alone is made anew from the rows.
//
// It may import account, estate, result and text, and nothing else of vigie: it knows no provider and no screen.
package desk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"vigie/internal/dbfile"
)

// ErrDamaged, ErrForeign and ErrNewer say why a file is left alone until somebody moves it away; ErrReadOnly that
// nothing can be written beside it.
var (
	ErrDamaged  = errors.New("the file of the tickets is damaged")
	ErrForeign  = errors.New("not a file of tickets of vigie")
	ErrNewer    = errors.New("the file of the tickets was written by a newer vigie")
	ErrReadOnly = errors.New("the folder of the tickets may not be written to")
)

// Store is the desk of one account. Its methods may be called from any goroutine; each may wait for the disk.
type Store struct {
	path    string
	now     func() time.Time
	readers *sql.DB
	writer  *sql.DB // nil where nothing can be written

	mu      sync.Mutex       // one writes at a time
	stamps  map[string]stamp // of the tickets that are in the file, as this process knows it
	index   int64            // the number in the name of the index
	held    bool             // this store has the right to send
	sending int64            // the draft that it is sending; 0: none
}

// Open opens the desk of an account in a folder, and makes it where there is none. account names the file: letters,
// digits, dots and hyphens. Where the folder cannot be written to, what is there can be read. now is the clock; nil: the
// real one.
func Open(ctx context.Context, dir, account string, now func() time.Time) (*Store, error) {
	if now == nil {
		now = time.Now
	}
	s := &Store{path: filepath.Join(dir, "tickets-"+account+".db"), now: now, stamps: make(map[string]stamp)}
	err := dbfile.MayWrite(dir, "the tickets")
	switch {
	case err == nil:
		err = s.openToWrite(ctx)
	case readOnlyFolder(err):
		if _, there := os.Stat(s.path); there != nil {
			return nil, fmt.Errorf("%w: %w", ErrReadOnly, err)
		}
		err = s.openToRead(ctx)
	}
	if err != nil {
		_ = s.shut() // why it cannot be opened is told
		return nil, s.explain(err)
	}
	return s, nil
}

func (s *Store) openToWrite(ctx context.Context) error {
	isNew, err := form().Inspect(ctx, s.path, "ro")
	if err != nil {
		return err
	}
	f, err := os.OpenFile(s.path, os.O_RDWR|os.O_CREATE, 0o600) // SQLite would let others read it
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		return fmt.Errorf("making %s: %w", s.path, err)
	}
	if s.writer, err = dbfile.Connect(s.path, "rw", writerPragmas()...); err != nil {
		return err
	}
	s.writer.SetMaxOpenConns(1)
	if isNew {
		if err := form().Create(ctx, s.writer); err != nil {
			return err
		}
	}
	if s.readers, err = dbfile.Connect(s.path, "ro", readerPragmas()...); err != nil {
		return err
	}
	s.readers.SetMaxOpenConns(maxReaders)
	if err := s.recover(ctx); err != nil {
		return err
	}
	return s.openIndex(ctx)
}

func (s *Store) openToRead(ctx context.Context) error {
	if _, err := form().Inspect(ctx, s.path, dbfile.Immutable); err != nil {
		return err
	}
	var err error
	if s.readers, err = dbfile.Connect(s.path, dbfile.Immutable, readerPragmas()...); err != nil {
		return err
	}
	s.index, err = currentIndex(ctx, s.readers)
	return err
}

// Close closes the file.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shut()
}

func (s *Store) shut() error {
	var errs []error
	for _, db := range []*sql.DB{s.readers, s.writer} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("closing the file of the tickets: %w", err)
	}
	return nil
}

// change does all of f in the file, or nothing of it.
func (s *Store) change(ctx context.Context, f func(*sql.Tx) error) error {
	if s.writer == nil {
		return ErrReadOnly
	}
	tx, err := s.writer.BeginTx(ctx, nil) // begins immediately, by the address of the connection
	if err == nil {
		if err = f(tx); err == nil {
			err = tx.Commit()
		} else {
			_ = tx.Rollback() // SQLite may have done so by itself
		}
	}
	return s.explain(err)
}
