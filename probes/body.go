package probes

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/net/html/charset"
)

// readLimit is how much of a page is read, decoded, in bytes. A packed page may unpack to anything.
const readLimit = 2 << 20

// errPacked is a body that is not packed as its header says.
var errPacked = errors.New("it cannot be unpacked")

// counter counts the bytes that pass.
type counter struct {
	r io.Reader
	n int64
}

// Read reads.
func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// readBody reads and unpacks what is left of an answer, up to the limit. Raw is how many bytes came, packed.
func readBody(head *http.Response) (body []byte, cut bool, raw int64, err error) {
	count := &counter{r: head.Body}
	packed := bufio.NewReader(count)
	if _, err := packed.Peek(1); errors.Is(err, io.EOF) {
		return nil, false, 0, nil // nothing to unpack, whatever it is called
	}
	r, done, err := unpacked(packed, head.Header.Get("Content-Encoding"))
	if err != nil {
		return nil, false, count.n, err
	}
	defer done()
	body, err = io.ReadAll(io.LimitReader(r, readLimit+1))
	if len(body) > readLimit {
		return body[:readLimit], true, count.n, nil
	}
	return body, false, count.n, err
}

// unpacked undoes a Content-Encoding; one that was not asked for is left as it is.
func unpacked(r io.Reader, encoding string) (out io.Reader, done func(), err error) {
	done = func() {}
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, done, fmt.Errorf("%w: %w", errPacked, err)
		}
		return z, done, nil
	case "br":
		return brotli.NewReader(r), done, nil
	case "zstd":
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(64<<20))
		if err != nil {
			return nil, done, fmt.Errorf("%w: %w", errPacked, err)
		}
		return z, z.Close, nil
	default:
		return r, done, nil
	}
}

// decode turns a body into UTF-8, by its header, its own meta element or its first bytes.
// A page that says nothing of its characters and is valid UTF-8 is taken for UTF-8.
func decode(body []byte, contentType string) string {
	enc, name, certain := charset.DetermineEncoding(body, contentType)
	if !certain && name == "windows-1252" && utf8.Valid(wholeRunes(body)) { // its last resort, for want of a better
		return string(body)
	}
	text, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		text = body
	}
	return strings.TrimPrefix(string(text), "\uFEFF")
}

// wholeRunes leaves out a character that our own cut has broken.
func wholeRunes(b []byte) []byte {
	if len(b) != readLimit && len(b) != keep {
		return b
	}
	for i := len(b) - 1; i >= 0 && i >= len(b)-utf8.UTFMax; i-- {
		if utf8.RuneStart(b[i]) {
			if !utf8.FullRune(b[i:]) {
				return b[:i]
			}
			break
		}
	}
	return b
}
