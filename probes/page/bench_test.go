package page

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// BenchmarkPage is what reading a page that has changed costs, with all rules, beside what the library takes to make a
// tree of it.
func BenchmarkPage(b *testing.B) {
	page := []byte("<!doctype html><html><head><title>A shop</title></head><body>" + strings.Repeat(
		"<div class=card data-id='42'><h2><a href=\"/thing/42?from=list\">A thing to buy</a></h2><p>With a few words on it: 12&nbsp;€.</p></div>\n", 800) + "</body></html>")
	b.Run("vigie", func(b *testing.B) {
		var r Reader
		b.SetBytes(int64(len(page)))
		b.ReportAllocs()
		for b.Loop() {
			d := r.Read(page, "text/html; charset=utf-8", false)
			if d.Visible == 0 {
				b.Fatal("nothing was read")
			}
			if _, known := r.Match(d, nil, true, nil); known {
				b.Fatal("the page is taken for another")
			}
		}
	})
	b.Run("html.Parse", func(b *testing.B) {
		b.SetBytes(int64(len(page)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := html.Parse(bytes.NewReader(page)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
