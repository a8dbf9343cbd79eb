package plain

import (
	"strings"
	"testing"

	"vigie/internal/uitest"
)

func TestWhatIsWrongWithVigieItselfIsToldOnceAndTakenBack(t *testing.T) {
	var b strings.Builder
	tell := teller{w: &b}
	tell.tell(uitest.Kinds())
	for _, words := range []string{
		"vigie: the history is not kept since 01:40:40: no space is left on the disk of /var/lib/vigie\n",
		"vigie: an edit of the configuration was not taken: vigie.yaml:12:5: ",
		"Shop: status 500 Internal Server Error, expected 200-299 (no alert: needs Database, which is down)\n",
	} {
		if !strings.Contains(b.String(), words) {
			t.Errorf("nobody is told %q:\n%s", words, b.String())
		}
	}
	b.Reset()
	same := uitest.Kinds()
	same.Version++
	tell.tell(same)
	if b.Len() > 0 {
		t.Errorf("told again: %s", b.String())
	}
	mended := uitest.Calm()
	mended.Version = same.Version + 1
	tell.tell(mended)
	for _, words := range []string{"the history is kept again", "the configuration is taken again"} {
		if !strings.Contains(b.String(), words) {
			t.Errorf("nobody is told %q:\n%s", words, b.String())
		}
	}
}
