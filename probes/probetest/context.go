package probetest

import (
	"context"
	"testing"
	"time"
)

// Context is one for what is asked of a server of this test: it ends after a minute, or with the test.
func Context(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}
