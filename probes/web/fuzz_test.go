package web

import (
	"bytes"
	"encoding/binary"
	"io"
	"net/http"
	"net/url"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"vigie/probes/door"
	"vigie/probes/probetest"
)

// Whatever comes in frames, reading it ends with a class or with an answer.
func FuzzFrames(f *testing.F) {
	var b bytes.Buffer
	fr := http2.NewFramer(&b, nil)
	_ = fr.WriteSettings()
	block := []byte{0x88} // :status 200
	_ = fr.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: block, EndHeaders: true})
	_ = fr.WriteData(1, true, []byte("hello"))
	f.Add(b.Bytes())
	b.Reset()
	_ = fr.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 0})
	_ = fr.WriteGoAway(0, http2.ErrCodeNo, nil)
	f.Add(b.Bytes())
	f.Add([]byte("HTTP/1.1 200 OK\r\n\r\n"))
	f.Add(binary.BigEndian.AppendUint32(nil, 1<<31))
	at := &url.URL{Scheme: "https", Host: "a.example", Path: "/"}
	var w Wire
	f.Fuzz(func(t *testing.T, says []byte) {
		req := Request{Method: "POST", At: at, Host: at.Host, Body: "a=b", Fields: []Field{{"content-length", "3"}}, Within: "1 s"}
		check(t, w.HTTP2(door.System(), probetest.Tape{Reader: bytes.NewReader(says)}, time.Now(), req))
	})
}

// check fails unless an answer is whole.
func check(t *testing.T, a Answer) {
	t.Helper()
	if a.Failure == "" && (a.Head == nil || a.Head.StatusCode < 101 || a.FirstByte < 0) || a.Failure != "" && a.Reason == "" || len(a.Body) > Limit {
		t.Errorf("the answer is %+v", a)
	}
}

// However a body is packed and written, undoing it ends.
func FuzzBody(f *testing.F) {
	for _, encoding := range []string{"gzip", "br", "zstd", "deflate", "bare deflate", ""} {
		f.Add(probetest.Pack(f, encoding, []byte("<p>hello")), encoding)
	}
	f.Add([]byte("\xff\xfeh\x00"), "gzip, br")
	f.Fuzz(func(t *testing.T, body []byte, encoding string) {
		var buf bytes.Buffer
		head := &http.Response{Header: http.Header{"Content-Encoding": {encoding}}, Body: io.NopCloser(bytes.NewReader(body))}
		got, cut, raw, err := readBody(head, &buf)
		if len(got) > Limit || raw > int64(len(body)) || cut && len(got) != Limit {
			t.Errorf("%d bytes of %d, %d came, cut %t, %v", len(got), len(body), raw, cut, err)
		}
	})
}
