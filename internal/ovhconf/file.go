package ovhconf

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// target is the file that a name leads to: some keep their files elsewhere, and a link in their place. A name that leads
// nowhere yet is its own.
func target(path string) (string, error) {
	to, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, broken := os.Lstat(path); broken == nil {
			return path, errors.New("it is a link that leads nowhere")
		}
		return path, nil
	}
	if err != nil {
		return path, err
	}
	return to, nil
}

// create writes a file that was not there, and that only its owner may read.
func create(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
