package probes

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"vigie/internal/result"
	"vigie/probes/probetest"
)

func TestHTTP08_WhatIsSpokenIsWhatTheServerChooses(t *testing.T) {
	leaf, _, pool := probetest.Localhost(t)
	env := trusting(pool)
	page := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "spoken: "+r.Proto) })
	both, one, two := serveTLS(t, page, leaf), serveTLSWith(t, page, []string{"http/1.1"}, leaf), onlyH2(t, page, leaf)
	for _, c := range []struct {
		server  string
		ask     Protocol
		proto   string
		failure result.Failure
	}{
		{both, "", "HTTP/2.0", ""},
		{both, AnyProtocol, "HTTP/2.0", ""},
		{both, HTTP1, "HTTP/1.1", ""},
		{both, HTTP2, "HTTP/2.0", ""},
		{one, AnyProtocol, "HTTP/1.1", ""},
		{one, HTTP1, "HTTP/1.1", ""},
		{one, HTTP2, "", result.TLSHandshake},
		{two, AnyProtocol, "HTTP/2.0", ""},
		{two, HTTP1, "", result.HTTPReset}, // it lets such a client in, and then has nothing to say
		{two, HTTP2, "HTTP/2.0", ""},
	} {
		_, port, _ := net.SplitHostPort(c.server)
		p := get(t, "https://localhost:"+port)
		p.Protocol = c.ask
		if c.failure == "" {
			p.Expect.Contains = []Pattern{{Text: "spoken: " + c.proto}}
		}
		r := askOnce(t, env, p)
		if r.Failure != c.failure || r.HTTP.Proto != c.proto {
			t.Errorf("asked for %q: %s %s over %s", c.ask, r.Failure, r.Reason, r.HTTP.Proto)
		}
	}
	p := get(t, serve(t, page))
	p.Protocol = HTTP2
	wants(t, askOnce(t, env, p), result.Unknown, "") // nobody speaks it in the clear
}

// onlyH2 is a web server that speaks HTTP/2 and refuses everything else.
func onlyH2(t *testing.T, h http.Handler, chain ...probetest.Authority) string {
	t.Helper()
	config := &tls.Config{Certificates: []tls.Certificate{probetest.Shown(chain...)}, NextProtos: []string{"h2"}}
	return probetest.ServeTLS(t, config, func(c *tls.Conn) {
		if c.ConnectionState().NegotiatedProtocol == "h2" {
			(&http2.Server{}).ServeConn(c, &http2.ServeConnOpts{Handler: h}) //nolint:staticcheck // the other way always offers HTTP/1.1 too
		}
	})
}

// talker is a server that says just what a test wants it to say in HTTP/2.
type talker struct {
	*http2.Framer
	conn *tls.Conn
	hpack.Encoder
	block bytes.Buffer
}

// headers sends headers: the status, then names and values.
func (s *talker) headers(end bool, status string, fields ...string) {
	s.block.Reset()
	e := hpack.NewEncoder(&s.block)
	_ = e.WriteField(hpack.HeaderField{Name: ":status", Value: status})
	for i := 0; i < len(fields); i += 2 {
		_ = e.WriteField(hpack.HeaderField{Name: fields[i], Value: fields[i+1]})
	}
	block := s.block.Bytes()
	first := block[:min(len(block), 16000)]
	_ = s.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: first, EndHeaders: len(first) == len(block), EndStream: end})
	for rest := block[len(first):]; len(rest) > 0; {
		n := min(len(rest), 16000)
		_ = s.WriteContinuation(1, n == len(rest), rest[:n])
		rest = rest[n:]
	}
}

// speakH2 is a server that shakes hands, sends its settings, hears the question, and then does what a test says.
func speakH2(t *testing.T, by probetest.Authority, do func(*talker)) string {
	t.Helper()
	config := &tls.Config{Certificates: []tls.Certificate{probetest.Shown(by)}, NextProtos: []string{"h2"}}
	return probetest.ServeTLS(t, config, func(s *tls.Conn) {
		if _, err := io.ReadFull(s, make([]byte, len(http2.ClientPreface))); err != nil {
			return
		}
		say := &talker{Framer: http2.NewFramer(s, s), conn: s}
		for heard := false; !heard; {
			f, err := say.ReadFrame()
			if err != nil {
				return
			}
			heard = f.Header().Type == http2.FrameHeaders
		}
		do(say)
	})
}

func TestHTTP08_WhatAnHTTP2ServerMayDo(t *testing.T) {
	leaf, _, pool := probetest.Localhost(t)
	env := trusting(pool)
	hold := func(s *talker) { _, _ = io.Copy(io.Discard, s.conn) }
	cut := func(s *talker) { probetest.CutOff(s.conn.NetConn().(*net.TCPConn)) }
	begin := func(s *talker) { _ = s.WriteSettings() }
	for name, c := range map[string]struct {
		do      func(*talker)
		failure result.Failure
		reason  string
	}{
		"a page": {func(s *talker) {
			begin(s)
			s.headers(false, "200", "content-type", "text/html")
			_ = s.WriteData(1, true, []byte("hello"))
			hold(s)
		}, "", ""},
		"in pieces, padded": {func(s *talker) {
			begin(s)
			s.headers(false, "200")
			_ = s.WriteDataPadded(1, false, []byte("hel"), make([]byte, 9))
			_ = s.WriteData(1, false, nil)
			_ = s.WriteData(1, true, []byte("lo"))
			hold(s)
		}, "", ""},
		"interim, trailers": {func(s *talker) {
			begin(s)
			s.headers(false, "103", "link", "</a.css>")
			s.headers(false, "200")
			_ = s.WriteData(1, false, []byte("hello"))
			s.block.Reset()
			_ = hpack.NewEncoder(&s.block).WriteField(hpack.HeaderField{Name: "x-sum", Value: "1"})
			_ = s.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: s.block.Bytes(), EndHeaders: true, EndStream: true})
			hold(s)
		}, "", ""},
		"asks whether we live": {func(s *talker) {
			begin(s)
			_ = s.WritePing(false, [8]byte{1})
			for {
				f, err := s.ReadFrame()
				if err != nil {
					return
				}
				if p, ok := f.(*http2.PingFrame); ok && p.IsAck() {
					break
				}
			}
			s.headers(false, "200")
			_ = s.WriteData(1, true, []byte("hello"))
			hold(s)
		}, "", ""},
		"long headers": {func(s *talker) {
			begin(s)
			s.headers(false, "200", "x-long", strings.Repeat("a", 40000))
			_ = s.WriteData(1, true, []byte("hello"))
			hold(s)
		}, "", ""},
		"goes when done": {func(s *talker) {
			begin(s)
			_ = s.WriteGoAway(1, http2.ErrCodeNo, nil)
			s.headers(false, "200")
			_ = s.WriteData(1, true, []byte("hello"))
		}, "", ""},
		"the right length": {func(s *talker) {
			begin(s)
			s.headers(false, "200", "content-length", "5")
			_ = s.WriteData(1, true, []byte("hello"))
			hold(s)
		}, "", ""},
		"an error":       {func(s *talker) { begin(s); s.headers(true, "503"); hold(s) }, result.HTTPStatus, "503 Service Unavailable"},
		"nothing at all": {func(s *talker) { begin(s); s.headers(true, "200", "content-type", "text/html"); hold(s) }, result.ContentBlank, "the answer is empty"},
		"silence":        {hold, result.HTTPTimeout, "no answer came within 1 s"},
		"only settings":  {func(s *talker) { begin(s); hold(s) }, result.HTTPTimeout, "no answer came"},
		"stops in the page": {func(s *talker) {
			begin(s)
			s.headers(false, "200", "content-length", "50")
			_ = s.WriteData(1, false, []byte("hello"))
			hold(s)
		}, result.HTTPTimeout, "after 5 of 50 bytes"},
		"refuses the stream": {func(s *talker) { begin(s); _ = s.WriteRSTStream(1, http2.ErrCodeRefusedStream); hold(s) }, result.HTTPReset, "REFUSED_STREAM"},
		"resets in the page": {func(s *talker) {
			begin(s)
			s.headers(false, "200")
			_ = s.WriteData(1, false, []byte("hello"))
			_ = s.WriteRSTStream(1, http2.ErrCodeInternal)
			hold(s)
		}, result.HTTPReset, "after 5 bytes (HTTP/2: INTERNAL_ERROR)"},
		"goes away":     {func(s *talker) { begin(s); _ = s.WriteGoAway(0, http2.ErrCodeNo, nil); hold(s) }, result.HTTPReset, "goes away"},
		"wants us calm": {func(s *talker) { begin(s); _ = s.WriteGoAway(1, http2.ErrCodeEnhanceYourCalm, nil); hold(s) }, result.HTTPReset, "ENHANCE_YOUR_CALM"},
		"cuts at once":  {cut, result.HTTPReset, "before it answered"},
		"cuts in the page": {func(s *talker) {
			begin(s)
			s.headers(false, "200")
			_ = s.WriteData(1, false, []byte("hello"))
			cut(s)
		}, result.HTTPReset, "in the middle of the page"},
		"hangs up at once":     {func(*talker) {}, result.HTTPReset, "without an answer"},
		"hangs up in the page": {func(s *talker) { begin(s); s.headers(false, "200"); _ = s.WriteData(1, false, []byte("hello")) }, result.HTTPTruncated, "after 5 bytes"},
		"short of its length": {func(s *talker) {
			begin(s)
			s.headers(false, "200", "content-length", "50")
			_ = s.WriteData(1, true, []byte("hello"))
			hold(s)
		}, result.HTTPTruncated, "after 5 of 50 bytes"},
		"longer than it says": {func(s *talker) {
			begin(s)
			s.headers(false, "200", "content-length", "3")
			_ = s.WriteData(1, true, []byte("hello"))
			hold(s)
		}, result.HTTPMalformed, "longer than the 3 bytes"},
		"no settings": {func(s *talker) { s.headers(false, "200"); hold(s) }, result.HTTPMalformed, "does not begin with its settings"},
		"HTTP/1.1 after all": {func(s *talker) {
			_, _ = io.WriteString(s.conn, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
			hold(s)
		}, result.HTTPMalformed, "not HTTP/2"},
		"data first":          {func(s *talker) { begin(s); _ = s.WriteData(1, true, []byte("hello")); hold(s) }, result.HTTPMalformed, "before the headers"},
		"no status":           {func(s *talker) { begin(s); s.headers(true, "abc"); hold(s) }, result.HTTPMalformed, `its status is "abc"`},
		"a length of letters": {func(s *talker) { begin(s); s.headers(true, "200", "content-length", "x"); hold(s) }, result.HTTPMalformed, `its length is "x"`},
		"another's answer":    {func(s *talker) { begin(s); _ = s.WriteData(3, true, []byte("hello")); hold(s) }, result.HTTPMalformed, "what nobody asked"},
		"a broken header": {func(s *talker) {
			begin(s)
			_ = s.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: []byte{0xff, 0xff, 0xff}, EndHeaders: true})
			hold(s)
		}, result.HTTPMalformed, "not HTTP/2"},
		"endless headers": {func(s *talker) {
			begin(s)
			for range 200 {
				s.headers(false, "103", "x-long", strings.Repeat("a", 1000))
			}
			s.headers(true, "200", slices.Repeat([]string{"x-long", strings.Repeat("b", 10000)}, 150)...)
			hold(s)
		}, result.HTTPTooLarge, "1 MiB"},
		"endless pings": {func(s *talker) {
			begin(s)
			for range 20000 {
				if s.WritePing(true, [8]byte{}) != nil {
					return
				}
			}
			hold(s)
		}, result.HTTPMalformed, "frame after frame"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, port, _ := net.SplitHostPort(speakH2(t, leaf, c.do))
			r := askWithin(t, env, get(t, "https://localhost:"+port+"/"), timeoutFor(c.failure))
			if r.Failure != c.failure || (r.State == result.Up) != (c.failure == "") {
				t.Errorf("%s %q: %s", r.State, r.Failure, r.Reason)
			}
			if !strings.Contains(r.Reason, c.reason) {
				t.Errorf("the reason is %q, want %q in it", r.Reason, c.reason)
			}
			if c.failure == "" && (r.HTTP.Proto != "HTTP/2.0" || r.HTTP.Bytes != 5 || (r.Total-sum(r.Phases)).Abs() > r.Total/100) {
				t.Errorf("%+v in %v, %v", r.HTTP, r.Total, r.Phases)
			}
		})
	}
}

// A server that chooses HTTP/2 and then wants HTTP/1.1 gets it, as from a browser.
func TestHTTP08_AServerMayWantHTTP1AfterAll(t *testing.T) {
	leaf, _, pool := probetest.Localhost(t)
	config := &tls.Config{Certificates: []tls.Certificate{probetest.Shown(leaf)}, NextProtos: []string{"h2", "http/1.1"}}
	address := probetest.ServeTLS(t, config, func(s *tls.Conn) {
		if s.ConnectionState().NegotiatedProtocol == "h2" {
			f := http2.NewFramer(s, s)
			_ = f.WriteSettings()
			_ = f.WriteRSTStream(1, http2.ErrCodeHTTP11Required)
			_, _ = io.Copy(io.Discard, s)
			return
		}
		_, _ = s.Read(make([]byte, 4096))
		_, _ = io.WriteString(s, htmlHead+"Content-Length: 5\r\n\r\nhello")
	})
	env := trusting(pool)
	_, port, _ := net.SplitHostPort(address)
	r := askOnce(t, env, get(t, "https://localhost:"+port))
	wants(t, r, result.Up, "")
	if r.HTTP.Proto != "HTTP/1.1" {
		t.Errorf("it was asked over %s", r.HTTP.Proto)
	}
}

// What is sent over HTTP/2 is the same question, whole, however little room the server gives at first.
func TestHTTP08_AQuestionOverHTTP2(t *testing.T) {
	leaf, _, pool := probetest.Localhost(t)
	body := strings.Repeat("a long form=", 30000) // more than the first windows hold
	address := serveTLS(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got, _ := io.ReadAll(r.Body)
		user, password, _ := r.BasicAuth()
		_, _ = io.WriteString(w, strings.Join([]string{r.Method, r.Host, r.URL.String(), strconv.FormatBool(string(got) == body), user, password, r.Header.Get("X-Key"), r.Header.Get("Connection")}, "|"))
	}), leaf)
	env := trusting(pool)
	_, port, _ := net.SplitHostPort(address)
	p := get(t, "https://localhost:"+port+"/caf\u00e9/a b?q=1#part")
	p.Method, p.Body, p.User, p.Password = "POST", body, "u", "pw"
	p.Header = map[string]string{"X-Key": strings.Repeat("k", 20000), "Connection": "upgrade", "Transfer-Encoding": "x"}
	p.Expect.Contains = []Pattern{{Text: "POST|localhost:" + port + "|/caf%C3%A9/a%20b?q=1|true|u|pw|" + p.Header["X-Key"] + "|"}}
	wants(t, askOnce(t, env, p), result.Up, "")
	p = get(t, "https://localhost:"+port+"/")
	p.Method = "HEAD"
	wants(t, askOnce(t, env, p), result.Up, "")
}
