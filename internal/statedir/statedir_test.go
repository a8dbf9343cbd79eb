package statedir

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var moment = time.Date(2026, 11, 25, 9, 30, 0, 0, time.Local)

// TestMain lets the test binary be the other process: it takes the folder that it is given, says so, and waits.
func TestMain(m *testing.M) {
	path := os.Getenv("VIGIE_TEST_TAKE")
	if path == "" {
		os.Exit(m.Run())
	}
	if _, err := Take(path, "vigie serve", moment); err != nil {
		os.Stdout.WriteString("failed: " + err.Error() + "\n")
		os.Exit(1)
	}
	os.Stdout.WriteString("taken\n")
	select {}
}

func TestASecondProcessIsToldWhoTheFirstIs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "vigie")
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	first := exec.Command(exe)
	first.Env = append(os.Environ(), "VIGIE_TEST_TAKE="+path)
	out, err := first.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "taken\n" {
		t.Fatalf("the first process says %q (%v)", line, err)
	}
	_, err = Take(path, "vigie", time.Now())
	var taken *TakenError
	if !errors.As(err, &taken) || taken.PID != first.Process.Pid || taken.Command != "vigie serve" || !taken.Since.Equal(moment) {
		t.Errorf("the second is told %v", err)
	}
	if err == nil || !strings.Contains(err.Error(), "vigie serve (process ") || !strings.Contains(err.Error(), "since 25 Nov 09:30") {
		t.Errorf("in words: %v", err)
	}
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait() // killed
	f, err := Take(path, "vigie", time.Now())
	if err != nil {
		t.Fatalf("after the first was killed: %v", err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	again, err := Take(path, "vigie", time.Now())
	if err != nil {
		t.Fatalf("after it was given back: %v", err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

func TestAFolderThatCannotBeMadeIsNotTaken(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Take(filepath.Join(file, "vigie"), "vigie", time.Now())
	var taken *TakenError
	if err == nil || errors.As(err, &taken) {
		t.Errorf("a folder below a file: %v", err)
	}
}
