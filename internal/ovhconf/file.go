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

// replace writes a file beside another one, and puts it in its place.
func replace(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".ovh-*") // its owner alone may read it
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
