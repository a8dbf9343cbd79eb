package probes

import (
	"io"
	"net/http"
	"sync/atomic"
	"testing"

	"vigie/internal/result"
)

// The same bytes are another page where the headers beside them say so.
func TestAPageThatIsRememberedIsJudgedAnewByItsHeaders(t *testing.T) {
	var blocked atomic.Bool
	p := get(t, serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		if blocked.Load() {
			w.Header().Set("Cf-Mitigated", "challenge")
		}
		_, _ = io.WriteString(w, "<title>Shop</title><p>One moment</p>")
	}))
	for _, now := range []bool{false, false, true, false} {
		blocked.Store(now)
		r := askOnce(t, here(), p)
		if now {
			wants(t, r, result.Unknown, result.ContentForbidden)
		} else {
			wants(t, r, result.Up, "")
		}
		if r.HTTP.Visible != len("Onemoment") {
			t.Errorf("blocked: %t, and %d characters are visible", now, r.HTTP.Visible)
		}
	}
}
