package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"vigie/internal/dbfile"
)

// disk is an open history file: one connection that writes, and a few that read.
type disk struct {
	path     string
	file     os.FileInfo // as it was opened
	holder   *holder     // nil when it is only read
	writer   *sql.DB
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
	readers  *sql.DB
	packer   packer
}

// maxReaders is how many may read at once; more wait.
const maxReaders = 3

// openDisk opens the file to write to it, and makes it where there is none.
func openDisk(ctx context.Context, dir string) (*disk, error) {
	if err := dbfile.MayWrite(dir, "the history"); err != nil {
		return nil, err
	}
	d := &disk{path: filepath.Join(dir, fileName), prepared: make(map[string]*sql.Stmt)}
	var err error
	if d.holder, err = hold(ctx, dir); err != nil {
		return nil, err
	}
	isNew, err := form().Inspect(ctx, d.path, "ro")
	if err == nil {
		err = d.openWriter(ctx, isNew)
	}
	if err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

func (d *disk) openWriter(ctx context.Context, isNew bool) error {
	// A new file is made here, since SQLite would let others read it.
	f, err := os.OpenFile(d.path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		err = f.Close()
	}
	if err != nil && !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("making the history: %w", err)
	}
	if d.file, err = os.Stat(d.path); err != nil {
		return fmt.Errorf("looking at the history: %w", err)
	}
	syncData()
	if d.writer, err = dbfile.Connect(d.path, "rw", writerPragmas()...); err != nil {
		return err
	}
	if isNew {
		if err := form().Create(ctx, d.writer); err != nil {
			return err
		}
	}
	if d.conn, err = d.writer.Conn(ctx); err != nil {
		return fmt.Errorf("opening the history: %w", err)
	}
	return d.openReaders("ro")
}

func (d *disk) openReaders(mode string) (err error) {
	if d.readers, err = dbfile.Connect(d.path, mode, readerPragmas()...); err != nil {
		return err
	}
	d.readers.SetMaxOpenConns(maxReaders)
	d.readers.SetMaxIdleConns(1)
	return nil
}

// openToRead opens a file that another process may be writing to.
func openToRead(ctx context.Context, dir string) (*disk, error) {
	d := &disk{path: filepath.Join(dir, fileName)}
	isNew, err := form().Inspect(ctx, d.path, "ro")
	mode := "ro"
	if err != nil && readOnlyFolder(err) {
		// Beside the file nothing can be made, not even what readers share. Nobody writes to it then, either.
		isNew, mode, err = false, dbfile.Immutable, nil
	}
	if err != nil {
		return nil, err
	}
	if isNew {
		return nil, fmt.Errorf("there is no history in %s yet: %w", dir, os.ErrNotExist)
	}
	if d.file, err = os.Stat(d.path); err != nil {
		return nil, fmt.Errorf("looking at the history: %w", err)
	}
	return d, d.openReaders(mode)
}

// replaced tells whether the file is no longer the one that was opened.
func (d *disk) replaced() bool {
	st, err := os.Stat(d.path)
	return err != nil || !os.SameFile(st, d.file)
}

func (d *disk) close() {
	for _, st := range d.prepared {
		_ = st.Close()
	}
	if d.readers != nil {
		_ = d.readers.Close()
	}
	if d.conn != nil {
		_ = d.conn.Close()
	}
	if d.writer != nil {
		_ = d.writer.Close()
	}
	if d.holder != nil {
		d.holder.release()
	}
}

// statement prepares a statement once.
func (d *disk) statement(q string) (*sql.Stmt, error) {
	if st := d.prepared[q]; st != nil {
		return st, nil
	}
	st, err := d.conn.PrepareContext(context.Background(), q)
	if err != nil {
		return nil, fmt.Errorf("preparing %q: %w", q, err)
	}
	d.prepared[q] = st
	return st, nil
}

// exec carries out a statement of the writer, and gives the row that it put in last.
func (d *disk) exec(q string, args ...any) (id int64, err error) {
	st, err := d.statement(q)
	if err != nil {
		return 0, err
	}
	res, err := st.Exec(args...)
	if err != nil {
		return 0, fmt.Errorf("writing the history: %w", err)
	}
	id, err = res.LastInsertId()
	return id, err
}

// row reads the one row of a query of the writer; found is false where there is none.
func (d *disk) row(q string, args []any, into ...any) (found bool, err error) {
	st, err := d.statement(q)
	if err != nil {
		return false, err
	}
	err = st.QueryRow(args...).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("reading the history: %w", err)
	}
	return true, nil
}

// inTransaction does all of f, or nothing of it.
func (d *disk) inTransaction(f func() error) error {
	if _, err := d.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := f()
	if err == nil {
		_, err = d.exec("COMMIT")
	}
	if err != nil {
		_, _ = d.exec("ROLLBACK") // SQLite may have done so by itself
	}
	return err
}
