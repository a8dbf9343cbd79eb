package ovhconf

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gopkg.in/ini.v1"
)

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

func someKey() Key {
	return Key{Endpoint: "ovh-eu", Application: "app2", Secret: "secret2", Consumer: "consumer2"}
}

// read is what OVH's tools find in a file, for ovh-eu.
func read(t *testing.T, path, name string) string {
	t.Helper()
	f, err := ini.LooseLoad(path)
	if err != nil {
		t.Fatal(err)
	}
	return f.Section("ovh-eu").Key(name).String()
}

func TestAKeyIsWrittenForItsOwnerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), ".ovh.conf")
	if s, err := Look(path, "ovh-eu"); err != nil || s.Exists || s.Holds {
		t.Errorf("before: %+v, %v", s, err)
	}
	before, err := Write(path, someKey(), noon)
	if err != nil || before != "" {
		t.Fatal(before, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if read(t, path, "consumer_key") != "consumer2" || read(t, path, "application_key") != "app2" || read(t, path, "application_secret") != "secret2" {
		t.Error("it is not what was written")
	}
	if s, err := Look(path, "ovh-eu"); err != nil || !s.Exists || !s.Holds {
		t.Errorf("after: %+v, %v", s, err)
	}
}

const old = "; mine\n[default]\nendpoint=ovh-ca\n\n[ovh-ca]\nconsumer_key=canada\n\n[ovh-eu]\napplication_key=app1\n; of last year\nconsumer_key=consumer1\n"

func TestWhatElseStandsThereStaysAndWhatWasThereIsKept(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, ".ovh.conf")
	if err := os.WriteFile(path, []byte(old), 0o644); err != nil { // as somebody may have left it
		t.Fatal(err)
	}
	before, err := Write(path, someKey(), noon)
	if err != nil || before != path+".20261125-120000" {
		t.Fatal(before, err)
	}
	if kept, err := os.ReadFile(before); err != nil || string(kept) != old {
		t.Errorf("kept is %q, %v", kept, err)
	}
	for _, file := range []string{path, before} {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", file, info, err)
		}
	}
	data, _ := os.ReadFile(path)
	f, err := ini.Load(data)
	if err != nil || f.Section("ovh-ca").Key("consumer_key").String() != "canada" || f.Section("default").Key("endpoint").String() != "ovh-ca" {
		t.Errorf("%v in\n%s", err, data)
	}
	if read(t, path, "consumer_key") != "consumer2" || !strings.Contains(string(data), "; mine") || strings.Contains(string(data), "consumer1") {
		t.Errorf("written is\n%s", data)
	}
	if _, err := Write(path, someKey(), noon); err == nil || !strings.Contains(err.Error(), "exists") {
		t.Errorf("a copy was written over: %v", err)
	}
}

func TestALinkStaysALink(t *testing.T) {
	dir := t.TempDir()
	path, elsewhere := filepath.Join(dir, ".ovh.conf"), filepath.Join(dir, "dotfiles")
	if err := os.Symlink(elsewhere, path); err != nil {
		t.Skip("no links here: ", err)
	}
	if _, err := Write(path, someKey(), noon); err == nil || !strings.Contains(err.Error(), "leads nowhere") {
		t.Errorf("a link that leads nowhere: %v", err)
	}
	if err := os.WriteFile(elsewhere, []byte(old), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(path, someKey(), noon); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(path); err != nil || info.Mode()&os.ModeSymlink == 0 || read(t, elsewhere, "consumer_key") != "consumer2" {
		t.Errorf("%v, %v", info, err)
	}
}

// Neither what cannot be read nor what is no key is written, and no error tells a secret.
func TestWhatCannotBeWrittenIsLeftAsItIs(t *testing.T) {
	for name, c := range map[string]struct {
		there string
		key   Key
		want  string
	}{
		"a file that is none":   {"[ovh-eu]\nhunter2", someKey(), "each of its lines"},
		"a key of two lines":    {old, Key{"ovh-eu", "a", "b", "hunter2\n[default]"}, "no key of OVHcloud"},
		"a secret that is none": {old, Key{"ovh-eu", "a", "hunter2 b", "c"}, "no key of OVHcloud"},
	} {
		path := filepath.Join(t.TempDir(), ".ovh.conf")
		if err := os.WriteFile(path, []byte(c.there), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Write(path, c.key, noon)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", name, err)
		}
		if now, _ := os.ReadFile(path); string(now) != c.there {
			t.Errorf("%s: the file became %q", name, now)
		}
	}
	path := filepath.Join(t.TempDir(), ".ovh.conf")
	if err := os.WriteFile(path, []byte("[ovh-eu]\naccess_token=hunter2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Look(path, "ovh-eu"); err == nil || !strings.Contains(err.Error(), "access_token") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("another way in: %v", err)
	}
}
