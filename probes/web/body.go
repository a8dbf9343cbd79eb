package web

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"

	"vigie/probes/neterr"
)

// Limit is how much of a body is read, unpacked, in bytes. A packed one may unpack to anything.
const Limit = 2 << 20

// errPacked is a body that is not packed as its header says.
var errPacked = errors.New("it cannot be unpacked")

// counter counts the bytes that pass.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// readBody reads and unpacks what is left of an answer into a buffer, up to the limit. Raw is how many bytes came,
// packed.
func readBody(head *http.Response, buf *bytes.Buffer) (body []byte, cut bool, raw int64, err error) {
	encodings := encodingsOf(head.Header)
	if len(encodings) == 0 {
		n, err := buf.ReadFrom(io.LimitReader(head.Body, Limit+1))
		return limited(buf), n > Limit, n, err
	}
	count := &counter{r: head.Body}
	packed := bufio.NewReader(count)
	if _, err := packed.Peek(1); errors.Is(err, io.EOF) {
		return nil, false, 0, nil // nothing to unpack, whatever it is called
	}
	r, done, err := unpackedAll(packed, encodings)
	if err != nil {
		return nil, false, count.n, err
	}
	defer done()
	if n, err := buf.ReadFrom(io.LimitReader(r, Limit+1)); err != nil || n > Limit {
		return limited(buf), n > Limit, count.n, whyUnpacked(err, encodings)
	}
	// Whatever follows the end of what was packed, a connection that breaks off is one all the same.
	_, err = io.Copy(io.Discard, io.LimitReader(packed, Limit))
	return buf.Bytes(), false, count.n, err
}

func limited(buf *bytes.Buffer) []byte { return buf.Bytes()[:min(buf.Len(), Limit)] }

// encodingsOf are the ways in which a body is packed, the outermost last. Such as were not asked for are passed over,
// as browsers do: headers such as Content-Encoding: UTF-8 are out there.
func encodingsOf(h http.Header) []string {
	var list []string
	for _, value := range h["Content-Encoding"] {
		for name := range strings.SplitSeq(value, ",") {
			name = strings.ToLower(strings.TrimSpace(name))
			if slices.Contains([]string{"gzip", "x-gzip", "deflate", "br", "zstd"}, name) {
				list = append(list, name)
			}
		}
	}
	return list
}

// unpackedAll undoes several encodings, the last first. Nobody in his right mind packs three times.
func unpackedAll(r io.Reader, encodings []string) (out io.Reader, done func(), err error) {
	var closers []func()
	done = func() {
		for _, c := range closers {
			c()
		}
	}
	if len(encodings) > 2 {
		return nil, done, fmt.Errorf("%w: it is packed %d times", errPacked, len(encodings))
	}
	for _, encoding := range slices.Backward(encodings) {
		var one func()
		if r, one, err = unpacked(r, encoding); err != nil {
			done()
			return nil, func() {}, whyUnpacked(err, encodings)
		}
		closers = append(closers, one)
	}
	return r, done, nil
}

// unpacked undoes one encoding.
func unpacked(r io.Reader, encoding string) (out io.Reader, done func(), err error) {
	done = func() {}
	switch encoding {
	case "br":
		return brotli.NewReader(r), done, nil
	case "zstd":
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(64<<20), zstd.WithDecoderMaxWindow(8<<20))
		if err != nil {
			return nil, done, err
		}
		return z, z.Close, nil
	case "deflate":
		return inflated(r)
	default:
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, done, err
		}
		z.Multistream(false) // what follows its end is nobody's
		return z, done, nil
	}
}

// inflated undoes deflate: with the frame that the standard asks for, or bare, as some servers send it.
func inflated(r io.Reader) (out io.Reader, done func(), err error) {
	b := bufio.NewReader(r)
	start, err := b.Peek(2)
	if err == nil && start[0]&0x0f == 8 && (uint(start[0])<<8|uint(start[1]))%31 == 0 {
		z, err := zlib.NewReader(b)
		return z, func() {}, err
	}
	return flate.NewReader(b), func() {}, nil
}

// whyUnpacked names what a body says that it is, where the fault is in that and not on the way.
func whyUnpacked(err error, encodings []string) error {
	if err == nil || neterr.TimedOut(err) || neterr.WasReset(err) || errors.Is(err, errReset) || errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	return fmt.Errorf("%w as %s: %w", errPacked, strings.Join(encodings, ", "), err)
}
