package web

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"testing"

	"vigie/probes/probetest"
)

func TestABodyMayBePackedTwice(t *testing.T) {
	packed := []byte("hello")
	for times, encodings := range []string{"", "gzip", "gzip, br", "gzip, br, gzip"} {
		head := &http.Response{Header: http.Header{"Content-Encoding": {encodings}}, Body: io.NopCloser(bytes.NewReader(packed))}
		body, _, raw, err := readBody(head, new(bytes.Buffer))
		if times > 2 {
			if !errors.Is(err, errPacked) {
				t.Errorf("packed as %s it is %q (%v)", encodings, body, err)
			}
			return
		}
		if err != nil || string(body) != "hello" || raw != int64(len(packed)) {
			t.Errorf("packed as %s it is %q of %d bytes (%v)", encodings, body, raw, err)
		}
		packed = probetest.Pack(t, []string{"gzip", "br", "gzip"}[times], packed)
	}
}
