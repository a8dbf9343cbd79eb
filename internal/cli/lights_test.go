package cli

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"vigie/internal/account"
	"vigie/internal/estate"
)

func TestWhatAPageShowsAsNotWellIsSaidWithItsAge(t *testing.T) {
	at := time.Date(2025, 1, 7, 9, 30, 0, 0, time.Local)
	var out bytes.Buffer
	lights(newPaper(&out, &flags{}), &estate.Snapshot{Components: []account.Component{
		{Page: "public-cloud", Name: "GRA11", Group: "Object Storage", State: "partial_outage", Since: at},
		{Page: "public-cloud", Name: "SBG5", State: "operational", Since: at},
		{Page: "x", Name: "\x1b[2Jclear", State: "major_outage"},
	}})
	got := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(got) != 2 || got[0] != "since 2025-01-07 09:30  partial_outage        Object Storage: GRA11  public-cloud" ||
		!strings.HasPrefix(got[1], "since an unknown time  major_outage") || strings.Contains(got[1], "\x1b[2J") {
		t.Errorf("%q", got)
	}
}
