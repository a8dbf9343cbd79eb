package config_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"vigie/internal/config"
)

// What the front page shows is what a newcomer copies: it must be taken as it stands.
func TestTheConfigurationOfTheReadmeIsRight(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(readme), -1)
	if len(blocks) < 2 {
		t.Fatalf("the README has %d configurations", len(blocks))
	}
	for _, b := range blocks {
		text := strings.Replace(b[1], "ca: ca.pem, ", "", 1) // a file that is not here
		c, err := config.Parse("README.md", []byte(text), env)
		if err != nil {
			t.Errorf("%v", err)
		} else if len(c.Warnings) > 0 {
			t.Errorf("the configuration of the README is taken with %q", c.Warnings)
		}
	}
}
