// Package wholefile writes files so that a crash leaves them whole: put in place of the one before at once, or added to line
// by line. What it writes, its owner alone may read.
//
// It is a leaf: it may import nothing of vigie.
package wholefile

import (
	"errors"
	"io"
	"os"
	"path/filepath"
)

// Replace puts a file with some data in the place of another one, or of none.
func Replace(path string, data []byte) error {
	return Write(path, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// Write puts a file in the place of another one, or of none, once fill has written all of it and the disk has it. Where
// that fails, what was there is as it was.
func Write(path string, fill func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	err = fill(f)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// Append writes whole lines at the end of a file, in one piece, so that processes do not mix theirs. A last line that was
// cut off before is ended first, also where there are no lines to write. It does not wait for the disk: see Flush.
func Append(path string, lines []byte) (err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	st, err := f.Stat()
	if err != nil {
		return err
	}
	last := []byte{'\n'}
	if st.Size() > 0 {
		if _, err := f.ReadAt(last, st.Size()-1); err != nil {
			return err
		}
	}
	if last[0] != '\n' {
		lines = append([]byte{'\n'}, lines...)
	}
	if len(lines) == 0 {
		return nil
	}
	_, err = f.Write(lines)
	return err
}

// Flush waits until the disk has a file.
func Flush(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
