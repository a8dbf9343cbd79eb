package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	zoneFolder = "zones"            // in the state folder
	zoneStamp  = "20060102T150405Z" // in the names of the files there
	zoneEnding = ".zone"
)

// keepZone keeps a copy of a zone as it was at a moment. It is never written over.
func keepZone(state, zone, copied string, at time.Time) error {
	path := filepath.Join(state, zoneFolder, fileName(zone)+"@"+at.UTC().Format(zoneStamp)+zoneEnding)
	if err := writeNew(path, copied); err != nil {
		return fmt.Errorf("keeping a copy of the zone: %w", err)
	}
	return nil
}

// keptZone is the newest copy of a zone.
func keptZone(state, zone string) (name string, at time.Time, copied string, err error) {
	name = strings.ToLower(strings.TrimSuffix(zone, "."))
	files, err := os.ReadDir(filepath.Join(state, zoneFolder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return name, at, "", fmt.Errorf("looking for copies of the zone: %w", err)
	}
	var newest string
	for _, f := range files {
		stamp, ours := strings.CutPrefix(strings.TrimSuffix(f.Name(), zoneEnding), fileName(name)+"@")
		if when, err := time.Parse(zoneStamp, stamp); ours && err == nil && when.After(at) {
			newest, at = f.Name(), when
		}
	}
	if newest == "" {
		return name, at, "", fmt.Errorf("there is no copy of the zone %s: one is made when a fallback is put", name)
	}
	data, err := os.ReadFile(filepath.Join(state, zoneFolder, newest))
	if err != nil {
		return name, at, "", fmt.Errorf("reading the copy of the zone: %w", err)
	}
	return name, at, string(data), nil
}

// fileName makes the name of a file of the name of a zone: whatever is not a letter, a digit, a dot or a hyphen goes.
func fileName(zone string) string {
	return string(slices.DeleteFunc([]byte(strings.ToLower(zone)), func(c byte) bool {
		return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '-' && c != '_'
	}))
}
