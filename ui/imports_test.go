package ui_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The screen reads snapshots and sends intents: nothing in it may reach a network, a process or a probe.
func TestImports(t *testing.T) {
	allowed := []string{
		"vigie/internal/estate", "vigie/internal/result", "vigie/internal/account", "vigie/internal/text", "vigie/ui/",
		"charm.land/bubbletea/v2", "charm.land/bubbles/v2/", "charm.land/lipgloss/v2", "github.com/charmbracelet/x/ansi",
	}
	forbidden := []string{"net", "os", "syscall", "plugin", "unsafe"}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, imported := range file.Imports {
			name, err := strconv.Unquote(imported.Path.Value)
			if err != nil {
				return err
			}
			first, _, _ := strings.Cut(name, "/")
			std := !strings.Contains(first, ".") && first != "vigie"
			if std && slices.Contains(forbidden, first) {
				t.Errorf("%s imports %s", path, name)
			}
			if !std && !slices.ContainsFunc(allowed, func(a string) bool { return name == a || strings.HasSuffix(a, "/") && strings.HasPrefix(name, a) }) {
				t.Errorf("%s imports %s", path, name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("reading the packages of the screen: %v", err)
	}
}
