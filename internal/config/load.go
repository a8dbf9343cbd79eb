package config

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/adrg/xdg"

	"vigie/internal/yamlread"
)

// Mistake is something wrong at a place of the configuration: file, line and column from 1, what is wrong, and the
// line that holds it with secrets masked.
type Mistake = yamlread.Mistake

// Find is the configuration that is used when none is named: in the user's configuration folder, then here.
func Find() (path string, ok bool) {
	for _, p := range []string{filepath.Join(xdg.ConfigHome, "vigie", "vigie.yaml"), "vigie.yaml"} {
		if info, err := os.Stat(p); err == nil && info.Mode().IsRegular() {
			return p, true
		}
	}
	return "", false
}

// Load reads a file. A mistake in it is a *Mistake, or several joined.
func Load(path string) (*Config, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the configuration: %w", err)
	}
	c, err := Parse(path, data, os.LookupEnv)
	if err != nil {
		return nil, err
	}
	c.Path = path
	return c, nil
}

const day = 24 * time.Hour

// Defaults is a configuration without sites.
func Defaults() *Config {
	return &Config{
		References: []string{
			"1.1.1.1:443", "9.9.9.9:443", "8.8.8.8:443", // by address: does the line work?
			"one.one.one.one:443", "dns.quad9.net:443", "dns.google:443", // by name: does the resolver?
		},
		Limits:  Limits{PerHost: 4},
		Console: Console{Theme: "auto", Language: "en"},
		History: History{Raw: 48 * time.Hour, Minutes: 30 * day, Hours: 2 * 365 * day},
	}
}

// Parse reads a configuration. The name stands in front of every mistake, and files that the configuration names
// are looked for beside it. env replaces ${NAME}; where it is nil, ${NAME} stays as it is.
func Parse(name string, data []byte, env func(string) (string, bool)) (*Config, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // some editors begin a file with it
	r, root, err := yamlread.Parse(name, shelter(data))
	if err != nil {
		return nil, legible(err)
	}
	if root == nil {
		return nil, &Mistake{
			File: name, Line: 1, Column: 1,
			Message: "the configuration is empty; it needs at least a site:\n\nsites:\n  - https://www.example.com",
		}
	}
	d := newDecoder(r, filepath.Dir(name), env)
	d.whole(root)
	if err := r.Err(); err != nil {
		return nil, legible(err)
	}
	return d.config, nil
}
