package probes

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"vigie/internal/result"
	"vigie/probes/probetest"
	"vigie/probes/web"
)

func packed(encoding string, body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", encoding)
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body)
	}
}

func TestHTTP09_PackedPages(t *testing.T) {
	const text = "Ajouter au panier"
	for header, how := range map[string]string{"gzip": "gzip", "x-gzip": "gzip", "GZIP": "gzip", "br": "br", "zstd": "zstd", "deflate": "deflate", "": "", "identity": "", "utf-8": ""} {
		t.Run(header, func(t *testing.T) {
			p := getSaying(t, serve(t, packed(header, probetest.Pack(t, how, []byte(text)))), text)
			r := askOnce(t, here(), p)
			wants(t, r, result.Up, "")
			if r.HTTP.Bytes != int64(len(text)) {
				t.Errorf("%d bytes, want %d", r.HTTP.Bytes, len(text))
			}
		})
	}
	asked := make(chan string, 1)
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked <- r.Header.Get("Accept-Encoding")
		_, _ = io.WriteString(w, "hello")
	})
	wants(t, askOnce(t, here(), get(t, address)), result.Up, "")
	if got := <-asked; got != "gzip, deflate, br, zstd" {
		t.Errorf("asked for %q", got)
	}
	bare := getSaying(t, serve(t, packed("deflate", probetest.Pack(t, "bare deflate", []byte(text)))), text)
	wants(t, askOnce(t, here(), bare), result.Up, "")
	twice := getSaying(t, serve(t, packed("gzip, br", probetest.Pack(t, "br", probetest.Pack(t, "gzip", []byte(text))))), text)
	wants(t, askOnce(t, here(), twice), result.Up, "")
	trailed := getSaying(t, serve(t, packed("gzip", append(probetest.Pack(t, "gzip", []byte(text)), "garbage"...))), text)
	wants(t, askOnce(t, here(), trailed), result.Up, "")
}

func TestHTTP09_PackedOtherwiseThanItSays(t *testing.T) {
	for _, encoding := range []string{"gzip", "br", "zstd", "deflate"} {
		t.Run(encoding, func(t *testing.T) {
			r := askOnce(t, here(), get(t, serve(t, packed(encoding, []byte("<p>hello world, this is no packed page")))))
			wants(t, r, result.Down, result.HTTPMalformed)
			if !strings.Contains(r.Reason, "not packed as it says") || !strings.Contains(r.Reason, "as "+encoding) {
				t.Errorf("the reason is %q", r.Reason)
			}
			whole := probetest.Pack(t, encoding, bytes.Repeat([]byte("A page with words. "), 2000))
			r = askOnce(t, here(), get(t, serve(t, packed(encoding, whole[:len(whole)/2]))))
			if r.State != result.Down || r.Failure != result.HTTPTruncated && r.Failure != result.HTTPMalformed {
				t.Errorf("half of it is %s %s: %s", r.State, r.Failure, r.Reason)
			}
			r = askOnce(t, here(), get(t, serve(t, packed(encoding, nil))))
			wants(t, r, result.Down, result.ContentBlank)
		})
	}
}

// A packed page may unpack to anything; what is read of it has an end.
func TestHTTP09_PackedBombs(t *testing.T) {
	for _, encoding := range []string{"gzip", "br", "zstd", "deflate"} {
		t.Run(encoding, func(t *testing.T) {
			bomb := probetest.Pack(t, encoding, bytes.Repeat([]byte("a"), 64<<20))
			p := get(t, serve(t, packed(encoding, bomb)))
			r := askOnce(t, here(), p)
			wants(t, r, result.Up, "")
			if r.HTTP.Bytes != web.Limit {
				t.Errorf("%d bytes were read", r.HTTP.Bytes)
			}
			p = get(t, serve(t, packed(encoding, bomb)))
			p.Expect.Contains = []Pattern{{Text: "basket"}}
			wants(t, askOnce(t, here(), p), result.Unknown, result.HTTPTooLarge)
		})
	}
}

func TestHTTP12_Charsets(t *testing.T) {
	utf16 := func(order func(r rune) []byte) string {
		var b []byte
		for _, r := range "\uFEFF<p>Café à emporter" {
			b = append(b, order(r)...)
		}
		return string(b)
	}
	for name, c := range map[string]struct{ kind, body, want string }{
		"Latin-1 by its header":   {"text/html; charset=iso-8859-1", "<p>Caf\xe9 \xe0 emporter", "Café à emporter"},
		"Latin-9 and a euro":      {"text/html; charset=iso-8859-15", "<p>5 \xa4", "5 €"},
		"Windows and a euro":      {"text/html; charset=windows-1252", "<p>5 \x80 \x97 \x9cuvre", "5 € — œuvre"},
		"by a meta element":       {"text/html", "<meta charset=\"iso-8859-1\"><p>Caf\xe9", "Café"},
		"by an old meta element":  {"text/html", "<meta http-equiv=Content-Type content='text/html; charset=ISO-8859-1'><p>Caf\xe9", "Café"},
		"the header before meta":  {"text/html; charset=utf-8", "<meta charset=iso-8859-1><p>Café", "Café"},
		"UTF-8 with a mark":       {"text/html", "\xef\xbb\xbf<p>Café", "Café"},
		"the mark before a lie":   {"text/html; charset=iso-8859-1", "\xef\xbb\xbf<p>Café", "Café"},
		"UTF-16, little end":      {"text/html", utf16(func(r rune) []byte { return []byte{byte(r), byte(r >> 8)} }), "Café à emporter"},
		"UTF-16, big end":         {"text/html; charset=utf-16", utf16(func(r rune) []byte { return []byte{byte(r >> 8), byte(r)} }), "Café à emporter"},
		"a charset in quotes":     {`text/html; charset="UTF-8"`, "<p>Café", "Café"},
		"nothing said":            {"text/html", "<p>Café", "Café"},
		"nothing said, Latin-1":   {"text/html", "<p>Caf\xe9", "Café"},
		"letters and accents":     {"text/html; charset=utf-8", "<p>Cafe\u0301 a\u0300 emporter", "Café à emporter"},
		"bound spaces":            {"text/html; charset=utf-8", "<p>Prix\u00a0:\u202f5\u00a0€", "Prix : 5 €"},
		"entities":                {"text/html; charset=utf-8", "<p>Caf&eacute; &agrave; emporter&nbsp;&#58; 5&nbsp;&euro;", "Café à emporter : 5 €"},
		"entities without an end": {"text/html; charset=utf-8", "<p>Caf&eacute &amp th&eacute", "Café & thé"},
		"a charset of nobody":     {"text/html; charset=klingon", "<p>Café", "Café"},
		"Shift JIS":               {"text/html; charset=shift_jis", "<p>\x93\xfa\x96\x7b", "日本"},
	} {
		t.Run(name, func(t *testing.T) {
			p := getSaying(t, serve(t, says(c.kind, c.body)), c.want)
			wants(t, askOnce(t, here(), p), result.Up, "")
		})
	}
	broken := getSaying(t, serve(t, says("text/html; charset=utf-8", "<p>Caf\xe9 et th\xe9")), "Café")
	wants(t, askOnce(t, here(), broken), result.Down, result.ContentMissing) // visitors see it broken too
}
