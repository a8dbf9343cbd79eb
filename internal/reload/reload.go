// Package reload follows a configuration file: it is read again when it changes, or when it is asked for.
//
// It may import config and nothing else of vigie.
package reload

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"

	"vigie/internal/config"
)

// settle is how long a file must be left alone before it is read: editors write in several steps.
const settle = 200 * time.Millisecond

// Follow reads the file again whenever its content has changed, and whenever something comes on asked, until ctx ends.
// What it says is handed to take: a configuration, or an error and none. Content that has been handed over already is
// not handed over again, unless it was asked for.
//
// The folder is followed rather than the file, since editors put a new file in its place. The error is why it cannot
// be followed; then only what is asked for is read.
func Follow(ctx context.Context, path string, asked <-chan os.Signal, take func(*config.Config, error)) error {
	known, err := os.ReadFile(path)
	if err != nil {
		known = nil
	}
	var events <-chan fsnotify.Event
	var faults <-chan error
	w, followErr := follow(path)
	if followErr == nil {
		defer w.Close() //nolint:errcheck // nothing is lost by it
		events, faults = w.Events, w.Errors
	}
	timer := time.NewTimer(settle)
	timer.Stop()
	defer timer.Stop()
	settling := false // the timer runs
	for {
		force := false
		select {
		case <-ctx.Done():
			return followErr
		case <-faults: //nolint:errcheck // what was missed is found by reading
			timer.Reset(settle)
			settling = true
			continue
		case e := <-events:
			// Whatever is made beside it may be a link that it goes through; but where others write all the time, they
			// must not put off its reading.
			if filepath.Base(e.Name) == filepath.Base(path) || e.Has(fsnotify.Create) && !settling {
				timer.Reset(settle)
				settling = true
			}
			continue
		case <-asked:
			force = true
		case <-timer.C:
			settling = false
		}
		data, err := os.ReadFile(path)
		switch {
		case errors.Is(err, os.ErrNotExist) && !force:
			continue // an editor is about to put another one in its place
		case err == nil && bytes.Equal(data, known) && !force:
			continue
		}
		known = data
		take(config.Load(path))
	}
}

// follow watches the folder of a file.
func follow(path string) (*fsnotify.Watcher, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("following %s: %w", path, err)
	}
	if err := w.Add(filepath.Dir(path)); err != nil {
		return nil, errors.Join(fmt.Errorf("following %s: %w", path, err), w.Close())
	}
	return w, nil
}
