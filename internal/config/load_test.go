package config_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/adrg/xdg"

	"vigie/internal/config"
)

func TestTheConfigurationOfTheUserIsFoundBeforeTheOneHere(t *testing.T) {
	home := t.TempDir()
	t.Cleanup(xdg.Reload) // after the environment is as it was
	t.Setenv("XDG_CONFIG_HOME", home)
	xdg.Reload()
	t.Chdir(t.TempDir())
	finds := func(want string) {
		t.Helper()
		if path, ok := config.Find(); path != want || ok != (want != "") {
			t.Errorf("found is %q (%t), want %q", path, ok, want)
		}
	}
	finds("")
	if err := os.Mkdir("vigie.yaml", 0o700); err != nil { // a folder is none
		t.Fatal(err)
	}
	finds("")
	own := filepath.Join(home, "vigie", "vigie.yaml")
	if err := os.MkdirAll(filepath.Dir(own), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(own, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	finds(own)
	if err := os.Remove("vigie.yaml"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("vigie.yaml", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	finds(own)
	if err := os.Remove(own); err != nil {
		t.Fatal(err)
	}
	finds("vigie.yaml")
}
