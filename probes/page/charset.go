package page

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

var byteOrderMark = []byte("\uFEFF")

// Decode turns a body into UTF-8, by its first bytes, its header or its own meta element. A page that says nothing of
// its characters and is valid UTF-8 is taken for UTF-8, also where our own cut has broken the last of them. What is UTF-8
// already is not copied.
func Decode(body []byte, contentType string, cut bool) []byte {
	if utf16 := bytes.HasPrefix(body, []byte("\xff\xfe")) || bytes.HasPrefix(body, []byte("\xfe\xff")); !utf16 {
		if bytes.HasPrefix(body, byteOrderMark) || saysUTF8(contentType) {
			if !utf8.Valid(body) {
				body = bytes.ToValidUTF8(body, []byte("\uFFFD"))
			}
			return bytes.TrimPrefix(body, byteOrderMark)
		}
	}
	enc, name, certain := charset.DetermineEncoding(body, contentType)
	if !certain && name == "windows-1252" && utf8.Valid(wholeRunes(body, cut)) { // its last resort, for want of a better
		return body
	}
	text, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		text = body
	}
	return bytes.TrimPrefix(text, byteOrderMark)
}

// saysUTF8 tells the header of nearly every page.
func saysUTF8(contentType string) bool {
	_, rest, found := strings.Cut(strings.ToLower(contentType), "charset=")
	rest = strings.Trim(rest, ` "'`)
	return found && (rest == "utf-8" || rest == "utf8")
}

// wholeRunes leaves out a character that our own cut has broken.
func wholeRunes(b []byte, cut bool) []byte {
	if !cut {
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
