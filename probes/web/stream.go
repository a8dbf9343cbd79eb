package web

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"vigie/probes/neterr"
)

// stream is the one exchange of an HTTP/2 connection, seen from the side that asks. The library's framer reads and
// writes the frames; what they mean for a single request is decided here, one after the other, without any of the
// goroutines that a client for many requests needs. Times and failures are exact for that.
type stream struct {
	conn    net.Conn
	framer  *http2.Framer
	waiting bytes.Buffer // frames that are sent before anything more is read
	sendErr error        // an answer may come all the same
	settled bool         // the server has sent its settings
	unsent  []byte       // of the body of the request
	window  int64        // how much of it may be sent, for the stream
	whole   int64        // the same for the connection
	initial int64        // what the server's settings give a stream
	frames  int          // that brought nothing of the answer
	ended   bool         // the answer is over
	code    http2.ErrCode
	left    []byte // of the body of the answer, not yet read
	got     int64  // of that body
	length  int64  // that it should have; -1 when that is not said
}

const (
	ourStream   = 1       // the only one
	ourWindow   = 6 << 20 // more than is ever read of a body
	mostFrames  = 10000   // that bring nothing
	firstWindow = 65535   // of RFC 9113, before any settings
	mostPayload = 16384   // of a frame, likewise
)

// errReset is the end of an exchange, said by the server in a frame.
var errReset = errors.New("HTTP/2")

func newStream(conn net.Conn) *stream {
	return &stream{conn: conn, window: firstWindow, whole: firstWindow, initial: firstWindow, length: -1}
}

// begin sends the request.
func (s *stream) begin(in io.Reader, req Request) error {
	s.framer = http2.NewFramer(&s.waiting, in)
	s.framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	s.framer.MaxHeaderListSize = headLimit
	s.framer.SetMaxReadFrameSize(mostPayload)
	s.framer.SetReuseFrames()
	s.waiting.WriteString(http2.ClientPreface)
	block := headerBlock(req)
	first := block[:min(len(block), mostPayload)]
	err := errors.Join(
		s.framer.WriteSettings(
			http2.Setting{ID: http2.SettingEnablePush, Val: 0},
			http2.Setting{ID: http2.SettingInitialWindowSize, Val: ourWindow},
			http2.Setting{ID: http2.SettingMaxHeaderListSize, Val: headLimit},
		),
		s.framer.WriteWindowUpdate(0, ourWindow),
		s.framer.WriteHeaders(http2.HeadersFrameParam{
			StreamID: ourStream, BlockFragment: first, EndStream: req.Body == "", EndHeaders: len(first) == len(block),
		}),
	)
	for rest := block[len(first):]; len(rest) > 0; {
		n := min(len(rest), mostPayload)
		err = errors.Join(err, s.framer.WriteContinuation(ourStream, n == len(rest), rest[:n]))
		rest = rest[n:]
	}
	s.unsent = []byte(req.Body)
	return errors.Join(err, s.sendBody())
}

// link reads from the connection of a stream, once everything that waits has been sent.
type link struct{ *stream }

func (l link) Read(p []byte) (int, error) {
	if l.waiting.Len() > 0 {
		_, err := l.conn.Write(l.waiting.Bytes())
		l.waiting.Reset()
		if neterr.TimedOut(err) {
			return 0, err
		}
		l.sendErr = errors.Join(l.sendErr, err)
	}
	return l.conn.Read(p)
}

// headerBlock writes the headers of a request.
func headerBlock(req Request) []byte {
	var b bytes.Buffer
	e := hpack.NewEncoder(&b)
	write := func(name, value string) {
		_ = e.WriteField(hpack.HeaderField{Name: name, Value: value, Sensitive: name == "authorization" || name == "cookie"}) // into memory
	}
	write(":method", req.Method)
	write(":scheme", req.At.Scheme)
	write(":authority", req.Host)
	write(":path", req.At.RequestURI())
	for _, f := range req.Fields {
		write(f.Name, f.Value)
	}
	return b.Bytes()
}

// sendBody sends as much of the body as the server gives room for.
func (s *stream) sendBody() error {
	for len(s.unsent) > 0 {
		n := min(int64(len(s.unsent)), s.window, s.whole, mostPayload)
		if n <= 0 {
			return nil
		}
		if err := s.framer.WriteData(ourStream, n == int64(len(s.unsent)), s.unsent[:n]); err != nil {
			return err
		}
		s.unsent, s.window, s.whole = s.unsent[n:], s.window-n, s.whole-n
	}
	return nil
}

// next is the next frame that brings something of the answer. It answers the others itself.
func (s *stream) next() (http2.Frame, error) {
	for ; s.frames < mostFrames; s.frames++ {
		f, err := s.framer.ReadFrame()
		if err != nil {
			return nil, s.whyUnread(f, err)
		}
		settings, isSettings := f.(*http2.SettingsFrame)
		if !s.settled && (!isSettings || settings.IsAck()) {
			return nil, errors.New("it does not begin with its settings")
		}
		s.settled = true
		if f.Header().StreamID == ourStream {
			switch f.(type) {
			case *http2.MetaHeadersFrame, *http2.DataFrame:
				return f, nil
			}
		}
		if err := s.attend(f); err != nil {
			return nil, err
		}
	}
	return nil, errors.New("frame after frame, and nothing of an answer")
}

// whyUnread is why a frame could not be read: of too many headers the library says what it says of broken ones.
func (s *stream) whyUnread(f http2.Frame, err error) error {
	if headers, ok := f.(*http2.MetaHeadersFrame); ok && headers != nil && headers.Truncated {
		return errHeadTooLarge
	}
	return err
}

// attend does what a frame asks for.
func (s *stream) attend(f http2.Frame) error {
	switch f := f.(type) {
	case *http2.SettingsFrame:
		if f.IsAck() {
			return nil
		}
		if size, ok := f.Value(http2.SettingInitialWindowSize); ok {
			s.window += int64(size) - s.initial
			s.initial = int64(size)
		}
		return errors.Join(s.framer.WriteSettingsAck(), s.sendBody())
	case *http2.PingFrame:
		if f.IsAck() {
			return nil
		}
		return s.framer.WritePing(true, f.Data)
	case *http2.WindowUpdateFrame:
		if f.StreamID == 0 {
			s.whole += int64(f.Increment)
		} else {
			s.window += int64(f.Increment)
		}
		return s.sendBody()
	case *http2.RSTStreamFrame:
		s.code = f.ErrCode
		return fmt.Errorf("%w: %s", errReset, f.ErrCode)
	case *http2.GoAwayFrame:
		if f.ErrCode == http2.ErrCodeNo && f.LastStreamID >= ourStream {
			return nil // it ends when it has answered
		}
		s.code = f.ErrCode
		return fmt.Errorf("%w: the server goes away, %s", errReset, f.ErrCode)
	case *http2.PushPromiseFrame, *http2.DataFrame, *http2.MetaHeadersFrame:
		return errors.New("it answers what nobody asked")
	}
	return nil
}

// Read reads the body of the answer.
func (s *stream) Read(p []byte) (int, error) {
	for len(s.left) == 0 {
		switch {
		case s.ended && s.got < s.length:
			return 0, io.ErrUnexpectedEOF
		case s.ended:
			return 0, io.EOF
		}
		f, err := s.next()
		switch f := f.(type) {
		case *http2.DataFrame:
			s.left, s.ended = f.Data(), f.StreamEnded()
			s.got += int64(len(s.left))
			if len(s.left) > 0 {
				s.frames = 0
			}
		case *http2.MetaHeadersFrame: // trailers
			s.ended = f.StreamEnded()
		}
		switch {
		case errors.Is(err, io.EOF):
			return 0, io.ErrUnexpectedEOF
		case err != nil:
			return 0, err
		case s.length >= 0 && s.got > s.length:
			return 0, fmt.Errorf("it is longer than the %d bytes that it says", s.length)
		}
	}
	n := copy(p, s.left)
	s.left = s.left[n:]
	return n, nil
}
