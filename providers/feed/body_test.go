package feed

import (
	"testing"
	"time"
)

// What people write of beginning and end is read, and a beginning that was copied for the end is the end.
func TestDeclared(t *testing.T) {
	at := func(hour, minute int) time.Time { return time.Date(2022, 8, 1, hour, minute, 0, 0, time.UTC) }
	for body, want := range map[string][2]time.Time{
		"Start time : 01/08/2022 06:07 UTC\nEnd time : 01/08/2022 10:39UTC":                                     {at(6, 7), at(10, 39)},
		"Start time : 01/08/2022 06:07 UTC\nStart time : 01/08/2022 10:39 UTC\nAll is well":                     {at(6, 7), at(10, 39)},
		"Start time : 01/08/2022 06:07 UTC\nUpdate. Start time : 01/08/2022 06:10\nEnd time : 01/08/2022 10:39": {at(6, 10), at(10, 39)},
		"Start time : 01/08/2022 10:39 UTC\nStart time : 01/08/2022 06:07 UTC":                                  {at(6, 7), {}},
		"End time : 1/8/2022 6h07":              {{}, at(6, 7)},
		"Start Time : 18/08/202 08:14 UTC":      {},
		"Start time : 41/08/2022 06:07 UTC":     {},
		"There has been no impact since 11:02.": {},
	} {
		if start, end := declared(body); !start.Equal(want[0]) || !end.Equal(want[1]) {
			t.Errorf("%q: from %v to %v, want %v", body, start, end, want)
		}
	}
}

// Where a link leads is kept, since the incident that caused another is often behind a word.
func TestPlain(t *testing.T) {
	for body, want := range map[string]string{
		`Root cause : see <a href="https://a.example/incidents/x1">this link</a>.<br>Over`: "Root cause : see this link (https://a.example/incidents/x1).\nOver",
		`<a href="https://a.example/x">https://a.example/x</a>`:                            "https://a.example/x",
		`<a href="javascript:alert(1)">press</a> <a name="here">here</a>`:                  "press here",
		`<a href="https://a.example/x">one <a href="https://a.example/y">two</a>`:          "one  (https://a.example/x)two (https://a.example/y)",
		"a & b": "a & b",
	} {
		if got := plain(body); got != want {
			t.Errorf("%q is %q, want %q", body, got, want)
		}
	}
}
