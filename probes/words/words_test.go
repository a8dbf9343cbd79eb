package words

import (
	"strings"
	"testing"
	"time"
)

func TestADurationAsAPersonSaysIt(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 ms", 1499 * time.Microsecond: "1 ms", 250 * time.Millisecond: "250 ms", time.Second - time.Microsecond: "1 s", time.Second: "1 s", 1540 * time.Millisecond: "1.5 s",
		10 * time.Second: "10 s", 59700 * time.Millisecond: "60 s",
	} {
		if got := Seconds(d); got != want {
			t.Errorf("%d ns is %q, want %q", d, got, want)
		}
	}
}

func TestWhatOthersSayIsCutBetweenCharacters(t *testing.T) {
	for most, want := range map[int]string{0: "", 3: "caf", 4: "caf", 5: "café", 9: "café"} {
		if got := Cut("café", most); got != want {
			t.Errorf("of %d bytes %q is left, want %q", most, got, want)
		}
	}
	long := strings.Repeat("é", 60)
	if got := First(long); got != long {
		t.Errorf("60 characters become %q", got)
	}
	if got := First(long + "éé"); got != long+"…" {
		t.Errorf("62 characters become %q", got)
	}
}
