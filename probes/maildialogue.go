package probes

import (
	"bufio"
	"errors"
	"io"
	"strconv"
	"strings"

	"vigie/internal/result"
	"vigie/probes/words"
)

// What a mail server may say, in bytes. RFC 5321 gives a line of a reply 512; lists of IMAP's capabilities are longer.
const (
	lineLimit = 8 << 10
	talkLimit = 64 << 10
)

var (
	errLongLine = errors.New("a line of more than 8 KiB")
	errTalksOn  = errors.New("more than 64 KiB without an end")
)

// strangeLine is what was said where the protocol has something else.
type strangeLine string

func (s strangeLine) Error() string { return "it says " + quote(string(s)) }

// dialogue is a conversation in lines, of which both sides are kept. Every wait in it ends with the deadline of the
// connection.
type dialogue struct {
	stream io.ReadWriteCloser
	in     *bufio.Reader
	left   int // how much more may be heard
	kept   strings.Builder
}

func newDialogue(stream io.ReadWriteCloser) *dialogue {
	return &dialogue{stream: stream, in: bufio.NewReaderSize(stream, lineLimit), left: talkLimit}
}

// moveTo goes on over an encrypted stream. Nothing that was heard before it may be taken for a part of it.
func (d *dialogue) moveTo(stream io.ReadWriteCloser) {
	d.stream = stream
	d.in.Reset(stream)
}

// hear reads one line, without its end. With an error comes what there was of the line.
func (d *dialogue) hear() (string, error) {
	raw, err := d.in.ReadSlice('\n')
	line := strings.TrimRight(string(raw), "\r\n")
	if len(raw) > 0 {
		d.keep("< ", line)
	}
	d.left -= len(raw)
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return line, errLongLine
	case errors.Is(err, io.EOF) && len(raw) > 0:
		return line, io.ErrUnexpectedEOF
	case err != nil:
		return line, err
	case d.left < 0:
		return line, errTalksOn
	}
	return line, nil
}

// say sends one line. A server may send us away and hang up before it has heard us: what counts is what can be heard
// afterwards, so that a failure to say it shows there.
func (d *dialogue) say(line string) {
	d.keep("> ", line)
	_, _ = io.WriteString(d.stream, line+"\r\n") // as said above
}

// keep writes a line down as evidence.
func (d *dialogue) keep(who, line string) {
	d.kept.WriteString(who + words.Cut(line, keep/8) + "\n")
}

func (d *dialogue) evidence() result.Evidence {
	return result.Evidence{Name: "dialogue", Text: clip(d.kept.String())}
}

// quote is how a server's words stand in a reason: long enough for a refusal to say on whose list we are.
func quote(s string) string {
	const most = 160
	if short := words.Cut(s, most); short != s {
		s = short + "…"
	}
	return strconv.Quote(s)
}
