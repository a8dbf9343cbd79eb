package feed

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTheStateThatWordsTell(t *testing.T) {
	for _, c := range []struct {
		words   string
		planned bool
		want    string
	}{
		{"The scheduled maintenance has been completed.", true, "completed"},
		{"This maintenance is postponed to another date.", true, "completed"},
		{"The current maintenance has been canceled and it will be rescheduled later.", true, "completed"},
		{"Scheduled maintenance is currently in progress.", true, "in_progress"},
		{"It will be completed by 14:00.", true, "scheduled"},
		{"The incident has now been resolved.", false, "resolved"},
		{"Title\n[RESOLVED] Slow answers", false, "resolved"},
		{"Service is operating normally: x", false, "resolved"},
		{"We keep you updated until it is resolved.", false, "open"},
		{"It has not been resolved yet.", false, "open"},
		{"", false, "open"},
	} {
		if got := stateOf(c.words, c.planned); got != c.want {
			t.Errorf("%q is %s, want %s", c.words, got, c.want)
		}
	}
}

// entries of a feed, each a day older than the one before.
func feedWith(texts ...string) string {
	var b strings.Builder
	b.WriteString("<rss><channel>")
	for k, text := range texts {
		fmt.Fprintf(&b, "<item><title>n%d</title><link>https://s.example/incidents/code%d</link><pubDate>%s</pubDate><description><![CDATA[%s]]></description></item>",
			k, k, august.AddDate(0, 0, -k).Add(-time.Hour).Format(time.RFC1123Z), text)
	}
	return b.String() + "</channel></rss>"
}

func TestEntriesOfAFeed(t *testing.T) {
	const old, newer = "<p><small>Aug 20, 08:00 UTC</small><br><strong>Investigating</strong> - We look. Start time: 20/08/2026 07:30 UTC</p>",
		"<p><small>Aug 20, 09:00 UTC</small><br><strong>Update</strong> - Still. End time: 23/08/2026 12:00 UTC</p>"
	p := (&stage{answers: map[string]string{"/f.xml": feedWith(
		"no state, and an hour old", "no state, and a day and an hour old", newer+old,
		"<p><small>Aug 20, 10:00 UTC</small><br><strong>Resolved</strong> - Over.</p>"+newer+old,
		"<p><strong>THIS IS A SCHEDULED EVENT Sep 8, 20:00 UTC</strong></p><p><small>Aug 18, 10:00 UTC</small><br><strong>Scheduled</strong> - x</p>",
	)}}).at(t, "/f.xml", august)
	list := read(t, p).Notices
	if got := ids(list); !slices.Equal(got, []string{"code0 open", "code2 investigating", "code4 scheduled"}) {
		t.Fatalf("it says %q", got)
	}
	n := list[1]
	if len(n.Updates) != 2 || n.Updates[0].State != "investigating" || n.Updates[1].Body != "Still. End time: 23/08/2026 12:00 UTC" ||
		!n.Updates[1].Time.Equal(time.Date(2026, 8, 20, 9, 0, 0, 0, time.UTC)) || n.Started.Minute() != 30 || n.ETA.Day() != 23 || n.URL != "https://s.example/incidents/code2" {
		t.Errorf("notice = %+v", n)
	}
	if !list[2].Planned || list[2].Posted.Day() != 18 {
		t.Errorf("works = %+v", list[2])
	}
}
