// Package ovhconf writes the key of an OVHcloud account to .ovh.conf, the file in which every OVH tool looks for it. What
// else stands there stays, and the file as it was is kept beside it.
//
// It may import wholefile, and nothing else of vigie.
package ovhconf

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"regexp"
	"time"

	"gopkg.in/ini.v1"

	"vigie/internal/wholefile"
)

// Key is a key of an account, with the application in whose name it was made.
type Key struct {
	Endpoint    string // ovh-eu, or the address of an endpoint
	Application string
	Secret      string // of the application
	Consumer    string
}

// State is what stands in a file before a key is written to it.
type State struct {
	Exists bool
	Holds  bool // a consumer key for this endpoint, which the new one replaces
}

// Home is the file of the person who runs this. The folder is found as go-ovh finds it, whatever HOME says.
func Home() (string, error) {
	who, err := user.Current()
	if err != nil {
		return "", fmt.Errorf("looking for the home folder: %w", err)
	}
	return filepath.Join(who.HomeDir, ".ovh.conf"), nil
}

// Look tells what a key for an endpoint would find in a file. It fails where no key can be written.
func Look(path, endpoint string) (State, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return State{}, nil
	}
	if err != nil {
		return State{}, fmt.Errorf("reading %s: %w", path, err)
	}
	file, err := parse(path, data)
	if err != nil {
		return State{}, err
	}
	for _, other := range []string{"access_token", "client_id"} {
		if file.Section(endpoint).Key(other).String() != "" {
			return State{}, fmt.Errorf("%s has another way in for %s already (%s), and OVH's tools take no two: take it out first", path, endpoint, other)
		}
	}
	return State{Exists: true, Holds: file.Section(endpoint).Key("consumer_key").String() != ""}, nil
}

// parse reads a file as go-ovh does. What is wrong with it is not told in its own words: a line of it may be a secret.
func parse(path string, data []byte) (*ini.File, error) {
	file, err := ini.Load(data)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: each of its lines must be a [section], key=value, or a comment after ;", path)
	}
	return file, nil
}

// plain is what keys are made of: nothing that would mean something else in the file.
var plain = regexp.MustCompile(`^[A-Za-z0-9_.-]+$`)

// Plain tells whether a text can be a key.
func Plain(key string) bool { return plain.MatchString(key) }

// Write puts a key into a file, which only its owner may read from then on. The file as it was before is kept beside it,
// and its name returned; empty where there was none.
func Write(path string, k Key, now time.Time) (before string, err error) {
	for _, part := range []string{k.Application, k.Secret, k.Consumer} {
		if !Plain(part) {
			return "", errors.New("this is no key of OVHcloud: a key is made of letters and digits")
		}
	}
	if path, err = target(path); err != nil {
		return "", fmt.Errorf("looking for %s: %w", path, err)
	}
	old, err := os.ReadFile(path)
	there := err == nil
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("reading %s: %w", path, err)
	}
	file, err := parse(path, old)
	if err != nil {
		return "", err
	}
	if !there {
		file.Section("default").Key("endpoint").SetValue(k.Endpoint)
	}
	account := file.Section(k.Endpoint)
	account.Key("application_key").SetValue(k.Application)
	account.Key("application_secret").SetValue(k.Secret)
	account.Key("consumer_key").SetValue(k.Consumer)
	var words bytes.Buffer
	if _, err := file.WriteTo(&words); err != nil {
		return "", fmt.Errorf("writing %s: %w", path, err)
	}
	if there {
		before = path + "." + now.Format("20060102-150405")
		if err := create(before, old); err != nil {
			return "", fmt.Errorf("keeping a copy of %s: %w", path, err)
		}
	}
	if err := wholefile.Replace(path, words.Bytes()); err != nil {
		return before, fmt.Errorf("writing %s: %w", path, err)
	}
	return before, nil
}
