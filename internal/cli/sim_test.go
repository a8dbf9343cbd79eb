package cli

import (
	"errors"
	"testing"
)

func TestSimRefusesFlagsThatMeanNothing(t *testing.T) {
	for name, args := range map[string][]string{
		"rights":    {"--rights", "all"},
		"fault":     {"--fault", "GET vps"},
		"resources": {"--resources", "0"},
		"scenario":  {"--scenario", "nowhere"},
	} {
		var e exit
		if _, _, err := run(t, append([]string{"sim"}, args...)...); !errors.As(err, &e) || e.code != exitUsage {
			t.Errorf("%s: %v", name, err)
		}
	}
}
