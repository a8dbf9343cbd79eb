package probes

import (
	"bytes"
	"encoding/binary"
	"net"
	"testing"
	"time"

	"golang.org/x/net/http2"
)

// lines is a connection over which a server says what it was given, whatever it hears.
type lines struct {
	net.Conn
	says *bytes.Reader
}

func (l lines) Read(p []byte) (int, error)  { return l.says.Read(p) }
func (l lines) Write(p []byte) (int, error) { return len(p), nil }

func fuzzVisit(f *testing.F) *HTTP {
	p := &HTTP{Request: Request{Redirects: 10}, Expect: Expect{Visible: 1}}
	var err error
	if p.URL, err = p.URL.Parse("https://a.example/"); err != nil {
		f.Fatal(err)
	}
	return p
}

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
	p := fuzzVisit(f)
	f.Fuzz(func(t *testing.T, says []byte) {
		v := newVisit(t.Context(), p, here(), AnyFamily)
		defer v.wire.release()
		q := v.ask(p.URL, "POST", "a=b")
		a := v.exchange2(lines{says: bytes.NewReader(says)}, time.Now(), q)
		check(t, a)
	})
}

// Whatever comes as HTTP/1.1, reading it ends with a class or with an answer, and judging that with a result.
func FuzzHead(f *testing.F) {
	for _, s := range []string{
		htmlHead + "Content-Length: 5\r\n\r\nhello", "HTTP/1.1 103 Early\r\n\r\nHTTP/1.0 200 OK\r\n\r\nx", "HTTP/1.1 302 Found\r\nLocation: //b\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "SSH-2.0\r\n", "HTTP/1.1 429 Slow\r\nRetry-After: 3\r\nSet-Cookie: a=b\r\n\r\n",
	} {
		f.Add([]byte(s))
	}
	p := fuzzVisit(f)
	f.Fuzz(func(t *testing.T, says []byte) {
		v := newVisit(t.Context(), p, here(), AnyFamily)
		defer v.wire.release()
		q := v.ask(p.URL, "GET", "")
		a := v.exchange(lines{says: bytes.NewReader(says)}, time.Now(), q)
		check(t, a)
		if a.failure != "" {
			return
		}
		v.seen = append(v.seen, v.wire.headEvidence(a.head))
		_ = v.redirect(p.URL, a.head)
		v.takeCookies(p.URL, a.head)
		if _, found := v.judgeAnswer(a, p.URL); found.bad() && found.reason == "" {
			t.Error("no reason is given")
		}
		v.told()
	})
}

// check fails unless an answer is whole.
func check(t *testing.T, a answer) {
	t.Helper()
	if a.failure == "" && (a.head == nil || a.head.StatusCode < 101 || a.firstByte < 0) || a.failure != "" && a.reason == "" || len(a.body) > readLimit {
		t.Errorf("the answer is %+v", a)
	}
}
